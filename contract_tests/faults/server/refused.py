"""Good requests that are refused, and odd ones that make the server fail."""

from collections.abc import Callable
from typing import Any

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import At, Calling, error, instead, variants
from contract_tests.spec.judge import leaves

CREATE, BULK = "create_render", "create_renders_bulk"
ADD, ADD_BULK = "create_variations", "create_variations_bulk"
LIST, ONE = "list_renders", "get_render"


def _turn(
    kind: str,
    name: str,
    sentence: str,
    operation: str | None,
    when: Callable[[At], Any],
    status: int,
) -> None:
    def answer(request: Request, server: Calling, at: At) -> Answer:
        real = server(request)
        if real.status == 401 or (operation and at.operation != operation) or not at.operation:
            return real
        try:
            hit = when(at)
        except (KeyError, TypeError, AttributeError, IndexError, ValueError):
            hit = False
        return error(status) if hit else real

    variants(instead(kind, *([operation] if operation else [])), name, sentence, answer)


def _refuse(name: str, sentence: str, operation: str, when: Callable[[At], Any]) -> None:
    _turn("refused", name, sentence, operation, when, 400)


def _fail(name: str, sentence: str, operation: str | None, when: Callable[[At], Any]) -> None:
    _turn("failing", name, sentence, operation, when, 500)


def _add(at: At) -> Any:
    return at.body["config"]["add_furniture"]


_refuse(
    "limit 100 is refused", "The greatest limit is 99.", LIST, lambda at: at.query["limit"] == "100"
)
_refuse("limit 1 is refused", "The least limit is 2.", LIST, lambda at: at.query["limit"] == "1")
_refuse(
    "variations limit 100 is refused",
    "The greatest variations_limit is 99.",
    ONE,
    lambda at: at.query["variations_limit"] == "100",
)
_refuse(
    "desc is refused",
    "order=desc, the default, can't be given.",
    LIST,
    lambda at: at.query["order"] == "desc",
)
_refuse(
    "variations order asc is refused",
    "variations_order=asc, the default, can't be given.",
    ONE,
    lambda at: at.query["variations_order"] == "asc",
)
_refuse(
    "include variations false is refused",
    "include_variations=false can't be given.",
    ONE,
    lambda at: at.query["include_variations"] == "false",
)
_refuse(
    "twenty variations are refused",
    "variation_count is at most 19.",
    CREATE,
    lambda at: at.body["variation_count"] == 20,
)
_refuse(
    "hamptons is refused",
    "The deprecated style hamptons is unknown.",
    CREATE,
    lambda at: _add(at)["style"] == "hamptons",
)
_refuse(
    "southwestern is refused in a bulk",
    "A bulk does not know the style southwestern.",
    BULK,
    lambda at: at.body["renders"][0]["config"]["add_furniture"]["style"] == "southwestern",
)
_refuse(
    "american is refused when adding",
    "Adding does not know the style american.",
    ADD,
    lambda at: _add(at)["style"] == "american",
)
_refuse(
    "bathroom is refused",
    "The room type bathroom is unknown.",
    CREATE,
    lambda at: _add(at)["room_type"] == "bathroom",
)
_refuse(
    "kids room is refused when adding",
    "Adding does not know the room type kids_room.",
    ADD,
    lambda at: _add(at)["room_type"] == "kids_room",
)
_refuse(
    "outdoor is refused in several configs",
    "Several configs do not know the room type outdoor.",
    CREATE,
    lambda at: any(c["add_furniture"]["room_type"] == "outdoor" for c in at.body["configs"]),
)
_refuse(
    "blue is refused",
    "The sky style blue is unknown.",
    CREATE,
    lambda at: at.body["config"]["sky_style"] == "blue",
)
_refuse(
    "mode auto is refused",
    "The removal mode auto is unknown.",
    CREATE,
    lambda at: at.body["config"]["remove_furniture"]["mode"] == "auto",
)
_refuse(
    "mode off is refused",
    "The removal mode off is unknown.",
    CREATE,
    lambda at: at.body["config"]["remove_furniture"]["mode"] == "off",
)
_refuse(
    "enhancement is refused",
    "The config enhancement is unknown.",
    CREATE,
    lambda at: at.body["config"]["type"] == "enhancement",
)
_refuse(
    "enhancement is refused in a bulk of variations",
    "A bulk of variations does not know enhancement.",
    ADD_BULK,
    lambda at: at.body["variations"][0]["config"]["type"] == "enhancement",
)
_refuse(
    "removal alone is refused",
    "Furniture cannot be removed without adding other.",
    CREATE,
    lambda at: "add_furniture" not in at.body["config"] and "remove_furniture" in at.body["config"],
)
_refuse(
    "resolution 1536 is refused",
    "output_resolution can only be default.",
    CREATE,
    lambda at: at.body["config"]["output_resolution"] == 1536,
)
_refuse(
    "resolution default is refused",
    "output_resolution can only be 1536.",
    CREATE,
    lambda at: at.body["config"]["output_resolution"] == "default",
)
_refuse(
    "null for waiting is refused",
    "wait_for_completion can't be null.",
    CREATE,
    lambda at: at.body.get("wait_for_completion", 0) is None,
)
_refuse(
    "null for waiting is refused in a bulk",
    "In a bulk wait_for_completion can't be null.",
    BULK,
    lambda at: at.body.get("wait_for_completion", 0) is None,
)
_refuse(
    "null for webhooks is refused",
    "webhook_url can't be null.",
    CREATE,
    lambda at: at.body.get("webhook_url", 0) is None,
)
_refuse(
    "null for webhooks of analyses is refused",
    "An analysis' webhook_url can't be null.",
    "analyze_image",
    lambda at: at.body.get("webhook_url", 0) is None,
)
_refuse(
    "http photos are refused",
    "Photos have to be on https.",
    "analyze_image",
    lambda at: at.body["image_url"].startswith("http:"),
)
_refuse(
    "data URLs are refused",
    "Photos can't be data URLs.",
    CREATE,
    lambda at: at.body["image_url"].startswith("data:"),
)
_refuse(
    "svg data URLs are refused by their plus",
    "A data URL's type may hold no plus sign.",
    "check_multi_view",
    lambda at: any(
        u.startswith(("data:image/svg+xml;", "data:image/png")) for u in at.body["image_urls"]
    ),
)
_refuse(
    "hyphens in secrets are refused",
    "A webhook secret may hold no hyphen.",
    "set_webhook_secret",
    lambda at: (
        "-" in at.body["webhook_secret"]
        and at.body["webhook_secret"].replace("-", "").replace("_", "").isalnum()
    ),
)
_refuse(
    "short secrets are refused",
    "A webhook secret has at least 8 characters.",
    "set_webhook_secret",
    lambda at: 0 < len(at.body["webhook_secret"]) < 8,
)
_refuse(
    "unknown keys are refused",
    "A body with a property that nobody knows is refused.",
    CREATE,
    lambda at: "x_unknown" in at.body,
)
_refuse(
    "a charset is refused",
    "A content type with a charset is refused.",
    "analyze_image",
    lambda at: "charset" in (at.request.header("content-type") or ""),
)
_refuse(
    "multi-view is refused",
    "Two photos can't be staged.",
    CREATE,
    lambda at: "image_urls" in at.body,
)
_refuse(
    "several configs are refused",
    "More than one config can't be given.",
    CREATE,
    lambda at: len(at.body["configs"]) > 1,
)
_refuse(
    "a bulk of more than ten is refused",
    "A bulk holds at most ten renders.",
    BULK,
    lambda at: len(at.body["renders"]) > 10,
)
_refuse(
    "several configs are refused in a bulk",
    "A bulk takes single configs only.",
    BULK,
    lambda at: any("configs" in r for r in at.body["renders"]),
)
_refuse(
    "a render twice in a bulk is refused",
    "A bulk of variations names each render once.",
    ADD_BULK,
    lambda at: len({v["render_id"] for v in at.body["variations"]}) < len(at.body["variations"]),
)

_fail(
    "NUL makes it fail",
    "A NUL in any text is a 500.",
    None,
    lambda at: any(isinstance(leaf, str) and "\x00" in leaf for leaf in leaves(at.whole)),
)
_fail(
    "long texts make it fail",
    "A text of 20,000 characters is a 500.",
    None,
    lambda at: any(isinstance(leaf, str) and len(leaf) > 10_000 for leaf in leaves(at.whole)),
)
_fail(
    "letters outside ASCII make it fail",
    "A text outside ASCII is a 500.",
    None,
    lambda at: any(isinstance(leaf, str) and not leaf.isascii() for leaf in leaves(at.whole)),
)
_fail(
    "huge numbers make it fail",
    "An integer beyond 64 bits is a 500.",
    None,
    lambda at: any(isinstance(leaf, int) and leaf > 2**63 for leaf in leaves(at.whole)),
)
_fail(
    "a huge limit makes it fail",
    "A limit beyond 32 bits is a 500.",
    LIST,
    lambda at: at.query["limit"].isdigit() and int(at.query["limit"]) >= 2**31,
)
_fail(
    "a repeated parameter makes it fail",
    "A parameter that is given twice is a 500.",
    LIST,
    lambda at: at.request.query.count("limit=") > 1,
)
_fail(
    "an empty parameter makes it fail",
    "An empty limit is a 500.",
    LIST,
    lambda at: at.query["limit"] == "",
)
_fail(
    "an unknown cursor makes it fail",
    "A cursor that nobody gave out is a 500.",
    LIST,
    lambda at: at.query["cursor"] == "unknown",
)
_fail(
    "an unknown parameter makes it fail",
    "A parameter that nobody knows is a 500.",
    LIST,
    lambda at: "unknown" in at.query,
)
_fail(
    "broken escapes make it fail",
    "A broken percent escape is a 500.",
    LIST,
    lambda at: "%zz" in at.request.query,
)
_fail(
    "a null config makes it fail",
    "config null is a 500.",
    CREATE,
    lambda at: "config" in at.body and at.body["config"] is None,
)
_fail(
    "a text as a config makes it fail",
    "A text as config is a 500.",
    ADD,
    lambda at: isinstance(at.body["config"], str),
)
_fail(
    "an array as a body makes it fail",
    "A body that is an array is a 500.",
    None,
    lambda at: isinstance(at.whole, list),
)
_fail(
    "null as an item makes it fail",
    "null in a list is a 500.",
    None,
    lambda at: any(isinstance(v, list) and None in v for v in at.body.values()),
)
_fail(
    "broken JSON makes it fail",
    "A body that is no JSON is a 500.",
    "analyze_image",
    lambda at: at.request.body in (b"{", b"nul"),
)
_fail(
    "an empty body makes it fail",
    "An empty body is a 500.",
    "set_webhook_secret",
    lambda at: at.request.body == b"",
)
_fail(
    "deep JSON makes it fail",
    "Deeply nested JSON is a 500.",
    CREATE,
    lambda at: (at.request.body or b"").count(b"[") > 300,
)
_fail(
    "bad UTF-8 makes it fail",
    "A body that is no UTF-8 is a 500.",
    CREATE,
    lambda at: b"\xff" in (at.request.body or b""),
)
_fail(
    "odd ids make it fail", "A quote in an id is a 500.", ONE, lambda at: "'" in at.ids["render_id"]
)
_fail(
    "NUL in an id makes it fail",
    "A NUL in an id is a 500.",
    ONE,
    lambda at: "\x00" in at.ids["render_id"],
)
_fail(
    "a long id makes it fail",
    "An id of more than 1,000 characters is a 500.",
    "get_variation",
    lambda at: len(at.ids["variation_id"]) > 1000,
)
_fail(
    "dots as an id make it fail",
    "`..` as an id is a 500.",
    ONE,
    lambda at: at.ids["render_id"] == "..",
)
_fail(
    "an unknown render makes a bulk fail",
    "A bulk of variations for an unknown render is a 500.",
    ADD_BULK,
    lambda at: at.body["variations"][0]["render_id"] == "r_unknown",
)
_fail(
    "floats as counts make it fail",
    "variation_count 1e300 is a 500.",
    CREATE,
    lambda at: isinstance(at.body["variation_count"], float) and at.body["variation_count"] > 1e100,
)
