"""The page of assumptions: every mark of the spec is on it, and the check notices drift."""

from pathlib import Path
from typing import Any

import pytest

import assumptions
from _spec import SPEC, SpecError, load, parse

MARKED = """\
openapi: 3.1.0
paths:
  /things/{id}:
    get:
      operationId: get_thing
      x-source: docs
      parameters:
        - {name: id, in: path, required: true, description: Which one., schema: {type: string, x-source: assumed}}
      responses:
        "200":
          description: It.
          content: {application/json: {schema: {$ref: "#/components/schemas/Page"}}}
        "404": {$ref: "#/components/responses/Missing"}
components:
  responses:
    Missing: {description: Nothing here., x-source: assumed}
  schemas:
    Page:
      type: object
      properties:
        items: {type: array, x-source: observed, items: {type: string, x-source: assumed, description: A name.}}
        size: {type: string, enum: [s, m], x-enum-sources: {m: assumed}}
    State: {type: string, description: Where it stands., enum: [on_its_way, there], x-source: assumed}
"""  # noqa: E501


def test_each_assumption_stands_under_its_operation_or_object() -> None:
    page = assumptions.page(parse(MARKED, "mini"))
    assumed, _, known = page.partition("## Known from")
    assert "## Assumed: 5 places" in assumed
    assert "### `GET /things/{id}` (get_thing)\n\n- path parameter `id`\n" in assumed
    assert "- answer 404: Nothing here.\n\n### Object Page\n" in assumed
    assert "- `items[]`: A name.\n- `size`, value `m`\n" in assumed
    assert (
        "### Object State\n\n- all of it: Where it stands. Values: `on_its_way`, `there`."
        in assumed
    )
    assert "- `GET /things/{id}` (get_thing): all of it\n" in known
    assert "- Object Page: `items`\n" in known


def assumed_nodes(node: Any) -> set[int]:
    """Identities of the nodes that assume something, walked apart from the script's own way."""
    if isinstance(node, list):
        return set().union(*map(assumed_nodes, node))
    if not isinstance(node, dict):
        return set()
    sources = [node.get("x-source"), *node.get("x-enum-sources", {}).values()]
    own = {id(node)} if "assumed" in sources else set()
    return own.union(*map(assumed_nodes, node.values()))


def test_every_assumption_of_the_spec_is_on_the_page() -> None:
    spec = load()
    listed = {mark.node for mark in assumptions.marks(spec) if mark.source == "assumed"}
    assert listed == assumed_nodes(spec)
    assert listed


def test_a_mark_that_the_page_has_no_words_for_is_refused() -> None:
    text = MARKED.replace("paths:\n", "info: {contact: {x-source: assumed}}\npaths:\n")
    with pytest.raises(SpecError, match=r"info\.contact states its source"):
        assumptions.page(parse(text, "mini"))


def test_check_notices_drift_and_a_second_run_mends_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "docs" / "assumptions.md"
    arguments = ["--page", str(page)]
    assert assumptions.main([*arguments, "--check"]) == 1
    assert not page.exists()
    assert assumptions.main(arguments) == 0
    assert assumptions.main([*arguments, "--check"]) == 0
    page.write_text(page.read_text(encoding="utf-8") + "An edit.\n", encoding="utf-8")
    capsys.readouterr()
    assert assumptions.main([*arguments, "--check"]) == 1
    assert "`make fix` mends it" in capsys.readouterr().err
    assert assumptions.main(["--spec", str(tmp_path / "none.yaml"), *arguments]) == 1


def test_the_committed_page_is_what_the_spec_says() -> None:
    assert assumptions.PAGE.read_text(encoding="utf-8") == assumptions.page(load(SPEC))
