"""Faults in downloads and webhooks."""
# ruff: noqa: E501 - pieces of code stand here as they stand in the client

from contract_tests.client_faults.planting import Edit, Fault, Put

_PART = "virtualstaging._downloads.part"
_FLOW = "virtualstaging._downloads.flow"
_HOOKS = "virtualstaging.webhooks"

FAULTS = (
    Fault(
        "key sent to the pictures' host",
        "downloads",
        "Pictures are fetched with the key.",
        (
            Edit(
                "virtualstaging._core.transports:_Requests.build_fetch",
                '"User-Agent": USER_AGENT}',
                '"User-Agent": USER_AGENT, "Authorization": f"Api-Key {self._settings.key.reveal()}"}',
            ),
        ),
    ),
    Fault(
        "written under its final name",
        "downloads",
        "A file that is not whole already has its name.",
        (
            Edit(
                f"{_PART}:PartFile.__init__",
                'target.directory / f".{target.name[:100]}.{secrets.token_hex(4)}.part"',
                'target.directory / f"{target.name}.jpg"',
            ),
            Edit(f"{_PART}:PartFile.open", '"xb"', '"wb"'),
            Edit(f"{_PART}:PartFile.discard", "self._path.unlink(missing_ok=True)", "pass"),
        ),
    ),
    Fault(
        "part left behind",
        "downloads",
        "What could not be downloaded whole is left there.",
        (Edit(f"{_PART}:PartFile.discard", "self._path.unlink(missing_ok=True)", "pass"),),
    ),
    Fault(
        "length not looked at",
        "downloads",
        "A file that breaks off is taken for whole.",
        (
            Edit(
                f"{_PART}:PartFile.missing",
                "if self._total is not None and self.size != self._total:",
                "if False:",
            ),
        ),
    ),
    Fault(
        "form not looked at",
        "downloads",
        "Without a length, half a picture is taken for whole.",
        (
            Edit(
                f"{_PART}:PartFile.missing",
                "if self._total is None and not is_whole(",
                "if False and not is_whole(",
            ),
        ),
    ),
    Fault(
        "content not looked at",
        "downloads",
        "A web page is kept as a picture.",
        (
            Edit(
                f"{_PART}:PartFile._check_format", "if format_of(self._head) is None:", "if False:"
            ),
            Edit(f"{_PART}:PartFile.missing", "if self._total is None and not", "if False and not"),
        ),
    ),
    Fault(
        "status not looked at",
        "downloads",
        "Whatever a host answers is taken for the picture.",
        (
            Edit(
                f"{_PART}:PartFile.begin",
                "elif answer.status == 200:",
                "elif answer.status != 206:",
            ),
        ),
    ),
    Fault(
        "validator ignored",
        "downloads",
        "The rest of another file is put behind the first part.",
        (
            Edit(
                f"{_PART}:PartFile._continues",
                "return _validator(answer) in (None, self._validator)",
                "return True",
            ),
        ),
    ),
    Fault(
        "place of the rest ignored",
        "downloads",
        "A part that begins elsewhere is put behind the first.",
        (
            Edit(
                f"{_PART}:PartFile._continues",
                "if found is None or int(found[1]) != self.size or self._validator is None:",
                "if found is None:",
            ),
        ),
    ),
    Fault(
        "If-Range not sent",
        "downloads",
        "The rest is asked for, whatever has become of the file.",
        (Edit(f"{_PART}:PartFile.resume_headers", ', "If-Range": self._validator', ""),),
    ),
    Fault(
        "weak validator trusted",
        "downloads",
        "A weak ETag is taken to name the bytes.",
        (Edit(f"{_PART}:_validator", "if etag.startswith('\"'):", "if etag:"),),
    ),
    Fault(
        "never resumed",
        "downloads",
        "A download that was cut off begins again.",
        (
            Edit(
                f"{_PART}:PartFile.resume_headers",
                "if not self.size or self._validator is None:",
                "if True:",
            ),
        ),
    ),
    Fault(
        "not retried",
        "downloads",
        "One reset ends a download.",
        (
            Edit(
                f"{_FLOW}:_fill",
                "or attempt >= session.policy.max_retries",
                "or attempt >= 0",
            ),
        ),
    ),
    Fault(
        "expired links not renewed",
        "downloads",
        "A link of yesterday ends a download.",
        (Put(f"{_FLOW}:_RENEWALS", 0),),
    ),
    Fault(
        "renewed for ever",
        "downloads",
        "A link that is never accepted is renewed without end.",
        (Put(f"{_FLOW}:_RENEWALS", 30),),
    ),
    Fault(
        "redirected into the clear",
        "downloads",
        "A redirect from https to http is followed.",
        (
            Edit(
                f"{_FLOW}:_follow",
                'if url.startswith("https:") and not onward.startswith("https:"):',
                "if False:",
            ),
        ),
    ),
    Fault(
        "any protocol fetched",
        "downloads",
        "A link may be of any protocol.",
        (
            Edit(
                f"{_FLOW}:_check_url",
                'if parts.scheme not in ("http", "https") or not parts.hostname:',
                "if False:",
            ),
        ),
    ),
    Fault(
        "link in an error",
        "downloads",
        "The error shows the signed link.",
        (Edit(f"{_FLOW}:_error", "{host or 'its host'}", "{link.url}"),),
    ),
    Fault(
        "existing file replaced",
        "downloads",
        "A file of the same name is lost.",
        (
            Edit(
                f"{_PART}:_place",
                "if target.overwrite:\n            return part.replace(path)",
                "return part.replace(path)",
            ),
            Edit(f"{_PART}:_place", "if target.exact or target.overwrite:", "if True:"),
        ),
    ),
    Fault(
        "wrong image",
        "downloads",
        "The thumbnail is saved as the result.",
        (
            Edit(
                "virtualstaging._downloads.links:_link",
                '"best": image.url',
                '"best": image.thumbnail_url',
            ),
        ),
    ),
    Fault(
        "second view not downloaded",
        "downloads",
        "Of a multi-view result only one image is saved.",
        (
            Edit(
                "virtualstaging._downloads.links:links_of",
                "enumerate(result)]",
                "enumerate(result[:1])]",
            ),
        ),
    ),
    Fault(
        "failed downloads not told",
        "downloads",
        "Of many downloads those that fail are passed over in silence.",
        (
            Edit(
                "virtualstaging._downloads.many:_collected",
                "raise DownloadError(",
                "(lambda *_, **__: None)(",
            ),
        ),
    ),
    Fault(
        "missing signature accepted",
        "webhooks",
        "A webhook without a signature is trusted.",
        (
            Edit(
                f"{_HOOKS}:unwrap",
                "given = _signature(headers, header, digest, encoding)",
                "given = _signature(headers, header, digest, encoding) if any(str(name).lower() == header.lower() for name in dict(headers or {})) else sign(raw, secrets[0], digest=digest, encoding=encoding).encode()",
            ),
        ),
    ),
    Fault(
        "empty signature accepted",
        "webhooks",
        "Nothing fits everything.",
        (Edit(f"{_HOOKS}:unwrap", "if not any(matches):", "if given and not any(matches):"),),
    ),
    Fault(
        "wrong secret accepted",
        "webhooks",
        "Any signature will do.",
        (Edit(f"{_HOOKS}:unwrap", "if not any(matches):", "if False:"),),
    ),
    Fault(
        "beginning of a signature accepted",
        "webhooks",
        "A signature that was cut fits.",
        (
            Edit(
                f"{_HOOKS}:unwrap",
                "hmac.compare_digest(given, sign(raw, each, digest=digest, encoding=encoding).encode())",
                "hmac.compare_digest(given, sign(raw, each, digest=digest, encoding=encoding).encode()[: len(given) or 1])",
            ),
        ),
    ),
    Fault(
        "second secret ignored",
        "webhooks",
        "While the secret is changed, only the first one is tried.",
        (Edit(f"{_HOOKS}:unwrap", "for each in secrets", "for each in secrets[:1]"),),
    ),
    Fault(
        "every secret has to fit",
        "webhooks",
        "While the secret is changed, nothing fits.",
        (Edit(f"{_HOOKS}:unwrap", "if not any(matches):", "if not all(matches):"),),
    ),
    Fault(
        "wrong digest",
        "webhooks",
        "SHA-1 is reckoned.",
        (
            Edit(
                f"{_HOOKS}:sign",
                "hmac.new(secret.encode(), body, digest)",
                'hmac.new(secret.encode(), body, "sha1")',
            ),
        ),
    ),
    Fault(
        "named header ignored",
        "webhooks",
        "The signature is always looked for in the same header.",
        (
            Edit(
                f"{_HOOKS}:_signature",
                "_text(name).lower() == header.lower()",
                "_text(name).lower() == SIGNATURE_HEADER.lower()",
            ),
        ),
    ),
    Fault(
        "headers by their case",
        "webhooks",
        "A header in small letters is not found.",
        (
            Edit(
                f"{_HOOKS}:_signature",
                "_text(name).lower() == header.lower()",
                "_text(name) == header",
            ),
        ),
    ),
    Fault(
        "compared character by character",
        "webhooks",
        "How long the comparison takes tells how much of a signature is right.",
        (
            Edit(
                f"{_HOOKS}:unwrap",
                "hmac.compare_digest(given, sign(raw, each, digest=digest, encoding=encoding).encode())",
                "given == sign(raw, each, digest=digest, encoding=encoding).encode()",
            ),
        ),
    ),
    Fault(
        "parsed body signed",
        "webhooks",
        "The signature is reckoned over JSON that was dumped anew.",
        (
            Edit(
                f"{_HOOKS}:unwrap",
                "raw = _raw(body)",
                "raw = json.dumps(json.loads(_raw(body))).encode()",
            ),
        ),
    ),
    Fault(
        "unknown event refused",
        "webhooks",
        "An event of a later version is taken for a forgery.",
        (
            Edit(
                f"{_HOOKS}:parse_unverified",
                "return UnknownEvent(event_type, data)",
                'raise WebhookVerificationError("unknown event")',
            ),
        ),
    ),
    Fault(
        "repetition not recognisable",
        "webhooks",
        "Each delivery of an event has a key of its own.",
        (Put(f"{_HOOKS}:VariationDoneEvent.key", property(lambda self: f"{id(self)}")),),
    ),
    Fault(
        "events of one render alike",
        "webhooks",
        "All variations of a render have one key.",
        (Put(f"{_HOOKS}:VariationDoneEvent.key", property(lambda self: f"done:{self.render_id}")),),
    ),
    Fault(
        "broken event crashes",
        "webhooks",
        "An event without a field ends in Python's KeyError.",
        (Edit(f"{_HOOKS}:parse_unverified", "except (KeyError, TypeError,", "except (TypeError,"),),
    ),
    Fault(
        "event's fields dropped",
        "webhooks",
        "What a later version adds to an event is lost.",
        (
            Edit(
                "virtualstaging_api.models.variation_done_event:VariationDoneEvent.from_dict",
                "_parsed_.additional_properties = d",
                "pass",
            ),
        ),
    ),
)
