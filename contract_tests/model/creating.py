"""What an accepted creating request must have made; it is read back at once."""

from typing import TYPE_CHECKING, Any

from contract_tests.exchange import Answer, Failure
from contract_tests.model.orders import check_clearing, match
from contract_tests.model.plan import Group, asked, charge, groups
from contract_tests.model.world import Render, Variation, World

if TYPE_CHECKING:
    from contract_tests.model.witness import Witness

Body = dict[str, Any]


class Creating:
    """One method for each operation that creates, by operationId."""

    def __init__(self, witness: "Witness") -> None:
        self._witness = witness

    def create_render(self, world: World, ids: dict[str, str], body: Body, answer: Answer) -> None:
        """One render, new, charged once."""
        render = self._new(world, answer.json(), body, body.get("webhook_url"))
        self._ended(body, answer, [render], "create_render")

    def create_renders_bulk(
        self, world: World, ids: dict[str, str], body: Body, answer: Answer
    ) -> None:
        """As many renders as were asked for, in the same order, each charged once."""
        made = answer.json()["renders"]
        if len(made) != len(body["renders"]):
            raise self._failure(
                f"{len(body['renders'])} renders were asked for", str(len(made)), "RenderList"
            )
        for value, order in zip(made, body["renders"], strict=True):
            if value["id"] in [render["id"] for render in made if render is not value]:
                raise self._failure(
                    "each render has an id of its own", str(made)[:1000], "RenderList"
                )
            render = self._remember(world, value, order, body.get("webhook_url"))
        renders = world.renders[-len(made) :]
        for render, value in zip(renders, made, strict=True):
            self._read_back(world, render, value)
        self._ended(body, answer, renders, "create_renders_bulk")

    def create_variations(
        self, world: World, ids: dict[str, str], body: Body, answer: Answer
    ) -> None:
        """As many variations as were asked for, added to the render."""
        render = world.find(ids["render_id"])
        assert render is not None
        self._added(world, {render.id: groups(body)}, answer.json()["variations"])
        self._ended(body, answer, [render], "create_variations")

    def create_variations_bulk(
        self, world: World, ids: dict[str, str], body: Body, answer: Answer
    ) -> None:
        """As many variations as were asked for, added to their renders, told in the order of the
        request."""
        added: dict[str, list[Group]] = {}
        wanted: list[tuple[str, int]] = []
        for item in body["variations"]:
            order = groups(item)
            added.setdefault(item["render_id"], []).extend(order)
            wanted.append((item["render_id"], asked(order)))
        told = answer.json()["variations"]
        self._added(world, added, told)
        in_order = [render_id for render_id, count in wanted for _ in range(count)]
        got = [v["render_id"] for v in told if v.get("type") != "removal"]
        if "removal" not in str(body) and "remove_furniture" not in str(body) and got != in_order:
            raise self._failure(
                f"the variations come in the order of the request, {in_order}",
                str(got),
                "VariationList",
            )
        renders = [render for render in world.renders if render.id in added]
        self._ended(body, answer, renders, "create_variations_bulk")

    def analyze_image(self, world: World, ids: dict[str, str], body: Body, answer: Answer) -> None:
        """An analysis with an id of its own."""
        value = answer.json()
        self._new_id(value["id"], "Analysis")
        world.analyses.add(value["id"])
        instant = self._witness.instant()
        if instant.now is not None and value["created_at"] > instant.now:
            raise self._failure(
                f"created_at is not in the future; it is {instant.now:.0f} now",
                str(value),
                "Analysis",
            )
        self._made_since(self._witness.since, value["created_at"], "Analysis")
        if value["status"] == "done":
            # Whether the same photo gets the same mask again is not said.
            self._witness.reader.own(value["result_url"], f"the analysis of {body['image_url']}")
        self._witness.call("GET", "/user", key=world.key)

    def check_multi_view(
        self, world: World, ids: dict[str, str], body: Body, answer: Answer
    ) -> None:
        """The same two photos get the same answer, in either order."""
        photos = tuple(sorted(body["image_urls"]))
        value = {k: v for k, v in answer.json().items() if k != "rejection_reason"}
        if world.comparisons.setdefault(photos, value) != value:
            raise self._failure(
                f"the same photos are told the same, {world.comparisons[photos]}",
                str(value),
                "MultiViewCompatibility",
            )
        if value["compatible"] and answer.json().get("rejection_reason"):
            raise self._failure(
                "there is no rejection_reason for what is compatible",
                answer.excerpt(),
                "MultiViewCompatibility",
            )

    def set_webhook_secret(
        self, world: World, ids: dict[str, str], body: Body, answer: Answer
    ) -> None:
        """From now on webhooks are signed with it."""
        world.secret, world.secret_known = body["webhook_secret"], True

    def delete_webhook_secret(
        self, world: World, ids: dict[str, str], body: Body, answer: Answer
    ) -> None:
        """From now on webhooks come unsigned."""
        world.secret, world.secret_known = None, True

    def _new(self, world: World, value: Body, body: Body, webhook_url: str | None) -> Render:
        render = self._remember(world, value, body, webhook_url)
        self._read_back(world, render, value)
        return render

    def _remember(self, world: World, value: Body, body: Body, webhook_url: str | None) -> Render:
        self._new_id(value["id"], "Render")
        self._made_since(self._witness.since, value["created_at"], "Render")
        for photo in body.get("image_urls", [body.get("image_url")]):
            self._witness.reader.photo(photo)
        newest = world.renders[-1].created_at if world.renders else None
        if newest is not None and value["created_at"] < newest:
            raise self._failure(
                "a newer render is not older than the ones before", str(value)[:600], "Render"
            )
        render = Render(
            value["id"],
            photos=len(body.get("image_urls", [1])),
            webhook_url=webhook_url,
        )
        render.groups = groups(body)
        self._witness.reader.render(render, value, self._witness.instant())
        world.renders.append(render)
        kinds = charge(render.groups)
        if len(kinds) == 1:
            world.used[next(iter(kinds))] += 1
        else:
            world.used_by_either += 1
        return render

    def _read_back(self, world: World, render: Render, told: Body) -> None:
        """Read what was just made: it is there, whole, and as the answer said."""
        witness = self._witness
        page = self._whole(world, render)
        for variation in match(witness.spec, render, render.groups, page["items"]):
            self._adopt(render, variation)
        witness.read_render(render, world.key)  # now that its variations are known
        check_clearing(witness.spec, render.variations)
        if "variations" in told:
            self._compare(render, told["variations"]["items"])
        witness.call("GET", "/user", key=world.key)

    def _compare(self, render: Render, told: list[Body]) -> None:
        """A new render carries what was asked for, in order; no removal that is made first."""
        ids = [item["id"] for item in told]
        known = [v.id for v in render.variations if v.group is not None or v.id in ids]
        if ids != known or len(ids) != asked(render.groups):
            sure = [v.id for v in render.variations if v.group is not None]
            raise self._failure(
                f"the answer lists the variations asked for, {sure}",
                str(ids),
                "#/paths/~1renders/post/responses/202",
            )

    def _added(self, world: World, added: dict[str, list[Group]], told: list[Body]) -> None:
        witness, since = self._witness, self._witness.since
        ids = [item["id"] for item in told]
        if len(set(ids)) < len(ids):
            raise self._failure("each variation has an id of its own", str(ids), "VariationList")
        new_ids: list[str] = []
        for render_id, order in added.items():
            render = world.find(render_id)
            assert render is not None
            render.touched += 1
            items = [
                item
                for item in self._whole(world, render)["items"]
                if render.find(item["id"]) is None
            ]
            new = match(witness.spec, render, order, items)
            render.groups += order
            for variation in new:
                self._adopt(render, variation)
            witness.read_render(render, world.key)
            self._made_since(since, min(v.created_at or 0 for v in new), "Variation")
            check_clearing(witness.spec, new)
            new_ids += [v.id for v in new if not (v.group is None and v.id not in ids)]
        if sorted(ids) != sorted(new_ids):
            raise self._failure(
                f"the answer lists the variations that were made, {new_ids}",
                str(ids),
                "VariationList",
            )
        self._told(world, added, told)
        if len(added) == 1 and ids != new_ids:
            raise self._failure(
                f"the variations come in the order of the request, {new_ids}",
                str(ids),
                "VariationList",
            )
        witness.call("GET", "/user", key=world.key)

    def _told(self, world: World, added: dict[str, list[Group]], told: list[Body]) -> None:
        """The variations in an answer are those that were read back."""
        witness = self._witness
        instant = witness.instant()
        by_id = {v.id: v for render_id in added for v in world.find(render_id).variations}  # type: ignore[union-attr]
        for item in told:
            # The answer is older than what was read back since: its state may lie behind.
            if item["render_id"] != by_id[item["id"]].render.id:
                raise self._failure(
                    f"render_id is {by_id[item['id']].render.id}", str(item)[:600], "Variation"
                )
            group = by_id[item["id"]].group
            if group is not None and "config" in item:
                witness.reader.echo(group, item)
            if instant.token is not None:
                witness.reader.variation(by_id[item["id"]], item, instant)

    def _whole(self, world: World, render: Render) -> Body:
        """All variations of a render, some of which are not known yet."""
        query = "include_variations=true&variations_limit=100&variations_order=asc"
        witness = self._witness
        answer = witness.peek("GET", f"/renders/{render.id}", query, world.key)
        if answer.status != 200:
            raise self._failure("what was made can be read", answer.excerpt(), "Render")
        page: Body | None = answer.json().get("variations")
        if page is None:
            raise self._failure(
                "variations are included when asked for", answer.excerpt(), "Render"
            )
        return page

    def _adopt(self, render: Render, variation: Variation) -> None:
        self._new_id(variation.id, "Variation")
        render.variations.append(variation)

    def _new_id(self, new: str, schema: str) -> None:
        for world in self._witness.worlds.values():
            if new in world.ids:
                raise self._failure("an id is given out once", new, schema)

    def _made_since(self, since: float | None, created_at: float, schema: str) -> None:
        """What a call makes is not older than the call, but for what is lost when rounding."""
        if since is not None and created_at < since - 1:
            raise self._failure(
                f"created_at is not before the call that made it, at {since:.0f}",
                f"{created_at:.0f}",
                f"{schema}/properties/created_at",
            )

    def _ended(self, body: Body, answer: Answer, renders: list[Render], operation_id: str) -> None:
        """200 when the call waited and all has ended; 202 when it goes on."""
        pointer = f"{self._witness.spec.operations[operation_id].pointer}/responses"
        waited = body.get("wait_for_completion") is True
        pending = [v.id for render in renders for v in render.variations if not v.final]
        if waited and answer.status != 200:
            raise self._failure(
                "a call that waits for completion answers 200", answer.excerpt(), pointer
            )
        if answer.status == 200 and pending and not self._was_pending(renders, answer):
            raise self._failure(
                "200 says that all variations have ended (202: they go on)",
                f"200, but {pending} are pending",
                pointer,
            )

    def _was_pending(self, renders: list[Render], answer: Answer) -> bool:
        """Whether the answer tells of variations that ended, although older ones of the render go
        on."""
        told = answer.json().get("variations")
        return (
            isinstance(told, list)
            and all(v["status"] in ("done", "error", "deleted") for v in told)
            and bool(told)
        )

    def _failure(self, expected: str, got: str, where: str) -> Failure:
        pointer = where if where.startswith("#") else f"#/components/schemas/{where}"
        return Failure(expected, got, self._witness.spec.cite(pointer))
