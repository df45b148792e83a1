"""Requests that should be refused and are not: bounds, enums, types, patterns, required
properties."""

import copy
import re
from collections.abc import Callable
from typing import Any

from contract_tests.exchange import Request
from contract_tests.faults.layers import At, Json, on_requests, variants, with_body, with_query

CREATE, BULK = "create_render", "create_renders_bulk"
ADD, ADD_BULK = "create_variations", "create_variations_bulk"
PHOTO = "https://example.com/repaired.jpg"


def _repair(
    name: str, sentence: str, operations: tuple[str, ...], mend: Callable[[Json], Any]
) -> None:
    """A server that takes what `mend` makes valid; `mend` changes the body and says whether it
    had to."""

    def change(request: Request, at: At) -> Request:
        body = copy.deepcopy(at.body)
        try:
            return with_body(request, body) if isinstance(body, dict) and mend(body) else request
        except (KeyError, TypeError, AttributeError, IndexError):
            return request

    variants(on_requests("accepted", *operations), name, sentence, change)


def _set(body: Json, path: str, wrong: Callable[[Any], bool], right: Any) -> bool:
    """Put `right` where `wrong` holds, at a dotted path; `[]` means the first item."""
    *way, last = path.split(".")
    for part in way:
        body = body[0] if part == "[]" else body[part]
    if not wrong(body.get(last)):
        return False
    body[last] = right
    return True


def _is(value: object) -> Callable[[Any], bool]:
    return lambda found: found == value and type(found) is type(value)


def _bound(
    name: str, sentence: str, operation: str, path: str, wrong: Callable[[Any], bool], right: Any
) -> None:
    _repair(name, sentence, (operation,), lambda body: _set(body, path, wrong, right))


_bound(
    "no variation can be asked for",
    "variation_count 0 makes one.",
    CREATE,
    "variation_count",
    _is(0),
    1,
)
_bound(
    "21 variations can be asked for",
    "variation_count 21 makes 20.",
    CREATE,
    "variation_count",
    _is(21),
    20,
)
_bound(
    "negative counts are taken",
    "variation_count -1 makes one.",
    CREATE,
    "variation_count",
    _is(-1),
    1,
)
_bound(
    "counts may be texts",
    'variation_count "1" is taken as a number.',
    CREATE,
    "variation_count",
    _is("1"),
    1,
)
_bound(
    "counts may be fractions",
    "variation_count 2.5 is rounded.",
    CREATE,
    "variation_count",
    _is(2.5),
    2,
)
_bound(
    "counts may be missing",
    "variation_count is 1 when it is missing.",
    CREATE,
    "variation_count",
    lambda v: v is None,
    1,
)
_bound(
    "counts may be true", "variation_count true makes one.", CREATE, "variation_count", _is(True), 1
)
_bound(
    "no variation can be added", "Adding 0 variations makes one.", ADD, "variation_count", _is(0), 1
)
_bound(
    "added counts may be missing",
    "Adding without a count makes one.",
    ADD,
    "variation_count",
    lambda v: v is None,
    1,
)
_bound(
    "added counts have no bound",
    "Adding 21 variations makes one.",
    ADD,
    "variation_count",
    _is(21),
    1,
)
_bound(
    "counts in a bulk may be 0",
    "A bulk's first variation_count may be 0.",
    BULK,
    "renders.[].variation_count",
    _is(0),
    1,
)
_bound(
    "counts in a bulk may be 21",
    "A bulk's first variation_count may be 21.",
    BULK,
    "renders.[].variation_count",
    _is(21),
    20,
)
_bound(
    "counts in an adding bulk may be 0",
    "A variation_count in a bulk of variations may be 0.",
    ADD_BULK,
    "variations.[].variation_count",
    _is(0),
    1,
)
_bound(
    "counts of several configs may be 0",
    "A config's own variation_count may be 0.",
    CREATE,
    "configs.[].variation_count",
    _is(0),
    1,
)
_bound(
    "counts of several configs may be missing",
    "A config's own variation_count is 1 when missing.",
    CREATE,
    "configs.[].variation_count",
    lambda v: v is None,
    1,
)
_bound(
    "unknown styles become modern",
    "An unknown style is taken as modern.",
    CREATE,
    "config.add_furniture.style",
    lambda v: v == "MODERN" or v == "moderns",
    "modern",
)
_bound(
    "styles may be missing",
    "A missing style is taken as modern.",
    CREATE,
    "config.add_furniture.style",
    lambda v: v is None,
    "modern",
)
_bound(
    "styles in a bulk may be unknown",
    "A bulk takes unknown styles.",
    BULK,
    "renders.[].config.add_furniture.style",
    _is("text"),
    "modern",
)
_bound(
    "rooms may be in capitals",
    "Room types are taken in any case.",
    CREATE,
    "config.add_furniture.room_type",
    lambda v: isinstance(v, str) and v.isupper(),
    "living",
)
_bound(
    "rooms may carry blanks",
    "Room types are trimmed.",
    CREATE,
    "config.add_furniture.room_type",
    lambda v: isinstance(v, str) and v != v.strip() and v.strip() == "living",
    "living",
)
_bound(
    "rooms may be missing",
    "A missing room type is taken as living.",
    CREATE,
    "config.add_furniture.room_type",
    lambda v: v is None,
    "living",
)
_bound(
    "rooms may be hyphenated",
    "home-office is taken as home_office.",
    CREATE,
    "config.add_furniture.room_type",
    _is("home-office"),
    "home_office",
)
_bound(
    "unknown rooms are taken when adding",
    "Adding takes any text as a room type.",
    ADD,
    "config.add_furniture.room_type",
    _is("text"),
    "living",
)
_bound(
    "skies may be unknown",
    "An unknown sky_style is taken as dusk.",
    CREATE,
    "config.sky_style",
    _is("text"),
    "dusk",
)
_bound(
    "skies may be missing",
    "A missing sky_style is taken as dusk.",
    CREATE,
    "config.sky_style",
    lambda v: v is None,
    "dusk",
)
_bound(
    "modes may be booleans",
    "remove_furniture.mode true is taken as on.",
    CREATE,
    "config.remove_furniture.mode",
    _is(True),
    "on",
)
_bound(
    "modes may be missing",
    "remove_furniture without a mode is on.",
    CREATE,
    "config.remove_furniture.mode",
    lambda v: v is None,
    "on",
)
_bound(
    "resolutions may be 3072",
    "output_resolution 3072 is taken.",
    CREATE,
    "config.output_resolution",
    _is(3072),
    "default",
)
_bound(
    "resolutions may be 1537",
    "output_resolution 1537 is taken as 1536.",
    CREATE,
    "config.output_resolution",
    _is(1537),
    1536,
)
_bound(
    "resolutions may be texts",
    'output_resolution "1536" is taken as a number.',
    CREATE,
    "config.output_resolution",
    _is("1536"),
    1536,
)
_bound(
    "resolutions may be null",
    "output_resolution null is taken as default.",
    CREATE,
    "config.output_resolution",
    lambda v: v is None,
    "default",
)
_bound(
    "watermarks may be texts",
    'add_virtually_staged_watermark "true" is taken.',
    CREATE,
    "config.add_virtually_staged_watermark",
    _is("true"),
    True,
)
_bound(
    "watermarks may be numbers",
    "add_virtually_staged_watermark 1 is taken.",
    CREATE,
    "config.add_virtually_staged_watermark",
    _is(1),
    True,
)
_bound(
    "waiting may be a text",
    'wait_for_completion "true" is taken.',
    CREATE,
    "wait_for_completion",
    _is("true"),
    False,
)
_bound(
    "photos may be missing",
    "A render without image_url is made.",
    CREATE,
    "image_url",
    lambda v: v is None,
    PHOTO,
)
_bound(
    "photos may be on ftp",
    "An ftp URL is taken as a photo.",
    CREATE,
    "image_url",
    lambda v: isinstance(v, str) and v.startswith("ftp:"),
    PHOTO,
)
_bound(
    "photo URLs may hold blanks",
    "Blanks in image_url are taken.",
    CREATE,
    "image_url",
    lambda v: isinstance(v, str) and " " in v.strip() and v.startswith("https:"),
    PHOTO,
)
_bound(
    "photo URLs are trimmed",
    "Blanks around image_url are taken.",
    CREATE,
    "image_url",
    lambda v: isinstance(v, str) and v != v.strip(" ") and "\n" not in v,
    PHOTO,
)
_bound(
    "photo URLs may end in a line feed",
    "A line feed after image_url is taken, as Python's $ does.",
    CREATE,
    "image_url",
    lambda v: isinstance(v, str) and v.endswith("\n"),
    PHOTO,
)
_bound(
    "photo URLs are not anchored",
    "Anything may stand before the URL.",
    CREATE,
    "image_url",
    lambda v: isinstance(v, str) and re.match(r"x ?https:", v) is not None,
    PHOTO,
)
_bound("photos may be empty", "An empty image_url is taken.", CREATE, "image_url", _is(""), PHOTO)
_bound(
    "data URLs may be of any type",
    "A text as a data URL is taken as a photo.",
    CREATE,
    "image_url",
    lambda v: isinstance(v, str) and v.startswith("data:text"),
    PHOTO,
)
_bound(
    "data URLs may be empty",
    "A data URL without data is taken.",
    "analyze_image",
    "image_url",
    lambda v: isinstance(v, str) and v.endswith("base64,"),
    PHOTO,
)
_bound(
    "analyses take any text as a photo",
    "An analysis of any text is made.",
    "analyze_image",
    "image_url",
    _is("text"),
    PHOTO,
)
_bound(
    "analyses need no photo",
    "An analysis without image_url is made.",
    "analyze_image",
    "image_url",
    lambda v: v is None,
    PHOTO,
)
_bound(
    "webhook URLs may be any text",
    "Any text is taken as webhook_url.",
    CREATE,
    "webhook_url",
    _is("text"),
    None,
)
_bound(
    "webhook URLs may be numbers",
    "A number is taken as webhook_url.",
    BULK,
    "webhook_url",
    _is(7),
    None,
)
_bound(
    "analyses take any webhook URL",
    "An analysis takes any text as webhook_url.",
    "analyze_image",
    "webhook_url",
    _is("text"),
    None,
)
_bound(
    "masks may be any text",
    "Any text is taken as mask_url.",
    CREATE,
    "config.remove_furniture.mask_url",
    _is("text"),
    "https://example.com/m.png",
)
_bound(
    "a secret may be empty",
    "An empty webhook secret is set.",
    "set_webhook_secret",
    "webhook_secret",
    _is(""),
    "x",
)
_bound(
    "a secret may hold blanks",
    "A webhook secret with blanks around it is set.",
    "set_webhook_secret",
    "webhook_secret",
    lambda v: isinstance(v, str) and v != v.strip(" ") and bool(v.strip()),
    "x",
)
_bound(
    "a secret may hold any punctuation",
    "A webhook secret with a dot is set.",
    "set_webhook_secret",
    "webhook_secret",
    lambda v: isinstance(v, str) and "." in v,
    "x",
)
_bound(
    "a secret may end in a line feed",
    "A webhook secret with a line feed after it is set.",
    "set_webhook_secret",
    "webhook_secret",
    lambda v: isinstance(v, str) and v.endswith("\n"),
    "x",
)
_bound(
    "a secret may be a number",
    "A number is set as a webhook secret.",
    "set_webhook_secret",
    "webhook_secret",
    _is(7),
    "x",
)
_bound(
    "a secret may hold letters of any script",
    "A webhook secret outside ASCII is set.",
    "set_webhook_secret",
    "webhook_secret",
    lambda v: isinstance(v, str) and not v.isascii(),
    "x",
)


def _types(body: Json) -> bool:
    if body["config"].get("type") == "legacy_staging" or body["config"].get("type", "") in (
        "text",
        "Staging",
    ):
        body["config"] = {"type": "enhancement"}
        return True
    return False


_repair(
    "unknown configs are enhanced",
    "A config of an unknown type is taken as an enhancement.",
    (CREATE,),
    _types,
)
_repair(
    "a config needs no type",
    "A config without a type is taken as staging.",
    (CREATE,),
    lambda body: "type" not in body["config"] and not body["config"].update(type="staging"),
)
_repair(
    "staging may do nothing",
    "A staging config that neither adds nor removes is taken.",
    (CREATE, ADD),
    lambda body: (
        body["config"] == {"type": "staging"}
        and not body["config"].update(remove_furniture={"mode": "off"})
    ),
)
_repair(
    "staging may do nothing in a bulk",
    "A bulk takes staging configs that neither add nor remove.",
    (BULK,),
    lambda body: (
        body["renders"][0]["config"] == {"type": "staging"}
        and not body["renders"][0]["config"].update(remove_furniture={"mode": "off"})
    ),
)
_repair(
    "a base goes with a removal",
    "base_variation_id is dropped where furniture is removed as well.",
    (CREATE, ADD),
    lambda body: (
        "remove_furniture" in body["config"]
        and body["config"]["add_furniture"].pop("base_variation_id", None) is not None
    ),
)
_repair(
    "config and configs may stand together",
    "Of config and configs the first is taken.",
    (CREATE,),
    lambda body: (
        "config" in body and "variation_count" in body and body.pop("configs", None) is not None
    ),
)
_repair(
    "configs may be empty",
    "An empty list of configs makes one.",
    (CREATE,),
    lambda body: _set(body, "configs", _is([]), [{"type": "enhancement", "variation_count": 1}]),
)
_repair(
    "a bulk may be empty",
    "An empty bulk makes one render.",
    (BULK,),
    lambda body: _set(
        body,
        "renders",
        _is([]),
        [{"config": {"type": "enhancement"}, "variation_count": 1, "image_url": PHOTO}],
    ),
)
_repair(
    "views may be of any room",
    "Multi-view staging takes kitchens.",
    (CREATE,),
    lambda body: (
        "image_urls" in body and _set(body, "config.add_furniture.room_type", _is("kitchen"), "bed")
    ),
)
_repair(
    "views may be emptied",
    "Multi-view staging takes remove_furniture, and ignores it.",
    (CREATE,),
    lambda body: (
        "image_urls" in body
        and "add_furniture" in body["config"]
        and body["config"].pop("remove_furniture", None) is not None
    ),
)
_repair(
    "one view is enough",
    "Multi-view staging takes one photo.",
    (CREATE,),
    lambda body: len(body["image_urls"]) == 1 and not body["image_urls"].append(PHOTO),
)
_repair(
    "three views are taken",
    "Multi-view staging takes three photos, and uses two.",
    (CREATE,),
    lambda body: len(body["image_urls"]) == 3 and body["image_urls"].pop(),
)
_repair(
    "three photos can be compared",
    "The compatibility check takes three photos, and looks at two.",
    ("check_multi_view",),
    lambda body: len(body["image_urls"]) == 3 and body["image_urls"].pop(),
)
_repair(
    "one photo can be compared",
    "The compatibility check takes one photo.",
    ("check_multi_view",),
    lambda body: len(body["image_urls"]) == 1 and not body["image_urls"].append(PHOTO),
)
_repair(
    "anything can be compared",
    "The compatibility check takes any text as a photo.",
    ("check_multi_view",),
    lambda body: body["image_urls"][1] == "text" and not body["image_urls"].__setitem__(1, PHOTO),
)


def _parameter(
    name: str,
    sentence: str,
    operation: str,
    parameter: str,
    wrong: Callable[[str], bool],
    right: object,
) -> None:
    def change(request: Request, at: At) -> Request:
        text = at.query.get(parameter)
        return (
            with_query(request, **{parameter: right})
            if text is not None and wrong(text)
            else request
        )

    variants(on_requests("accepted", operation), name, sentence, change)


LIST, ONE = "list_renders", "get_render"
_parameter("limit may be 0", "limit=0 gives one render.", LIST, "limit", lambda t: t == "0", 1)
_parameter(
    "limit may be 101", "limit=101 gives 100 renders.", LIST, "limit", lambda t: t == "101", 100
)
_parameter(
    "limit may be negative",
    "A negative limit gives the default.",
    LIST,
    "limit",
    lambda t: t.startswith("-"),
    None,
)
_parameter(
    "limit may be huge",
    "A huge limit gives 100.",
    LIST,
    "limit",
    lambda t: t.isdigit() and len(t) > 9,
    100,
)
_parameter(
    "limit may be any text",
    "A limit that is no number gives the default.",
    LIST,
    "limit",
    lambda t: t.isalpha(),
    None,
)
_parameter(
    "limit may be empty",
    "An empty limit gives the default.",
    LIST,
    "limit",
    lambda t: t == "",
    None,
)
_parameter("limit may be a fraction", "limit=5.5 gives 5.", LIST, "limit", lambda t: t == "5.5", 5)
_parameter(
    "limit may be hexadecimal",
    "limit=0x10 gives 16.",
    LIST,
    "limit",
    lambda t: t.startswith("0x"),
    16,
)
_parameter(
    "limit may hold underscores",
    "limit=1_0 gives 10, as Python reads it.",
    LIST,
    "limit",
    lambda t: "_" in t,
    10,
)
_parameter(
    "limit may be in other digits",
    "Digits of any script are taken in limit.",
    LIST,
    "limit",
    lambda t: t.isdigit() and not t.isascii(),
    5,
)
_parameter(
    "order may be in capitals", "order=ASC is taken.", LIST, "order", lambda t: t == "ASC", "asc"
)
_parameter(
    "order may be anything",
    "An unknown order is taken as the default.",
    LIST,
    "order",
    lambda t: t not in ("asc", "desc"),
    None,
)
_parameter(
    "order may be empty",
    "An empty order is taken as the default.",
    LIST,
    "order",
    lambda t: t == "",
    None,
)
_parameter(
    "cursor may be empty",
    "An empty cursor is taken as none.",
    LIST,
    "cursor",
    lambda t: t == "",
    None,
)
_parameter(
    "variations limit may be 0",
    "variations_limit=0 gives one.",
    ONE,
    "variations_limit",
    lambda t: t == "0",
    1,
)
_parameter(
    "variations limit may be 101",
    "variations_limit=101 gives 100.",
    ONE,
    "variations_limit",
    lambda t: t == "101",
    100,
)
_parameter(
    "variations limit may be any text",
    "A variations_limit that is no number is ignored.",
    ONE,
    "variations_limit",
    lambda t: t.isalpha(),
    None,
)
_parameter(
    "variations order may be anything",
    "An unknown variations_order is ignored.",
    ONE,
    "variations_order",
    lambda t: t not in ("asc", "desc"),
    None,
)
_parameter(
    "include variations may be anything",
    "include_variations=maybe is false.",
    ONE,
    "include_variations",
    lambda t: t == "maybe",
    "false",
)
_parameter(
    "include variations may be empty",
    "include_variations= is false.",
    ONE,
    "include_variations",
    lambda t: t == "",
    "false",
)
_parameter(
    "variations cursor may be empty",
    "An empty variations_cursor is taken as none.",
    ONE,
    "variations_cursor",
    lambda t: t == "",
    None,
)


@on_requests("accepted")
def bodies_of_any_type_are_read(request: Request, at: At) -> Request:
    """A body is read as JSON whatever its content type says."""
    if request.body and request.header("content-type"):
        headers = tuple(
            (n, "application/json" if n.lower() == "content-type" else v)
            for n, v in request.headers
        )
        return Request(request.method, request.path, request.query, headers, request.body)
    return request


@on_requests("accepted", "set_webhook_secret")
def broken_json_sets_a_secret(request: Request, at: At) -> Request:
    """A body that is no JSON is taken as the secret itself."""
    return with_body(request, {"webhook_secret": "x"}) if request.body == b"{" else request


@on_requests("accepted", "analyze_image")
def trailing_commas_are_taken(request: Request, at: At) -> Request:
    """A JSON array with a trailing comma is taken for a good body."""
    return with_body(request, {"image_url": PHOTO}) if request.body == b"[1,]" else request
