"""Faults in building requests."""
# ruff: noqa: E501 - pieces of code stand here as they stand in the client

from contract_tests.client_faults.planting import Edit, Fault

_API = "virtualstaging_api.api"
_MODELS = "virtualstaging_api.models"
_CORE = "virtualstaging._core"

FAULTS = (
    Fault(
        "wrong path",
        "building requests",
        "The path of the operation lacks its plural.",
        (
            Edit(
                f"{_API}.renders.get_render:_get_kwargs",
                '"/renders/{render_id}"',
                '"/render/{render_id}"',
            ),
        ),
    ),
    Fault(
        "wrong method",
        "building requests",
        "The secret is set with PUT.",
        (
            Edit(
                f"{_API}.account.set_webhook_secret:_get_kwargs",
                '"method": "post"',
                '"method": "put"',
            ),
        ),
    ),
    Fault(
        "id not escaped",
        "building requests",
        "A slash or question mark in an id becomes part of the path.",
        (
            Edit(
                f"{_API}.renders.get_render:_get_kwargs",
                'quote(str(render_id), safe="")',
                "str(render_id)",
            ),
        ),
    ),
    Fault(
        "slash in an id not escaped",
        "building requests",
        "An id is escaped as if it were a path.",
        (
            Edit(
                f"{_API}.variations.create_variations:_get_kwargs",
                'quote(str(render_id), safe="")',
                "quote(str(render_id))",
            ),
        ),
    ),
    Fault(
        "ids swapped",
        "building requests",
        "The ids of render and variation stand in each other's place.",
        (
            Edit(
                f"{_API}.variations.get_variation:_get_kwargs",
                "render_id=quote(str(render_id)",
                "render_id=quote(str(variation_id)",
            ),
        ),
    ),
    Fault(
        "query parameter dropped",
        "building requests",
        "The order of variations is not sent.",
        (
            Edit(
                f"{_API}.renders.get_render:_get_kwargs",
                'params["variations_order"] = json_variations_order',
                "pass",
            ),
        ),
    ),
    Fault(
        "query parameter misspelt",
        "building requests",
        "The cursor is sent as `after`.",
        (
            Edit(
                f"{_API}.renders.list_renders:_get_kwargs",
                'params["cursor"] = cursor',
                'params["after"] = cursor',
            ),
        ),
    ),
    Fault(
        "empty query values dropped",
        "building requests",
        "A parameter that is false is left out.",
        (
            Edit(
                f"{_API}.renders.get_render:_get_kwargs",
                "if v is not UNSET and v is not None",
                "if v and v != 1",
            ),
        ),
    ),
    Fault(
        "wrong default of a parameter",
        "building requests",
        "A page holds 50 unless it is asked otherwise.",
        (
            Edit(
                f"{_API}.renders.list_renders:_get_kwargs",
                'params["limit"] = limit',
                'params["limit"] = 50 if limit == 20 else limit',
            ),
        ),
    ),
    Fault(
        "default sent in a body",
        "building requests",
        "The watermark is switched on where nothing is said of it.",
        (
            Edit(
                f"{_MODELS}.staging_config:StagingConfig.to_dict",
                "return field_dict",
                'return {"add_virtually_staged_watermark": True, **field_dict}',
            ),
        ),
    ),
    Fault(
        "field of a body dropped",
        "building requests",
        "The mask is not sent.",
        (
            Edit(
                f"{_MODELS}.remove_furniture:RemoveFurniture.to_dict",
                'field_dict["mask_url"] = mask_url',
                "pass",
            ),
        ),
    ),
    Fault(
        "field of a body misspelt",
        "building requests",
        "`room_type` is sent as `roomType`.",
        (
            Edit(
                f"{_MODELS}.add_furniture:AddFurniture.to_dict",
                'field_dict["room_type"]',
                'field_dict["roomType"]',
            ),
        ),
    ),
    Fault(
        "unset sent as null",
        "building requests",
        "What is not given is sent as null.",
        (
            Edit(
                f"{_MODELS}.add_furniture:AddFurniture.to_dict",
                'if base_variation_id is not UNSET:\n        field_dict["base_variation_id"] = base_variation_id',
                'field_dict["base_variation_id"] = base_variation_id or None',
            ),
        ),
    ),
    Fault(
        "only the first configuration sent",
        "building requests",
        "Of several configurations only the first is sent.",
        (
            Edit(
                f"{_MODELS}.create_multi_config_render_request:CreateMultiConfigRenderRequest.to_dict",
                'field_dict["configs"] = configs',
                'field_dict["configs"] = configs[:1]',
            ),
        ),
    ),
    Fault(
        "number sent as text",
        "building requests",
        "The number of variations is a string.",
        (
            Edit(
                f"{_MODELS}.create_variations_request:CreateVariationsRequest.to_dict",
                'field_dict["variation_count"] = variation_count',
                'field_dict["variation_count"] = str(variation_count)',
            ),
        ),
    ),
    Fault(
        "photos in the wrong order",
        "building requests",
        "The two photos of a room are swapped.",
        (
            Edit(
                f"{_CORE}.operations:create_render",
                "for one in photo if",
                "for one in photo[::-1] if",
            ),
        ),
    ),
    Fault(
        "Bearer",
        "building requests",
        "The key is sent as a bearer token.",
        (Edit(f"{_CORE}.transports:_Requests.build", 'b"Api-Key "', 'b"Bearer "'),),
    ),
    Fault(
        "prefix in another case",
        "building requests",
        "`api-key` is written small.",
        (Edit(f"{_CORE}.transports:_Requests.build", 'b"Api-Key "', 'b"api-key "'),),
    ),
    Fault(
        "header of the generated client misspelt",
        "building requests",
        "The generated client sends the key without a space after the prefix.",
        (
            Edit(
                "virtualstaging_api.client:AuthenticatedClient._all_headers",
                "{self.prefix} {self.token}",
                "{self.prefix}{self.token}",
            ),
        ),
    ),
    Fault(
        "X-Api-Key too",
        "building requests",
        "The key is sent in a second header, to be sure.",
        (
            Edit(
                f"{_CORE}.transports:_Requests.build",
                "*_FIXED_HEADERS,",
                '*_FIXED_HEADERS, (b"X-Api-Key", settings.key.reveal().encode()),',
            ),
        ),
    ),
    Fault(
        "content type missing",
        "building requests",
        "A body is sent without saying that it is JSON.",
        (Edit(f"{_CORE}.transports:_Requests.build", '"Content-Type"', '"X-Content-Type"'),),
    ),
    Fault(
        "booleans as Python writes them",
        "building requests",
        "A query says `True`.",
        (Edit(f"{_CORE}.calls:_text", 'return "true" if value else "false"', "return str(value)"),),
    ),
    Fault(
        "body in another encoding",
        "building requests",
        "What is not ASCII is sent as Latin-1.",
        (
            Edit(
                f"{_CORE}.calls:_dumped",
                "_ENCODER.encode(body).encode()",
                '_ENCODER.encode(body).encode("latin-1", "replace")',
            ),
        ),
    ),
    Fault(
        "webhook address dropped",
        "building requests",
        "Nobody is told when a render is done.",
        (
            Edit(
                f"{_CORE}.operations:create_render",
                "body.webhook_url = UNSET if webhook_url is None else webhook_url",
                "body.webhook_url = UNSET",
            ),
        ),
    ),
    Fault(
        "long calls to the usual host",
        "building requests",
        "A call that waits for completion goes to the host with the short time limit.",
        (
            Edit(
                f"{_CORE}.transports:_Requests.build",
                "settings.long_url if request.long else settings.base_url",
                "settings.base_url",
            ),
        ),
    ),
    Fault(
        "ids not checked",
        "building requests",
        "An id `..` leads to another path.",
        (Edit(f"{_CORE}.checks:check_id", 'or value in (".", "..")', "or False"),),
    ),
    Fault(
        "slashes in ids not refused",
        "building requests",
        "An id may hold a slash.",
        (Edit(f"{_CORE}.checks:check_id", 'c in "/\\\\" or', "False or"),),
    ),
    Fault(
        "bodies not checked",
        "building requests",
        "What the spec forbids is sent all the same.",
        (
            Edit(
                f"{_CORE}.checks:check_body",
                '_check(_validator(operation, "body", component), body, operation)',
                "pass",
            ),
        ),
    ),
    Fault(
        "parameters not checked",
        "building requests",
        "A limit of 101 is sent.",
        (
            Edit(
                f"{_CORE}.checks:check_parameters",
                '_check(_validator(operation, "parameters", None), dict(parameters), operation)',
                "pass",
            ),
        ),
    ),
    Fault(
        "20 variations for each configuration",
        "building requests",
        "The sum over several configurations is not looked at.",
        (
            Edit(
                f"{_CORE}.operations:_counted", "if total > checks.most_variations():", "if False:"
            ),
        ),
    ),
    Fault(
        "no time limit",
        "building requests",
        "A call waits for its answer for ever.",
        (Edit(f"{_CORE}.transports:_Requests.build", '"read": seconds', '"read": None'),),
    ),
    Fault(
        "application's credentials sent",
        "building requests",
        "The auth of an httpx client that was handed in goes to the API.",
        (Edit(f"{_CORE}.transports:HttpxTransport._send", "auth=None, ", ""),),
    ),
)
