"""How one operation differs from another: parameters, bodies, answers and the rest."""

import re
from dataclasses import dataclass
from typing import Any

from _diff.lines import Document, Place
from _diff.parameters import one_name, parameters_of, side_by_side
from _diff.parts import PartDiff
from _diff.tree import NAMES, NOTHING, Difference
from _diff.verdicts import ANSWER, CALLERS, REQUEST, SERVERS
from _spec import METHODS

_DEFAULT_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}


@dataclass(frozen=True)
class Call:
    """An operation in its document; paths are the same whatever their parameters are called."""

    method: str
    path: str
    node: dict[str, Any]
    item: dict[str, Any]
    place: Place

    @property
    def key(self) -> tuple[str, str]:
        """Method and path, the names in it aside."""
        return self.method, re.sub(r"\{[^}]*\}", "{}", self.path)

    @property
    def id(self) -> str:
        """The operationId; method and path where there is none."""
        return str(self.node.get("operationId", f"{self.method} {self.path}"))


def operations_of(document: Document) -> dict[tuple[str, str], Call]:
    """Every operation by method and path."""
    found = {}
    for path, item in document.data.get("paths", {}).items():
        node = document.resolved(item)
        for method in METHODS:
            if isinstance(node, dict) and method in node:
                call = Call(method, path, node[method], node, document.place(node, method))
                found[call.key] = call
    return found


class OperationDiff(PartDiff):
    """Compares operations, and puts what it finds to the rest."""

    def compare(self, old: Call, new: Call, sent: str = REQUEST, answered: str = ANSWER) -> None:
        """Two operations; a webhook's body is sent by the server, so it counts as an answer."""
        before, after = old.node, new.node
        if old.id != new.id:
            places = self._places(before, after, "operationId")
            what = f"the operationId {old.id} became {new.id}"
            self._found.put(Difference(what, NAMES, *places), CALLERS)
        if before.get("tags") != after.get("tags"):
            places = self._places(before, after, "tags")
            what = f"its tags {before.get('tags')} became {after.get('tags')}: its module moves"
            self._found.put(Difference(what, NAMES, *places), CALLERS)
        self._security(before, after)
        self._parameters(old, new, sent)
        self._body(old, new, sent)
        self._answers(before.get("responses", {}), after.get("responses", {}), answered)
        self._callbacks(before, after)
        done = {"operationId", "tags", "security", "parameters", "requestBody", "responses"}
        self._others(before, after, done | {"callbacks"})
        if not self._again(old.item, new.item):
            self._others(old.item, new.item, {*METHODS, "parameters", "$ref"})

    def compare_item(self, was: Any, now: Any) -> None:
        """Two path items that are webhooks."""
        before, after = self._resolved(was, now)
        if self._again(before, after):
            return
        for method in METHODS:
            if method in before and method in after:
                places = self._places(before, after, method)
                old = Call(method, "", before[method], before, places[0])
                new = Call(method, "", after[method], after, places[1])
                self.compare(old, new, ANSWER, REQUEST)
        others = {one for one in METHODS if one in before and one in after}
        self._others(before, after, others)

    def _security(self, before: Any, after: Any) -> None:
        """Its own, else that of the whole document."""
        holders = [
            (node, document.data)[("security" not in node)]
            for node, document in ((before, self._found.old), (after, self._found.new))
        ]
        if holders[0].get("security") != holders[1].get("security"):
            what = f"its security {_schemes(holders[0])} became {_schemes(holders[1])}"
            places = self._places(holders[0], holders[1], "security")
            self._found.put(Difference(what, NOTHING, *places), CALLERS, SERVERS)

    def _parameters(self, old: Call, new: Call, sent: str) -> None:
        before = parameters_of(old.item, old.node, old.path, self._found.old)
        after = parameters_of(new.item, new.node, new.path, self._found.new)
        references = [
            {one["$ref"]: one for one in call.node.get("parameters", []) if "$ref" in one}
            for call in (old, new)
        ]
        for name in references[0].keys() & references[1].keys():
            self._others(references[0][name], references[1][name], {"$ref"})
        for was, now in side_by_side(before, after, self._schemas):
            if now is None:
                what = f"the {was['in']} parameter {was['name']} was removed"
                place = self._found.old.place(was)
                self._found.put(Difference(what, NOTHING, place, None), CALLERS)
            elif was is None:
                needed = bool(now.get("required"))
                what = f"the {now['in']} parameter {now['name']} was added"
                what += ", required" if needed else ""
                broken = (CALLERS, SERVERS) if needed else (SERVERS,)
                place = self._found.new.place(now)
                victims = broken if sent == REQUEST else ()
                self._found.put(Difference(what, NOTHING, None, place), *victims)
            else:
                self._parameter(was, now, sent)

    def _parameter(self, was: Any, now: Any, sent: str) -> None:
        if self._again(was, now):
            return
        if not one_name(was, now):
            what = f"the {was['in']} parameter {was['name']} is called {now['name']} now"
            places = self._places(was, now, "name")
            victims = (CALLERS,) if was["in"] == "path" else (CALLERS, SERVERS)
            self._found.put(Difference(what, NAMES, *places), *victims)
        self._required(was, now, sent)
        self._found.add(self._schemas.compare(was.get("schema"), now.get("schema"), sent), sent)
        default = _DEFAULT_STYLES.get(was["in"], "form")
        for keyword, value in (("style", default), ("explode", default == "form")):
            if was.get(keyword, value) != now.get(keyword, value):
                what = f"its `{keyword}` became {now.get(keyword, value)}"
                places = self._places(was, now, keyword)
                self._found.put(Difference(what, NOTHING, *places), CALLERS, SERVERS)
        done = {"name", "in", "required", "schema", "style", "explode"}
        self._others(was, now, done)

    def _required(self, was: Any, now: Any, sent: str) -> None:
        needed = bool(now.get("required"))
        if bool(was.get("required")) != needed:
            what = "became required" if needed else "is no longer required"
            sender, reader = (CALLERS, SERVERS) if sent == REQUEST else (SERVERS, CALLERS)
            places = self._places(was, now, "required")
            self._found.put(Difference(what, NOTHING, *places), sender if needed else reader)

    def _body(self, old: Call, new: Call, sent: str) -> None:
        before, after = old.node.get("requestBody"), new.node.get("requestBody")
        if before is None or after is None:
            if before is not after:
                what = f"its request body was {'added' if after else 'removed'}"
                places = self._places(old.node, new.node, "requestBody")
                where = (None, places[1]) if after else (places[0], None)
                self._found.put(Difference(what, NOTHING, *where), CALLERS, SERVERS)
            return
        was, now = self._resolved(before, after)
        if self._again(was, now):
            return
        self._required(was, now, sent)
        self._content(was, now, sent)
        self._others(was, now, {"required", "content"})

    def _answers(self, old: dict[str, Any], new: dict[str, Any], answered: str) -> None:
        for status in dict.fromkeys([*old, *new]):
            places = self._places(old, new, status)
            if status not in new:
                what = f"the answer {status} was removed"
                self._found.put(Difference(what, NOTHING, places[0], None), SERVERS)
            elif status not in old:
                # Callers meet undocumented errors anyhow; another kind of success they must know.
                breaks = [CALLERS] if str(status).startswith("2") else []
                what = f"the answer {status} was added"
                self._found.put(Difference(what, NOTHING, None, places[1]), *breaks)
            else:
                self._answer(old[status], new[status], answered)

    def _answer(self, was: Any, now: Any, answered: str) -> None:
        before, after = self._resolved(was, now)
        if self._again(before, after):
            return
        self._content(before, after, answered)
        self._each(
            before.get("headers", {}), after.get("headers", {}), "header", self._header, [CALLERS]
        )
        self._others(before, after, {"content", "headers"})

    def _header(self, was: Any, now: Any) -> None:
        before, after = self._resolved(was, now)
        if self._again(before, after):
            return
        self._required(before, after, ANSWER)
        found = self._schemas.compare(before.get("schema"), after.get("schema"), ANSWER)
        self._found.add(found, ANSWER)
        self._others(before, after, {"schema", "required"})

    def _content(self, was: Any, now: Any, direction: str) -> None:
        """A content type that goes is missed by the callers; a new one is for servers to read."""
        breaks = ([CALLERS], [SERVERS] if direction == REQUEST else [])

        def media(before: Any, after: Any) -> None:
            found = self._schemas.compare(before.get("schema"), after.get("schema"), direction)
            self._found.add(found, direction)
            self._others(before, after, {"schema"})

        old, new = was.get("content", {}), now.get("content", {})
        self._each(old, new, "content type", media, *breaks)

    def _callbacks(self, before: Any, after: Any) -> None:
        def callback(was: Any, now: Any) -> None:
            old, new = self._resolved(was, now)
            if not self._again(old, new):
                self._each(old, new, "address", self.compare_item, [CALLERS, SERVERS], [SERVERS])

        old, new = before.get("callbacks", {}), after.get("callbacks", {})
        self._each(old, new, "callback", callback, [CALLERS], [SERVERS])


def _schemes(holder: dict[str, Any]) -> str:
    needed = holder.get("security")
    names = [" and ".join(one) or "none" for one in needed or []]
    return " or ".join(names) or ("not said" if needed is None else "none")
