"""The form of a mock's state as JSON."""

from typing import Any

import jsonschema_rs

from .jobs import Analysis, Photo, Render, Variation

FORMAT = "virtualstaging-mock/1"
_Json = dict[str, Any]


def _object(required: tuple[str, ...], **properties: Any) -> _Json:
    return {
        "type": "object",
        "required": list(required),
        "properties": properties,
        "additionalProperties": False,
    }


def _list(items: _Json) -> _Json:
    return {"type": "array", "items": items}


_TEXT: _Json = {"type": "string", "minLength": 1}
_ID: _Json = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,200}$"}
_TIME: _Json = {"type": "integer", "minimum": 1_000_000_000_000, "maximum": 10**14}
_COUNT: _Json = {"type": "integer", "minimum": 0, "maximum": 10**9}
_OR_NULL = {"type": ["string", "null"]}
_HOST: _Json = {"type": "string", "maxLength": 300}
_JOB = {
    "id": _ID,
    "created_ms": _TIME,
    "start_ms": _TIME,
    "promised_ms": _TIME,
    "due_ms": _TIME,
    "error": _OR_NULL,
    "looks": _COUNT,
}
_PHOTO = _object((), url=_OR_NULL, digest=_OR_NULL, broken={"type": "boolean"})
_VARIATION = _object(
    ("id",),
    **_JOB,
    kind=_OR_NULL,
    config={"type": ["object", "null"]},
    base_id=_OR_NULL,
    views={"type": ["integer", "null"], "minimum": 1, "maximum": 2},
    deleted={"type": "boolean"},
)
_RENDER = _object(
    ("id",),
    id=_ID,
    created_ms=_TIME,
    photos={**_list(_PHOTO), "minItems": 1, "maxItems": 2},
    webhook_url=_OR_NULL,
    host=_HOST,
    weight=_COUNT,
    asked_for=_COUNT,
    variations=_list(_VARIATION),
)
_ANALYSIS = _object(("id",), **_JOB, photo=_PHOTO, webhook_url=_OR_NULL, host=_HOST)
OBJECTS: dict[type, _Json] = {
    Analysis: _ANALYSIS,
    Photo: _PHOTO,
    Render: _RENDER,
    Variation: _VARIATION,
}
"""The forms whose properties are the fields of a class."""
_ACCOUNT = _object(
    (),
    owner={"type": "string", "pattern": "^key-[0-9a-f]{10}$"},
    key=_TEXT,
    began_ms=_TIME,
    webhook_secret={"type": ["string", "null"], "pattern": "^[a-zA-Z0-9_-]+$"},
    ids_drawn=_COUNT,
    used=_object((), staging=_COUNT, imageEditing=_COUNT),
    renders=_list(_RENDER),
    analyses=_list(_ANALYSIS),
) | {"oneOf": [{"required": ["owner"]}, {"required": ["key"]}]}
STATE = jsonschema_rs.Draft202012Validator(
    _object(
        ("format", "accounts"),
        format={"const": FORMAT},
        now_ms=_TIME,
        accounts=_list(_ACCOUNT),
        photos={"type": "object", "additionalProperties": {"type": "string"}},
        faults={"type": "array"},
    )
)
