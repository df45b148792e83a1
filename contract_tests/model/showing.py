"""What an accepted reading request must show, given what was made."""

from typing import TYPE_CHECKING, Any

from contract_tests.exchange import Answer, Failure, Request
from contract_tests.model.pages import check_page, check_total_of_renders, check_total_of_variations
from contract_tests.model.plan import KINDS
from contract_tests.model.reading import Instant
from contract_tests.model.world import Render, Variation, World
from contract_tests.spec.judge import parameters

if TYPE_CHECKING:
    from contract_tests.model.witness import Witness

Body = dict[str, Any]


class Showing:
    """One method for each operation that reads, by operationId."""

    def __init__(self, witness: "Witness") -> None:
        self._witness = witness
        self._spec = witness.spec

    def get_status(
        self, world: World, ids: dict[str, str], request: Request, answer: Answer
    ) -> None:
        """Nothing beyond the status."""

    def get_user(self, world: World, ids: dict[str, str], request: Request, answer: Answer) -> None:
        """The user and the limits stay; what is used is what was charged."""
        value = answer.json()
        used = value["photosUsedThisPeriod"]
        if not world.limit:
            world.user = value["user"]
            world.limit = {kind: value["photoLimit"][kind] for kind in KINDS}
            world.used = {kind: used[kind] for kind in KINDS}
            return
        where = "#/components/schemas/Account/properties/photosUsedThisPeriod"
        if value["user"] != world.user:
            raise self._failure(
                f"the user stays {world.user}",
                str(value["user"]),
                "#/components/schemas/AccountUser",
            )
        if value["photoLimit"] != world.limit:
            raise self._failure(
                f"the limits stay {world.limit}", str(value), "#/components/schemas/Account"
            )
        over = {kind: used[kind] - world.used[kind] for kind in KINDS}
        if min(over.values()) < 0 or sum(over.values()) != world.used_by_either:
            more = (
                f" and {world.used_by_either} more of either kind" if world.used_by_either else ""
            )
            raise self._failure(
                f"one photo is charged for each render, none for variations: {world.used}{more}",
                str(used),
                where,
            )
        world.used, world.used_by_either = {kind: used[kind] for kind in KINDS}, 0

    def list_renders(
        self, world: World, ids: dict[str, str], request: Request, answer: Answer
    ) -> None:
        """A page of the renders, each with the first page of its variations."""
        operation = self._spec.operations["list_renders"]
        asked, page = parameters(operation, request), answer.json()
        pointer = f"{operation.pointer}/responses/200"
        after = self._position(world, "renders", asked["cursor"])
        names = [render.id for render in world.renders]
        check_page(self._spec, page, names, after, asked["limit"], asked["order"], pointer)
        self._keep_cursor(world, "renders", page)
        for item in page["items"]:
            render = world.find(item["id"])
            assert render is not None
            self._render(world, render, item, default_page=True)
        check_total_of_renders(self._spec, world, page)

    def get_render(
        self, world: World, ids: dict[str, str], request: Request, answer: Answer
    ) -> None:
        """One render, with a page of its variations exactly when that was asked for."""
        operation = self._spec.operations["get_render"]
        asked, value = parameters(operation, request), answer.json()
        render = world.find(ids["render_id"])
        assert render is not None
        if value["id"] != render.id:
            raise self._failure(f"the render is {render.id}", value["id"], operation.pointer)
        if ("variations" in value) != asked["include_variations"]:
            index = list(operation.query).index("include_variations") + 1
            raise self._failure(
                f"variations are {'' if asked['include_variations'] else 'not '}included",
                answer.excerpt(),
                f"{operation.pointer}/parameters/{index}",
            )
        self._render(
            world,
            render,
            value,
            limit=asked["variations_limit"],
            order=asked["variations_order"],
            cursor=asked["variations_cursor"],
        )

    def get_variation(
        self, world: World, ids: dict[str, str], request: Request, answer: Answer
    ) -> None:
        """One variation."""
        render = world.find(ids["render_id"])
        assert render is not None
        known = render.find(ids["variation_id"])
        if known is not None:
            self._witness.reader.variation(known, answer.json(), self._witness.instant())

    def adopt(self, world: World, items: list[Body]) -> None:
        """Take over what was there before, oldest first."""
        for item in items:
            if world.find(item["id"]) is not None:
                raise self._failure(
                    f"each render is listed once: {item['id']}",
                    "twice",
                    "#/components/schemas/RenderPage",
                )
            render = Render(item["id"], ours=False)
            page = item.get("variations")
            render.complete = page is not None and not page.get("next_cursor")
            for value in page["items"] if page else []:
                variation = Variation(value["id"], render)
                render.variations.append(variation)
                self._witness.reader.variation(variation, value, Instant())
            world.renders.append(render)

    def _render(
        self,
        world: World,
        render: Render,
        value: Body,
        *,
        limit: int | None = None,
        order: str | None = None,
        cursor: str | None = None,
        default_page: bool = False,
    ) -> None:
        operation = self._spec.operations["get_render"]
        instant = self._witness.instant()
        self._witness.reader.render(render, value, instant)
        if "variations" not in value:
            if default_page:
                raise self._failure(
                    "each render in a list carries its page of variations",
                    str(value)[:600],
                    "#/components/schemas/RenderPage/properties/items",
                )
            self._settled_eta(render, value)
            return
        page = value["variations"]
        limit = limit if limit is not None else operation.default("variations_limit")
        order = order or operation.default("variations_order")
        if not render.complete:
            return
        self._let_removals_in(render, page)
        after = self._position(world, render.id, cursor)
        names = [v.id for v in render.variations]
        check_page(
            self._spec, page, names, after, limit, order, "#/components/schemas/VariationPage"
        )
        self._keep_cursor(world, render.id, page)
        for item in page["items"]:
            known = render.find(item["id"])
            assert known is not None
            self._witness.reader.variation(known, item, instant)
        check_total_of_variations(self._spec, world, render, page, exact=True)
        if len(page["items"]) == len(names):
            self._witness.reader.render_eta(render, value, instant)

    def _settled_eta(self, render: Render, value: Body) -> None:
        """Without variations to look at, an eta still has none to tell of once all have ended."""
        if (
            render.complete
            and render.variations
            and all(v.final for v in render.variations)
            and value["eta"] is not None
        ):
            raise self._failure(
                "eta is null when every variation has ended",
                str(value),
                "#/components/schemas/Render/properties/eta",
            )

    def _let_removals_in(self, render: Render, page: Body) -> None:
        """A removal that the server makes by itself may appear later than what builds on it was
        asked for."""
        if not any(group.may_clear_first for group in render.groups):
            return
        for index, item in enumerate(page["items"]):
            if (
                render.find(item["id"]) is None
                and item.get("type") == "removal"
                and self._witness.instant().now is None
            ):
                render.variations.insert(index, Variation(item["id"], render))

    def _position(self, world: World, row: str, cursor: str | None) -> str | None:
        return None if cursor is None else world.cursors.get((row, cursor), cursor)

    def _keep_cursor(self, world: World, row: str, page: Body) -> None:
        if page.get("next_cursor") and page["items"]:
            last = page["items"][-1]["id"]
            world.cursors[(row, page["next_cursor"])] = last
            if page["next_cursor"] != last and self._is_an_item(world, page["next_cursor"]):
                raise self._failure(
                    f"next_cursor leads to what follows the last item, {last}",
                    page["next_cursor"],
                    "#/components/schemas/VariationPage/properties/next_cursor",
                )

    def _is_an_item(self, world: World, cursor: str) -> bool:
        return cursor in world.ids

    def _failure(self, expected: str, got: str, pointer: str) -> Failure:
        return Failure(expected, got, self._spec.cite(pointer))
