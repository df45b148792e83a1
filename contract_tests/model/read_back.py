"""What an accepted reading request must show, given what was made."""

from typing import Any

from contract_tests.exchange import Answer, Failure, Request
from contract_tests.model.account import Account, Render, Variation
from contract_tests.model.asked import KINDS
from contract_tests.model.context import Context
from contract_tests.model.objects import Instant
from contract_tests.model.pages import check_page, check_total_of_renders, check_total_of_variations
from contract_tests.spec.judge import parameters

Body = dict[str, Any]


class ReadRules:
    """One method for each operation that reads, by operationId."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._spec = context.spec

    def get_status(self, account: Account, ids: Body, request: Request, answer: Answer) -> None:
        """Nothing beyond the status."""

    def get_user(self, account: Account, ids: Body, request: Request, answer: Answer) -> None:
        """The user and the limits stay; what is used is what was charged."""
        value = answer.json()
        used = value["photosUsedThisPeriod"]
        if not account.limit:
            account.user = value["user"]
            account.limit = {kind: value["photoLimit"][kind] for kind in KINDS}
            account.used = {kind: used[kind] for kind in KINDS}
            return
        if value["user"] != account.user:
            raise self._spec.failure(f"the user stays {account.user}", value["user"], "AccountUser")
        if value["photoLimit"] != account.limit:
            raise self._spec.failure(f"the limits stay {account.limit}", value, "Account")
        over = {kind: used[kind] - account.used[kind] for kind in KINDS}
        either = account.used_by_either
        if min(over.values()) < 0 or sum(over.values()) != either:
            more = f" and {either} more of either kind" if either else ""
            raise self._spec.failure(
                f"one photo is charged for each render, none for variations: {account.used}{more}",
                used,
                "Account/properties/photosUsedThisPeriod",
            )
        account.used, account.used_by_either = {kind: used[kind] for kind in KINDS}, 0

    def list_renders(self, account: Account, ids: Body, request: Request, answer: Answer) -> None:
        """A page of the renders, each with the first page of its variations."""
        operation = self._spec.operations["list_renders"]
        asked, page = parameters(operation, request), answer.json()
        where = f"{operation.pointer}/responses/200"
        after = _position(account, "renders", asked["cursor"])
        names = [render.id for render in account.renders]
        limit, order, unsound = asked["limit"], asked["order"], account.unsound
        check_page(self._spec, page, names, after, limit, order, where, unsound)
        self._keep_cursor(account, "renders", page)
        for item in page["items"]:
            render = account.find(item["id"])
            assert render is not None
            if not render.sound:
                continue
            if "variations" not in item:
                raise self._spec.failure(
                    "each render in a list carries its page of variations",
                    item,
                    "RenderPage/properties/items",
                )
            self._render(account, render, item)
        check_total_of_renders(self._spec, account, page)

    def get_render(self, account: Account, ids: Body, request: Request, answer: Answer) -> None:
        """One render, with a page of its variations exactly when that was asked for."""
        operation = self._spec.operations["get_render"]
        asked, value = parameters(operation, request), answer.json()
        render = account.find(ids["render_id"])
        assert render is not None
        if value["id"] != render.id:
            raise self._spec.failure(f"the render is {render.id}", value["id"], operation.pointer)
        if ("variations" in value) != asked["include_variations"]:
            index = list(operation.query).index("include_variations") + 1
            raise self._spec.failure(
                f"variations are {'' if asked['include_variations'] else 'not '}included",
                answer.excerpt(),
                f"{operation.pointer}/parameters/{index}",
            )
        self._render(account, render, value, asked)

    def get_variation(self, account: Account, ids: Body, request: Request, answer: Answer) -> None:
        """One variation."""
        render = account.find(ids["render_id"])
        assert render is not None
        known = render.find(ids["variation_id"])
        if known is not None:
            self._context.objects.variation(known, answer.json(), self._context.instant())

    def adopt(self, account: Account, items: list[Body], *, strict: bool) -> None:
        """Take over what was there before, oldest first.

        Raises Failure for what is not sound if that is `strict`; else it is left alone from now on.
        """
        for item in items:
            if account.find(item["id"]) is not None:
                raise self._spec.failure("each render is listed once", item["id"], "RenderPage")
            try:
                account.renders.append(self._adopted(item))
            except Failure:
                if strict:
                    raise
                unsound = Render(item["id"], ours=False, complete=False, sound=False)
                account.renders.append(unsound)

    def _adopted(self, item: Body) -> Render:
        schema = self._spec.component("Render")
        if errors := self._spec.errors(schema, item, formats=False):
            raise self._spec.failure(f"the render fits its schema; {errors[0]}", item, "Render")
        render, page = Render(item["id"], ours=False), item.get("variations")
        render.complete = page is not None and not page.get("next_cursor")
        for value in page["items"] if page else []:
            variation = Variation(value["id"], render)
            render.variations.append(variation)
            self._context.objects.variation(variation, value, Instant())
        return render

    def _render(
        self, account: Account, render: Render, value: Body, asked: Body | None = None
    ) -> None:
        """A render. `asked` are the query parameters of its page of variations; None in lists,
        where the defaults hold."""
        instant = self._context.instant()
        self._context.objects.render(render, value, instant)
        if "variations" not in value:
            self._settled_eta(render, value)
        elif render.complete:
            operation = self._spec.operations["get_render"]
            given = asked or {name: operation.default(name) for name in operation.query}
            self._page(account, render, value, given)

    def _page(self, account: Account, render: Render, value: Body, asked: Body) -> None:
        instant, page = self._context.instant(), value["variations"]
        self._let_removals_in(render, page)
        after = _position(account, render.id, asked["variations_cursor"])
        names = [v.id for v in render.variations]
        limit, order = asked["variations_limit"], asked["variations_order"]
        where = "#/components/schemas/VariationPage"
        check_page(self._spec, page, names, after, limit, order, where)
        self._keep_cursor(account, render.id, page)
        for item in page["items"]:
            known = render.find(item["id"])
            assert known is not None
            self._context.objects.variation(known, item, instant)
        check_total_of_variations(self._spec, account, render, page)
        if len(page["items"]) == len(names):
            self._context.objects.render_eta(render, value, instant)

    def _settled_eta(self, render: Render, value: Body) -> None:
        """Also where the variations are not shown, eta is null once all have ended."""
        ended = render.complete and render.variations and all(v.final for v in render.variations)
        if ended and value["eta"] is not None:
            expected = "eta is null when every variation has ended"
            raise self._spec.failure(expected, value, "Render/properties/eta")

    def _let_removals_in(self, render: Render, page: Body) -> None:
        """Accept a removal that the server makes by itself: it may appear some time after the
        variation that builds on it."""
        if not any(group.may_clear_first for group in render.groups):
            return
        if self._context.instant().now is not None:
            return
        for index, item in enumerate(page["items"]):
            if render.find(item["id"]) is None and item.get("type") == "removal":
                render.variations.insert(index, Variation(item["id"], render))

    def _keep_cursor(self, account: Account, items: str, page: Body) -> None:
        cursor = page.get("next_cursor")
        if not cursor or not page["items"]:
            return
        last = page["items"][-1]["id"]
        account.cursors[(items, cursor)] = last
        if cursor != last and cursor in account.ids:
            expected = f"next_cursor leads to what follows the last item, {last}"
            raise self._spec.failure(expected, cursor, "VariationPage/properties/next_cursor")


def _position(account: Account, items: str, cursor: str | None) -> str | None:
    return None if cursor is None else account.cursors.get((items, cursor), cursor)
