"""Which statuses a request may get: what the spec says of it, together with what the account
holds."""

import json
from collections.abc import Sequence
from typing import Any

from contract_tests.exchange import Request
from contract_tests.model.account import Account, Render
from contract_tests.model.asked import KINDS, MOST_VARIATIONS, Group, asked, charge, groups
from contract_tests.spec.document import Operation
from contract_tests.spec.judge import Judgement, parameters

PREFIX = "Api-Key "
CAP = "#/components/schemas/VariationCount"
BASE = "#/components/schemas/AddFurniture/properties/base_variation_id"
# A rule that the schemas cannot say is broken: whether that is a bad or a forbidden request is
# open.
REFUSED = {400, 403}


def authorized_key(keys: Sequence[str], request: Request) -> str | None:
    """The key whose account a request opens; None where it opens none."""
    value = request.header("authorization")
    if value is None or not value.startswith(PREFIX):
        return None
    key = value.removeprefix(PREFIX)
    return key if key in keys else None


def allowed_statuses(
    account: Account,
    operation: Operation,
    ids: dict[str, str],
    request: Request,
    judgement: Judgement,
) -> tuple[set[int], str, str]:
    """The statuses that may come, with the reason and its place in the spec."""
    unknown = _unknown_id(account, ids)
    if judgement.verdict == "invalid":
        statuses = {400} | ({404} if unknown else set())
        if operation.creates and _used_up(account):
            statuses.add(403)
        return statuses, judgement.reason, judgement.pointer
    if unknown:
        statuses = {404, 400} if judgement.verdict == "either" else {404}
        return statuses, unknown, f"{operation.pointer}/responses/404"
    statuses, reason, pointer = operation.successes, "the request is valid", operation.pointer
    if judgement.verdict == "either":
        statuses, reason, pointer = statuses | {400, 404}, judgement.reason, judgement.pointer
    rules = _Rules(account, ids)
    if operation.body:
        rules.body(operation, json.loads(request.body or b"{}"))
    elif judgement.verdict == "valid":
        rules.cursors(operation, request)
    if rules.certain:
        return rules.refusals, rules.reason, rules.pointer
    return (statuses | rules.refusals) & set(operation.responses), reason, pointer


class _Rules:
    """Rules beyond the schemas: broken for sure (`certain`), or by one of two readings."""

    def __init__(self, account: Account, ids: dict[str, str]) -> None:
        self.account = account
        self.ids = ids
        self.refusals: set[int] = set()
        self.certain = False
        self.reason = ""
        self.pointer = ""

    def cursors(self, operation: Operation, request: Request) -> None:
        """A cursor that no page gave is refused; it may be where variations are not asked for."""
        asked = parameters(operation, request)
        if asked.get("cursor") is not None:
            cursor = asked["cursor"]
            if not self.account.find(cursor) and ("renders", cursor) not in self.account.cursors:
                self._broken_cursor("render", "cursor", cursor, operation)
        cursor = asked.get("variations_cursor")
        if cursor is None or self._is_of_the_render(cursor):
            return
        if asked["include_variations"]:
            self._broken_cursor("variation", "variations_cursor", cursor, operation)
        else:
            self.refusals |= {400, 404}

    def _is_of_the_render(self, cursor: str) -> bool:
        """Whether a variation's id or a cursor may be one of the render's."""
        render = self.account.find(self.ids["render_id"])
        return (
            render is None
            or not render.complete
            or render.find(cursor) is not None
            or (render.id, cursor) in self.account.cursors
        )

    def _broken_cursor(self, item: str, name: str, cursor: str, operation: Operation) -> None:
        reason = f"no {item} {cursor!r} exists to start after"
        self._broken({400, 404}, reason, operation.query[name].pointer)

    def body(self, operation: Operation, body: dict[str, Any]) -> None:
        """Counts, bases and the quota."""
        if operation.id == "create_render":
            self._new_renders([body])
        elif operation.id == "create_renders_bulk":
            self._new_renders(body["renders"])
        elif operation.id == "create_variations":
            self._added({self.ids["render_id"]: groups(body)}, operation)
        elif operation.id == "create_variations_bulk":
            added: dict[str, list[Group]] = {}
            for item in body["variations"]:
                added.setdefault(item["render_id"], []).extend(groups(item))
            self._added(added, operation)

    def _new_renders(self, renders: list[dict[str, Any]]) -> None:
        needed: list[set[Any]] = []
        for body in renders:
            order = groups(body)
            needed.append(charge(order))
            if asked(order) > MOST_VARIATIONS:
                self._broken(REFUSED, f"a render holds at most {MOST_VARIATIONS} variations", CAP)
            if any(group.base for group in order):
                self._broken(
                    {400, 403, 404}, "a new render has no removal variation to build on", BASE
                )
        self._quota(needed)

    def _quota(self, needed: list[set[Any]]) -> None:
        if not self.account.limit:
            return
        left = {kind: self.account.limit[kind] - self.account.used[kind] for kind in KINDS}
        # Photos that may be charged either way loosen what is known of both kinds.
        spare = self.account.used_by_either
        for kind in KINDS:
            for_sure = sum(kinds == {kind} for kinds in needed)
            if for_sure and for_sure > left[kind] + spare:
                self._broken(
                    {403},
                    f"the quota has {left[kind]} photos of {kind} left",
                    "#/components/responses/ForbiddenError",
                )
            possible = sum(kind in kinds for kinds in needed)
            if possible and possible > left[kind]:
                self.refusals.add(403)
        if len(needed) > sum(left.values()):
            self._broken({403}, "the quota is used up", "#/components/responses/ForbiddenError")

    def _added(self, added: dict[str, list[Group]], operation: Operation) -> None:
        for render_id, order in added.items():
            render = self.account.find(render_id)
            if render is None:
                self._broken(
                    {404}, f"there is no render {render_id!r}", f"{operation.pointer}/responses/404"
                )
                continue
            self._cap(render, asked(order))
            for group in order:
                if group.base:
                    self._look_at_base(render, group.base)

    def _cap(self, render: Render, more: int) -> None:
        if not render.ours:
            if len(render.variations) + more > MOST_VARIATIONS:
                self.refusals |= REFUSED
        elif render.asked + more > MOST_VARIATIONS:
            self._broken(REFUSED, f"a render holds at most {MOST_VARIATIONS} variations", CAP)
        elif len(render.variations) + more > MOST_VARIATIONS:
            self.refusals |= REFUSED  # whether removals made by themselves count is not said

    def _look_at_base(self, render: Render, base: str) -> None:
        variation = render.find(base)
        if variation is None and render.complete:
            self._broken({400, 403, 404}, f"{base!r} is no variation of the same render", BASE)
        elif variation is not None and variation.type not in (None, "removal"):
            self._broken({400, 403, 404}, f"{base!r} is no removal variation", BASE)
        elif variation is None or variation.status in ("error", "deleted"):
            self.refusals |= {400, 403, 404}

    def _broken(self, statuses: set[int], reason: str, pointer: str) -> None:
        self.refusals |= statuses
        if not self.certain:
            self.certain, self.reason, self.pointer = True, reason, pointer


def _unknown_id(account: Account, ids: dict[str, str]) -> str:
    if "render_id" not in ids:
        return ""
    render = account.find(ids["render_id"])
    if render is None:
        return f"there is no render {ids['render_id']!r}"
    if "variation_id" in ids and render.complete and render.find(ids["variation_id"]) is None:
        return f"the render has no variation {ids['variation_id']!r}"
    return ""


def _used_up(account: Account) -> bool:
    return bool(account.limit) and any(account.used[kind] >= account.limit[kind] for kind in KINDS)
