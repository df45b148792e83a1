"""Faults in parsing answers, in errors, in keeping secrets and in settings."""
# ruff: noqa: E501 - pieces of code stand here as they stand in the client

from contract_tests.client_faults.planting import Edit, Fault, Put

_MODELS = "virtualstaging_api.models"
_CORE = "virtualstaging._core"
_VARIATION = f"{_MODELS}.variation:Variation"

FAULTS = (
    Fault(
        "unknown enum value refused",
        "parsing answers",
        "A state of a later version makes the whole answer unreadable.",
        (
            Edit(
                f"{_MODELS}.variation_status:check_variation_status",
                "return value",
                "return {one: one for one in VARIATION_STATUS_VALUES}[value]",
            ),
        ),
    ),
    Fault(
        "unknown enum value replaced",
        "parsing answers",
        "A state of a later version is taken for queued.",
        (
            Edit(
                f"{_MODELS}.variation_status:check_variation_status",
                "return value",
                'return value if value in VARIATION_STATUS_VALUES else "queued"',
            ),
        ),
    ),
    Fault(
        "unknown style lost",
        "parsing answers",
        "A style of a later version becomes the standard one.",
        (
            Edit(
                f"{_MODELS}.style:check_style",
                "return value",
                'return value if value in STYLE_VALUES else "standard"',
            ),
        ),
    ),
    Fault(
        "extra fields dropped",
        "parsing answers",
        "What a later version adds to a render is lost.",
        (Edit(f"{_MODELS}.render:Render.from_dict", "_parsed_.additional_properties = d", "pass"),),
    ),
    Fault(
        "extra fields not written",
        "parsing answers",
        "What a later version adds is lost when a variation is stored.",
        (Edit(f"{_VARIATION}.to_dict", "field_dict.update(self.additional_properties)", "pass"),),
    ),
    Fault(
        "input changed",
        "parsing answers",
        "Parsing takes the data apart that it was given.",
        (Edit(f"{_MODELS}.account:Account.from_dict", "d = dict(src_dict)", "d = src_dict"),),
    ),
    Fault(
        "nested error swallowed",
        "parsing answers",
        "A result that cannot be parsed is left as it is.",
        (
            Edit(
                f"{_VARIATION}.from_dict",
                'result = _parse_result(d.pop("result", UNSET))',
                'raw = d.pop("result", UNSET)\n    try:\n        result = _parse_result(raw)\n    except Exception:\n        result = raw',
            ),
        ),
    ),
    Fault(
        "null crashes",
        "parsing answers",
        "An eta of null is computed with.",
        (
            Edit(
                f"{_VARIATION}.from_dict",
                'eta: float | None = d.pop("eta")',
                'eta: float | None = d.pop("eta") + 0',
            ),
        ),
    ),
    Fault(
        "null becomes unset",
        "parsing answers",
        "A cursor of null is taken for none at all, and lost.",
        (
            Edit(
                f"{_MODELS}.variation_page:VariationPage.from_dict",
                'd.pop("next_cursor")',
                '(d.pop("next_cursor") or UNSET)',
            ),
        ),
    ),
    Fault(
        "wrong branch of a union",
        "parsing answers",
        "A configuration of daytodusk is taken for one of a type that is not known.",
        (
            Edit(
                f"{_VARIATION}.from_dict",
                'data.get("type") == "daytodusk"',
                'data.get("type") == "day_to_dusk"',
            ),
        ),
    ),
    Fault(
        "union told apart by its keys alone",
        "parsing answers",
        "What has a sky_style is taken for daytodusk, whatever its type.",
        (
            Edit(
                f"{_VARIATION}.from_dict",
                'data.get("type") == "daytodusk"',
                '"sky_style" in data and data.get("type") not in ("staging", "enhancement", "legacy_staging")',
            ),
        ),
    ),
    Fault(
        "new type of configuration refused",
        "parsing answers",
        "A configuration of a type that is not known makes its variation unreadable.",
        (
            Edit(
                f"{_VARIATION}.from_dict",
                'config = _parse_config(d.pop("config", UNSET))',
                'config = _parse_config(d.pop("config", UNSET))\n    if type(config).__name__ == "UnknownConfig":\n        raise ValueError("unknown type")',
            ),
        ),
    ),
    Fault(
        "only the first view kept",
        "parsing answers",
        "Of a multi-view result the second image is lost.",
        (Edit(f"{_VARIATION}.from_dict", "_result_type_1 = data", "_result_type_1 = data[:1]"),),
    ),
    Fault(
        "attributes swapped",
        "parsing answers",
        "The links of the small images stand in each other's place.",
        (
            Edit(
                f"{_MODELS}.result_image:ResultImage.from_dict",
                "optimized_url=optimized_url",
                "optimized_url=thumbnail_url",
            ),
            Edit(
                f"{_MODELS}.result_image:ResultImage.from_dict",
                "thumbnail_url=thumbnail_url,",
                "thumbnail_url=optimized_url,",
            ),
        ),
    ),
    Fault(
        "milliseconds rounded",
        "parsing answers",
        "Times lose what is below a second.",
        (
            Edit(
                f"{_MODELS}.render:Render.from_dict",
                'created_at = d.pop("created_at")',
                'created_at = d.pop("created_at") // 1000 * 1000',
            ),
        ),
    ),
    Fault(
        "UNSET is not one",
        "parsing answers",
        "A copied model writes out what was never set.",
        (
            Edit(
                "virtualstaging_api.types:Unset.__reduce__",
                'return "UNSET"',
                "return (object.__new__, (Unset,))",
            ),
        ),
    ),
    Fault(
        "status 202 not known",
        "parsing answers",
        "The generated client does not parse an accepted order.",
        (
            Edit(
                "virtualstaging_api.api.renders.create_render:_parse_response",
                "response.status_code == 202",
                "response.status_code == 203",
            ),
        ),
    ),
    Fault(
        "bad item hides the page",
        "parsing answers",
        "One render that is not the spec's makes the list unreadable.",
        (Edit(f"{_CORE}.parsing:page_item", "problem = why(error)\n    page", "raise\n    page"),),
    ),
    Fault(
        "bad item vanishes",
        "parsing answers",
        "What of a page cannot be read is left out and nobody is told.",
        (
            Edit(
                f"{_CORE}.parsing:page_item",
                'problems.append(_problem(data, f"left out: {problem}"))',
                "pass",
            ),
        ),
    ),
    Fault(
        "bad variation hides the good ones",
        "parsing answers",
        "A render with one bad variation is left out whole.",
        (
            Edit(
                f"{_CORE}.parsing:page_item",
                "if isinstance(page, dict) and isinstance(items, list) and len(good) < len(items):",
                "if False:",
            ),
        ),
    ),
    Fault(
        "required fields not looked at",
        "parsing answers",
        "An id that is a number is handed on.",
        (Edit(f"{_CORE}.required:check_required", "if kinds not in plan.good:", "if False:"),),
    ),
    Fault(
        "web page taken for success",
        "parsing answers",
        "A body that is no JSON is an empty object.",
        (
            Edit(
                f"{_CORE}.answers:decoded",
                "return _DECODER",
                'return {} if body.startswith(b"<") else _DECODER',
            ),
        ),
    ),
    Fault(
        "NaN accepted",
        "parsing answers",
        "NaN and Infinity are read as if they were JSON.",
        (
            Put(f"{_CORE}.answers:_DECODER", __import__("json").JSONDecoder()),
            Edit(f"{_CORE}.parsing:_check_times", "if not", "if False and not"),
        ),
    ),
    Fault(
        "byte order mark refused",
        "parsing answers",
        "JSON with a byte order mark cannot be read.",
        (Edit(f"{_CORE}.answers:decoded", ".removeprefix(codecs.BOM_UTF8)", ""),),
    ),
    Fault(
        "deep JSON crashes",
        "parsing answers",
        "A body that is nested deeply ends in Python's RecursionError.",
        (Edit(f"{_CORE}.answers:decoded", "except RecursionError:", "except ZeroDivisionError:"),),
    ),
    Fault(
        "stray KeyError",
        "errors",
        "A missing field ends in Python's KeyError.",
        (
            Edit(
                f"{_CORE}.answers:parsed",
                "except (KeyError, TypeError, ValueError, AttributeError) as error:",
                "except (TypeError, ValueError, AttributeError) as error:",
            ),
        ),
    ),
    Fault(
        "stray KeyError of a creating call",
        "errors",
        "A charged answer without a field ends in Python's KeyError, and the render is lost.",
        (Edit(f"{_CORE}.calls:_received", "except (KeyError, TypeError,", "except (TypeError,"),),
    ),
    Fault(
        "render id lost",
        "errors",
        "An answer that cannot be parsed does not tell which render was charged.",
        (Edit(f"{_CORE}.answers:ids_in", "return tuple(strings(renders))", "return ()"),),
    ),
    Fault(
        "render id of a cut answer lost",
        "errors",
        "An answer that breaks off does not tell which render was charged.",
        (Edit(f"{_CORE}.answers:ids_in", "found = _ID.search(body)", "found = None"),),
    ),
    Fault(
        "wrong class for 403",
        "errors",
        "A used-up quota is taken for a wrong key.",
        (
            Put(
                f"{_CORE}.answers:_BY_STATUS",
                {
                    400: __import__("virtualstaging").ValidationError,
                    401: __import__("virtualstaging").AuthenticationError,
                    403: __import__("virtualstaging").AuthenticationError,
                    404: __import__("virtualstaging").NotFoundError,
                },
            ),
        ),
    ),
    Fault(
        "520 is no server error",
        "errors",
        "Only the statuses that HTTP knows are told apart.",
        (Edit(f"{_CORE}.answers:status_error", "if status >= 500:", "if 500 <= status <= 511:"),),
    ),
    Fault(
        "404 is None",
        "errors",
        "What is not there is returned as nothing.",
        (
            Edit(
                f"{_CORE}.calls:fetch",
                "if answer.status < 300:",
                "if answer.status < 300 or answer.status == 404:",
            ),
            Edit(
                f"{_CORE}.answers:parsed",
                "if not 200 <= answer.status < 300:",
                "if answer.status == 404:\n        return None\n    if not 200 <= answer.status < 300:",
            ),
        ),
    ),
    Fault(
        "redirect taken for success",
        "errors",
        "A redirect is an answer like any other.",
        (
            Edit(f"{_CORE}.calls:fetch", "if answer.status < 300:", "if answer.status < 400:"),
            Edit(
                f"{_CORE}.answers:parsed",
                "200 <= answer.status < 300",
                "200 <= answer.status < 400",
            ),
        ),
    ),
    Fault(
        "errors do not pickle",
        "errors",
        "An error that came from another process lacks what it carried.",
        (
            Edit(
                "virtualstaging.errors:VirtualStagingError.__reduce__",
                "return _restore, (type(self), dict(self.__dict__))",
                "return type(self), (self.message,)",
            ),
        ),
    ),
    Fault(
        "message of the server lost",
        "errors",
        "A refusal does not say what the server said.",
        (Edit(f"{_CORE}.answers:_message", "return redacted(message.strip(), key)", 'return ""'),),
    ),
    Fault(
        "odd message crashes",
        "errors",
        "A message that is no text ends in Python's AttributeError.",
        (
            Edit(
                f"{_CORE}.answers:_message",
                "if not isinstance(message, str) or not message.strip():",
                "if message is None:",
            ),
        ),
    ),
    Fault(
        "timeouts are not told apart",
        "errors",
        "An answer that did not come in time is a connection that failed.",
        (
            Edit(
                f"{_CORE}.answers:connection_error",
                "errors.APITimeoutError if failure.timeout else errors.APIConnectionError",
                "errors.APIConnectionError",
            ),
        ),
    ),
    Fault(
        "httpx's errors pass",
        "errors",
        "What httpx raises is handed on as it is.",
        (
            Edit(
                f"{_CORE}.transports:AsyncHttpxTransport.send",
                "failure = translated(error)",
                "raise",
            ),
        ),
    ),
    Fault(
        "key in an error",
        "secrets",
        "A server's message that quotes the key is quoted in turn.",
        (
            Edit(f"{_CORE}.redact:redacted", 'text = text.replace(form, "[key]")', "pass"),
            Edit(f"{_CORE}.redact:redacted", 'text = _CREDENTIAL.sub(r"\\1 […]", text)', "pass"),
            Edit(f"{_CORE}.redact:redacted", 'text = _VENDOR_KEY.sub("[key]", text)', "pass"),
        ),
    ),
    Fault(
        "signed link in an error",
        "secrets",
        "An answer's body is quoted, links and signatures included.",
        (Edit(f"{_CORE}.redact:redacted", 'text = _QUERY.sub(r"\\1?[…]", text)', "pass"),),
    ),
    Fault(
        "key in a repr",
        "secrets",
        "A client shows its key.",
        (
            Edit(
                "virtualstaging.client:VirtualStaging.__repr__",
                '!r})"',
                '!r}, {self._engine.session.settings.key.reveal()})"',
            ),
        ),
    ),
    Fault(
        "key in the settings' repr",
        "secrets",
        "The settings show the key.",
        (
            Edit(f"{_CORE}.settings:Secret.__repr__", 'return "Secret(…)"', "return self._value"),
            Put(f"{_CORE}.settings:Settings.__repr__", lambda self: repr(self.key)),
        ),
    ),
    Fault(
        "key in the generated client's repr",
        "secrets",
        "The generated client shows its token.",
        (
            Put(
                "virtualstaging_api.client:AuthenticatedClient.__repr__",
                lambda self: f"AuthenticatedClient(token={self.token!r})",
            ),
        ),
    ),
    Fault(
        "key in a log",
        "secrets",
        "Each request is logged with all that it is sent with.",
        (
            Edit(
                f"{_CORE}.transports:_Requests.build",
                'timeout = {"connect"',
                'logging.getLogger("virtualstaging").debug("%s", headers)\n    timeout = {"connect"',
            ),
        ),
    ),
    Fault(
        "client can be pickled",
        "secrets",
        "The key travels with a pickled client.",
        (
            Edit(
                f"{_CORE}.engine:Unpicklable.__reduce__",
                "raise TypeError",
                "return (str, ()) or TypeError",
            ),
            Edit(
                f"{_CORE}.settings:Secret.__reduce__",
                "raise TypeError",
                "return (Secret, (self._value,)) or TypeError",
            ),
        ),
    ),
    Fault(
        "redirects followed",
        "secrets",
        "A redirect is followed, and the key goes along.",
        (
            Edit(
                f"{_CORE}.transports:HttpxTransport._send",
                "follow_redirects=False",
                "follow_redirects=True",
            ),
        ),
    ),
    Fault(
        "redirects followed by the generated client",
        "secrets",
        "The generated client follows redirects.",
        (
            Edit(
                "virtualstaging_api.client:Client._arguments",
                '"follow_redirects": self._follow_redirects',
                '"follow_redirects": True',
            ),
        ),
    ),
    Fault(
        "httpx's error behind ours",
        "secrets",
        "The error comes with the exception of httpx, which holds the request and its key.",
        (
            Edit(
                f"{_CORE}.transports:HttpxTransport.send",
                "failure = translated(error)",
                "raise translated(error) from error",
            ),
            Edit(
                f"{_CORE}.calls:fetch",
                "error = answers.connection_error(failure, request.operation)",
                "raise answers.connection_error(failure, request.operation) from failure",
            ),
        ),
    ),
    Fault(
        "blank key accepted",
        "settings",
        "An empty key is sent.",
        (Edit(f"{_CORE}.settings:_checked_key", "if not key.strip():", "if False:"),),
    ),
    Fault(
        "key with its prefix accepted",
        "settings",
        "A key that was copied with `Api-Key ` before it is sent with two.",
        (
            Edit(
                f"{_CORE}.settings:_checked_key",
                'if key.lower().startswith(("api-key ", "bearer ")):',
                "if False:",
            ),
            Edit(
                f"{_CORE}.settings:_checked_key",
                'if any(not "!" <= character <= "~" for character in key):',
                "if False:",
            ),
        ),
    ),
    Fault(
        "environment goes first",
        "settings",
        "A key that was handed in gives way to the environment's.",
        (
            Edit(
                f"{_CORE}.settings:_checked_key",
                'os.environ.get("VIRTUALSTAGING_API_KEY") if given is None else given',
                'os.environ.get("VIRTUALSTAGING_API_KEY") or given',
            ),
        ),
    ),
    Fault(
        "base URL of the environment ignored",
        "settings",
        "All calls go to production.",
        (
            Edit(
                f"{_CORE}.settings:settle",
                'os.environ.get("VIRTUALSTAGING_BASE_URL") or PRODUCTION_URL',
                "PRODUCTION_URL",
            ),
        ),
    ),
    Fault(
        "http to any host",
        "settings",
        "The key may travel in the clear.",
        (
            Edit(
                f"{_CORE}.settings:_checked_url",
                'if parts.scheme == "http" and not (allow_insecure_http or _is_loopback(host)):',
                "if False:",
            ),
        ),
    ),
    Fault(
        "slash at the end kept",
        "settings",
        "A base URL with a slash makes paths with two.",
        (Edit(f"{_CORE}.settings:_joined", '.rstrip("/")', ""),),
    ),
    Fault(
        "wrong timeouts accepted",
        "settings",
        "A timeout of NaN is taken.",
        (Edit(f"{_CORE}.settings:_checked_seconds", "not 0 < value < 1e6", "value <= 0"),),
    ),
    Fault(
        "key shown when it is refused",
        "settings",
        "The message about a wrong key quotes it.",
        (
            Edit(
                f"{_CORE}.settings:_checked_key",
                'f"{where} holds a space',
                'f"{where} {key} holds a space',
            ),
        ),
    ),
)
