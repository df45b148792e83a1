"""What an accepted request must have made or changed; what was made is read back at once."""

from typing import Any

from contract_tests.exchange import Answer, Exchange
from contract_tests.model.account import Account, Render, Variation
from contract_tests.model.asked import Group, asked, charge, groups
from contract_tests.model.context import WHOLE, Context
from contract_tests.model.matching import check_clearing, match

Body = dict[str, Any]
FINAL = ("done", "error", "deleted")


class CreationRules:
    """One method for each operation that makes or changes something, by operationId."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._spec = context.spec

    def create_render(self, account: Account, ids: Body, body: Body, answer: Answer) -> None:
        """One render, new, charged once."""
        value = answer.json()
        render = self._remember(account, value, body, body.get("webhook_url"))
        self._read_back(account, render, value)
        self._ended(body, answer, [render], "create_render")

    def create_renders_bulk(self, account: Account, ids: Body, body: Body, answer: Answer) -> None:
        """As many renders as were asked for, in the same order, each charged once."""
        made, wanted = answer.json()["renders"], body["renders"]
        if len(made) != len(wanted):
            raise self._spec.failure(
                f"{len(wanted)} renders were asked for", len(made), "RenderList"
            )
        if len({value["id"] for value in made}) < len(made):
            raise self._spec.failure("each render has an id of its own", made, "RenderList")
        renders = [
            self._remember(account, value, order, body.get("webhook_url"))
            for value, order in zip(made, wanted, strict=True)
        ]
        for render, value in zip(renders, made, strict=True):
            self._read_back(account, render, value)
        self._ended(body, answer, renders, "create_renders_bulk")

    def create_variations(self, account: Account, ids: Body, body: Body, answer: Answer) -> None:
        """As many variations as were asked for, added to the render."""
        render = account.find(ids["render_id"])
        assert render is not None
        self._added(account, {render.id: groups(body)}, answer.json()["variations"])
        self._ended(body, answer, [render], "create_variations")

    def create_variations_bulk(
        self, account: Account, ids: Body, body: Body, answer: Answer
    ) -> None:
        """As many variations as were asked for, added to their renders, shown in the order of the
        request."""
        added: dict[str, list[Group]] = {}
        wanted: list[str] = []
        for item in body["variations"]:
            order = groups(item)
            added.setdefault(item["render_id"], []).extend(order)
            wanted += [item["render_id"]] * asked(order)
        shown = answer.json()["variations"]
        self._added(account, added, shown)
        got = [v["render_id"] for v in shown if v.get("type") != "removal"]
        if "removal" not in str(body) and "remove_furniture" not in str(body) and got != wanted:
            expected = f"the variations come in the order of the request, {wanted}"
            raise self._spec.failure(expected, got, "VariationList")
        renders = [render for render in account.renders if render.id in added]
        self._ended(body, answer, renders, "create_variations_bulk")

    def analyze_image(self, account: Account, ids: Body, body: Body, answer: Answer) -> None:
        """An analysis with an id of its own."""
        value = answer.json()
        self._new_id(value["id"], "Analysis")
        account.analyses.add(value["id"])
        now = self._context.instant().now
        if now is not None and value["created_at"] > now:
            expected = f"created_at is not in the future; it is {now:.0f} now"
            raise self._spec.failure(expected, value, "Analysis")
        self._made_since(self._context.since, value["created_at"], "Analysis")
        if value["status"] == "done":
            # Whether the same photo gets the same mask again is not said.
            self._context.objects.own(value["result_url"], f"the analysis of {body['image_url']}")
        self._context.read_user(account)

    def check_multi_view(self, account: Account, ids: Body, body: Body, answer: Answer) -> None:
        """The same two photos get the same answer, in either order."""
        photos = tuple(sorted(body["image_urls"]))
        value = {k: v for k, v in answer.json().items() if k != "rejection_reason"}
        where = "MultiViewCompatibility"
        if (known := account.comparisons.setdefault(photos, value)) != value:
            raise self._spec.failure(f"the same photos are judged the same, {known}", value, where)
        if value["compatible"] and answer.json().get("rejection_reason"):
            expected = "there is no rejection_reason for what is compatible"
            raise self._spec.failure(expected, answer.excerpt(), where)

    def set_webhook_secret(self, account: Account, ids: Body, body: Body, answer: Answer) -> None:
        """From now on webhooks are signed with it."""
        account.secret = body["webhook_secret"]

    def delete_webhook_secret(
        self, account: Account, ids: Body, body: Body, answer: Answer
    ) -> None:
        """From now on webhooks come unsigned."""
        account.secret = None

    def _remember(
        self, account: Account, value: Body, body: Body, webhook_url: str | None
    ) -> Render:
        self._new_id(value["id"], "Render")
        self._made_since(self._context.since, value["created_at"], "Render")
        for photo in body.get("image_urls", [body.get("image_url")]):
            self._context.objects.photo(photo)
        newest = account.renders[-1].created_at if account.renders else None
        if newest is not None and value["created_at"] < newest:
            expected = "a newer render is not older than the ones before"
            raise self._spec.failure(expected, value, "Render")
        render = Render(
            value["id"], photos=len(body.get("image_urls", [1])), webhook_url=webhook_url
        )
        render.groups = groups(body)
        self._context.objects.render(render, value, self._context.instant())
        account.renders.append(render)
        account.charge(charge(render.groups))
        return render

    def _read_back(self, account: Account, render: Render, shown: Body) -> None:
        """Read what was just made: it is there, whole, and as the answer said."""
        read = self._whole(account, render)
        for variation in match(self._spec, render, render.groups, _items(read)):
            self._adopt(render, variation)
        self._context.check(read.request, read.answer)  # now that its variations are known
        check_clearing(self._spec, render.variations)
        if "variations" in shown:
            self._listed(render, shown["variations"]["items"])
        self._context.read_user(account)

    def _listed(self, render: Render, shown: list[Body]) -> None:
        """A new render carries what was asked for, in order; no removal that is made first."""
        ids = [item["id"] for item in shown]
        known = [v.id for v in render.variations if v.group is not None or v.id in ids]
        if ids != known or len(ids) != asked(render.groups):
            sure = [v.id for v in render.variations if v.group is not None]
            expected = f"the answer lists the variations asked for, {sure}"
            raise self._spec.failure(expected, ids, "#/paths/~1renders/post/responses/202")

    def _added(self, account: Account, added: dict[str, list[Group]], shown: list[Body]) -> None:
        ids = [item["id"] for item in shown]
        if len(set(ids)) < len(ids):
            raise self._spec.failure("each variation has an id of its own", ids, "VariationList")
        new_ids: list[str] = []
        since = self._context.since  # of this call, not of those that read back
        for render_id, order in added.items():
            new = self._read_added(account, render_id, order)
            self._made_since(since, min(v.created_at or 0 for v in new), "Variation")
            new_ids += [v.id for v in new if not (v.group is None and v.id not in ids)]
        if sorted(ids) != sorted(new_ids):
            expected = f"the answer lists the variations that were made, {new_ids}"
            raise self._spec.failure(expected, ids, "VariationList")
        self._as_read_back(account, added, shown)
        if len(added) == 1 and ids != new_ids:
            expected = f"the variations come in the order of the request, {new_ids}"
            raise self._spec.failure(expected, ids, "VariationList")
        self._context.read_user(account)

    def _read_added(self, account: Account, render_id: str, order: list[Group]) -> list[Variation]:
        render = account.find(render_id)
        assert render is not None
        render.touched += 1
        read = self._whole(account, render)
        items = [item for item in _items(read) if render.find(item["id"]) is None]
        new = match(self._spec, render, order, items)
        render.groups += order
        for variation in new:
            self._adopt(render, variation)
        self._context.check(read.request, read.answer)
        check_clearing(self._spec, new)
        return new

    def _as_read_back(
        self, account: Account, added: dict[str, list[Group]], shown: list[Body]
    ) -> None:
        """The variations in an answer are those that were read back."""
        instant = self._context.instant()
        known = {v.id: v for r in account.renders if r.id in added for v in r.variations}
        for item in shown:
            variation = known[item["id"]]
            if item["render_id"] != variation.render.id:
                expected = f"render_id is {variation.render.id}"
                raise self._spec.failure(expected, item, "Variation")
            if variation.group is not None and "config" in item:
                self._context.objects.echo(variation.group, item)
            # The answer is older than what was read back since: its state may lie behind.
            if instant.token is not None:
                self._context.objects.variation(variation, item, instant)

    def _whole(self, account: Account, render: Render) -> Exchange:
        """Read all variations of a render, some of which are not known yet."""
        read = self._context.read("GET", f"/renders/{render.id}", WHOLE, key=account.key)
        if read.answer.status != 200:
            raise self._spec.failure("what was made can be read", read.answer.excerpt(), "Render")
        if "variations" not in read.answer.json():
            expected = "variations are included when asked for"
            raise self._spec.failure(expected, read.answer.excerpt(), "Render")
        return read

    def _adopt(self, render: Render, variation: Variation) -> None:
        self._new_id(variation.id, "Variation")
        render.variations.append(variation)

    def _new_id(self, new: str, schema: str) -> None:
        if any(new in account.ids for account in self._context.accounts.values()):
            raise self._spec.failure("an id is given out once", new, schema)

    def _made_since(self, since: float | None, created_at: float, schema: str) -> None:
        """What a call makes is not older than the call, but for what is lost when rounding."""
        if since is not None and created_at < since - 1:
            expected = f"created_at is not before the call that made it, at {since:.0f}"
            raise self._spec.failure(expected, created_at, f"{schema}/properties/created_at")

    def _ended(self, body: Body, answer: Answer, renders: list[Render], operation_id: str) -> None:
        """200 when the call waited and all has ended; 202 when it goes on."""
        where = f"{self._spec.operations[operation_id].pointer}/responses"
        pending = [v.id for render in renders for v in render.variations if not v.final]
        if body.get("wait_for_completion") is True and answer.status != 200:
            expected = "a call that waits for completion answers 200"
            raise self._spec.failure(expected, answer.excerpt(), where)
        if answer.status == 200 and pending and not _only_older_go_on(answer):
            expected = "200 says that all variations have ended (202: they go on)"
            raise self._spec.failure(expected, f"200, but {pending} are pending", where)


def _items(read: Exchange) -> list[Body]:
    items: list[Body] = read.answer.json()["variations"]["items"]
    return items


def _only_older_go_on(answer: Answer) -> bool:
    """Whether an answer shows ended variations only, although older ones of the render go on."""
    shown = answer.json().get("variations")
    return isinstance(shown, list) and bool(shown) and all(v["status"] in FINAL for v in shown)
