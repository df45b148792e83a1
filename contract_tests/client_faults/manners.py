"""Faults in what errors and logs say, in downloads, and in what is left open behind."""
# ruff: noqa: E501 - pieces of code stand here as they stand in the client

from contract_tests.client_faults.planting import Edit, Fault, Put

_CORE = "virtualstaging._core"
_FLOW = "virtualstaging._downloads.flow"
_PART = "virtualstaging._downloads.part"
_CLIENT = "virtualstaging_api.client:Client"

FAULTS = (
    Fault(
        "request's name lost",
        "errors",
        "An error does not tell what the server calls the request.",
        (
            Edit(
                f"{_CORE}.answers:_data",
                '"request_id": next((redacted(one, key) for one in ids if one), None)',
                '"request_id": None',
            ),
        ),
    ),
    Fault(
        "body of an answer lost",
        "errors",
        "An error does not tell what the server said.",
        (
            Edit(
                f"{_CORE}.answers:_data",
                'redacted(answer.body[:20_000].decode("utf-8", "replace"), key)',
                "None",
            ),
        ),
    ),
    Fault(
        "answer behind an open outcome lost",
        "errors",
        "An error of unknown outcome does not tell what the server said.",
        (
            Edit(
                f"{_CORE}.calls:unknown_outcome",
                "data.update(status=seen.status, request_id=seen.request_id, body=seen.body)",
                "pass",
            ),
        ),
    ),
    Fault(
        "bodies kept whole",
        "errors",
        "An error holds the megabytes that a server sent.",
        (
            Put(f"{_CORE}.redact:LONGEST", 10**9),
            Edit(f"{_CORE}.answers:_data", "answer.body[:20_000]", "answer.body"),
        ),
    ),
    Fault(
        "escaped key in an error",
        "secrets",
        "A key that a server quotes in JSON or in a URL is quoted in turn.",
        (
            Edit(
                f"{_CORE}.redact:redacted",
                '{plain, json.dumps(plain)[1:-1], quote(plain, safe="")}',
                "{plain}",
            ),
        ),
    ),
    Fault(
        "cut before it is cleaned",
        "secrets",
        "Of a key that stands where a text is cut, the first half is shown.",
        (Edit(f"{_CORE}.redact:redacted", "text[: LONGEST * 20]", "text[:LONGEST]"),),
    ),
    Fault(
        "photo in an error",
        "secrets",
        "A server that quotes the request has the photo quoted in the error.",
        (Edit(f"{_CORE}.redact:redacted", 'text = _DATA_URL.sub(r"\\1[…]", text)', "pass"),),
    ),
    Fault(
        "refused link shown",
        "secrets",
        "The message about a photo's address that cannot be used quotes it, signature and all.",
        (
            Edit(
                "virtualstaging._photos:_checked_url",
                '"The photo\'s URL holds a space or line break. Write it as %20, or trim."',
                'f"The photo\'s URL {url} holds a space or line break."',
            ),
        ),
    ),
    Fault(
        "httpx logs the links",
        "secrets",
        "httpx writes signed links into the application's log.",
        (Edit(f"{_CORE}.transports:_HideLinks.filter", "if _fetching.get() and", "if False and"),),
    ),
    Fault(
        "any eagerness accepted",
        "settings",
        "A `poll` that is none is found out when the first wait begins.",
        (Put("virtualstaging.client:checked_poll", lambda value: value),),
    ),
    Fault(
        "not closed",
        "connections",
        "`close` leaves the connections open.",
        (Edit(f"{_CORE}.transports:HttpxTransport.close", "client.close()", "pass"),),
    ),
    Fault(
        "not closed, asynchronously",
        "connections",
        "`close` of the asynchronous client leaves the connections open.",
        (Edit(f"{_CORE}.transports:AsyncHttpxTransport.close", "await client.aclose()", "pass"),),
    ),
    Fault(
        "application's client closed",
        "connections",
        "The httpx client of the application is closed with ours.",
        (
            Edit(
                f"{_CORE}.transports:_Pool.take",
                "return self._own if",
                "return self._given or self._own if",
            ),
            Edit(f"{_CORE}.transports:_Pool.take", "self._pid == os.getpid()", "True"),
        ),
    ),
    Fault(
        "end taken for a bad line",
        "connections",
        "A client that was closed says that the connection has failed.",
        (
            Edit(
                f"{_CORE}.transports:_Pool.get", "if self._closed or client.is_closed:", "if False:"
            ),
        ),
    ),
    Fault(
        "answers left open",
        "connections",
        "An answer that breaks off keeps its connection until the pool is empty.",
        (Edit(f"{_CORE}.transports:HttpxTransport._send", "response.close()", "pass"),),
    ),
    Fault(
        "answers left open, asynchronously",
        "connections",
        "An answer that is too long keeps its connection.",
        (Edit(f"{_CORE}.transports:AsyncHttpxTransport._send", "await response.aclose()", "pass"),),
    ),
    Fault(
        "files left open",
        "connections",
        "A file that is refused keeps its connection.",
        (
            Edit(f"{_CORE}.fetching:fetch", "response.close()", "pass"),
            Edit(f"{_CORE}.fetching:afetch", "await response.aclose()", "pass"),
        ),
    ),
    Fault(
        "answers of any length read",
        "connections",
        "An answer without end fills the memory.",
        (Put(f"{_CORE}.transports:LARGEST_BODY", 10**12),),
    ),
    Fault(
        "files of any length written",
        "downloads",
        "A host that sends without end fills the disk.",
        (Put(f"{_PART}:MAX_RESULT_BYTES", 10**12),),
    ),
    Fault(
        "file may drip for ever",
        "downloads",
        "A host that sends a byte now and then holds a download for days.",
        (Edit(f"{_CORE}.fetching:check_time", "if clock.monotonic() > until:", "if False:"),),
    ),
    Fault(
        "host's endless pause made",
        "downloads",
        "A host of pictures that asks for an hour's pause gets it.",
        (
            Edit(
                f"{_FLOW}:_pause",
                "return asked if asked <= LONGEST_RETRY_AFTER else None",
                "return asked",
            ),
        ),
    ),
    Fault(
        "variations not carried are not downloaded",
        "downloads",
        "Of a render that carries a part of its variations, only those are downloaded.",
        (
            Edit(
                "virtualstaging._downloads:_variations",
                "while isinstance(page, Unset) or cursor is not None:",
                "while isinstance(page, Unset):",
            ),
        ),
    ),
    Fault(
        "renewed link of another view",
        "downloads",
        "When links have expired, both views of a room are the first one.",
        (Edit("virtualstaging._downloads:_renewal", "if fresh.view == link.view:", "if True:"),),
    ),
    Fault(
        "compressed length taken for that of the file",
        "downloads",
        "A picture that a proxy compressed on its way is never whole.",
        (
            Edit(
                f"{_PART}:_content_length",
                'coded = answer.headers.get("content-encoding", "identity").strip().lower() != "identity"',
                "coded = False",
            ),
        ),
    ),
    Fault(
        "every picture ends in .jpg",
        "downloads",
        "A PNG is called JPEG.",
        (Edit(f"{_PART}:PartFile.keep", 'EXTENSIONS[format_of(self._head) or "jpeg"]', '".jpg"'),),
    ),
    Fault(
        "given name changed",
        "downloads",
        "A file whose name was given gets another.",
        (
            Edit(
                "virtualstaging._downloads.names:target",
                "Target(path.parent, path.name, exact=True, overwrite=overwrite)",
                "Target(path.parent, path.stem, overwrite=overwrite)",
            ),
        ),
    ),
    Fault(
        "several pictures under one name",
        "downloads",
        "Of several pictures that go to one file, the last is left.",
        (
            Edit(
                "virtualstaging._downloads.names:target",
                "if not alone:",
                "if not alone and not overwrite:",
            ),
        ),
    ),
    Fault(
        "part left by an interrupt",
        "downloads",
        "Who interrupts a download finds a half-written file.",
        (
            Edit(
                f"{_FLOW}:download_file",
                "problem = str(error)\n",
                "problem = str(error)\n        part.discard()\n    except Exception:\n        part.discard()\n        raise\n",
            ),
            Edit(
                f"{_FLOW}:download_file",
                "finally:\n        part.discard()",
                "finally:\n        pass",
            ),
        ),
    ),
    Fault(
        "unknown kind of picture crashes",
        "downloads",
        "A `which` that is none ends in Python's ValueError.",
        (Edit("virtualstaging._downloads.links:links_of", "if which not in _ORDER:", "if False:"),),
    ),
    Fault(
        "no bound on downloads at once",
        "downloads",
        "Whatever bound is set, all downloads begin at once.",
        (
            Edit(
                "virtualstaging._downloads.many:adownload_all",
                "asyncio.Semaphore(concurrency)",
                "asyncio.Semaphore(1000)",
            ),
        ),
    ),
    Fault(
        "any bound accepted",
        "downloads",
        "No download at once is a bound, too, and hangs.",
        (
            Edit(
                "virtualstaging._downloads.many:_check",
                "if isinstance(concurrency, bool) or",
                "if False and",
            ),
        ),
    ),
    Fault(
        "unknown event shows its links",
        "webhooks",
        "The repr of an event of a later version shows the signed links in it.",
        (
            Put(
                "virtualstaging.webhooks:UnknownEvent.__repr__",
                lambda self: f"UnknownEvent({self.event_type!r}, {dict(self.data)!r})",
            ),
        ),
    ),
    Fault(
        "other headers of the generated client lost",
        "building requests",
        "Who adds a header loses those that were there.",
        (Edit(f"{_CLIENT}.with_headers", "{**self._headers, **headers}", "headers"),),
    ),
    Fault(
        "other cookies of the generated client lost",
        "building requests",
        "Who adds a cookie loses those that were there.",
        (Edit(f"{_CLIENT}.with_cookies", "{**self._cookies, **cookies}", "cookies"),),
    ),
    Fault(
        "time limit of the generated client lost",
        "building requests",
        "The time limit that was set is not the one that is kept to.",
        (Edit(f"{_CLIENT}._arguments", "self._timeout", "DEFAULT_TIMEOUT"),),
    ),
    Fault(
        "names that begin like this machine's",
        "settings",
        "The key travels in the clear to a host whose name begins with localhost.",
        (
            Edit(
                f"{_CORE}.settings:_is_loopback",
                'host == "localhost" or host.endswith(".localhost")',
                'host.startswith("localhost")',
            ),
        ),
    ),
    Fault(
        "addresses that begin like this machine's",
        "settings",
        "The key travels in the clear to a host whose name begins with 127.",
        (
            Edit(
                f"{_CORE}.settings:_is_loopback",
                "return ipaddress.ip_address(host).is_loopback",
                'return host.startswith("127.") or host == "::1"',
            ),
        ),
    ),
    Fault(
        "connections shared with a forked child",
        "connections",
        "Parent and child read each other's answers.",
        (
            Edit(
                f"{_CORE}.transports:_Pool.get",
                "if client is None or self._pid != os.getpid():\n            with",
                "if client is None:\n            with",
            ),
        ),
    ),
    Fault(
        "a child closes its parent's connections",
        "connections",
        "A forked child that ends its client ends the calls of its parent.",
        (
            Edit(
                f"{_CORE}.transports:_Pool.take",
                "self._own if self._pid == os.getpid() else None",
                "self._own",
            ),
        ),
    ),
    Fault(
        "links in the repr of a result",
        "secrets",
        "A result that is logged shows its signed links.",
        (
            Put(
                "virtualstaging_api.models.result_image:ResultImage.__repr__",
                lambda self: f"ResultImage(url={self.url!r})",
            ),
        ),
    ),
    Fault(
        "link in the repr of an analysis",
        "secrets",
        "An analysis that is logged shows its signed link.",
        (
            Put(
                "virtualstaging_api.models.analysis:Analysis.__repr__",
                lambda self: f"Analysis({self.to_dict()!r})",
            ),
        ),
    ),
    Fault(
        "link in the repr of a configuration",
        "secrets",
        "A configuration that is logged shows the signed link of its mask.",
        (
            Put(
                "virtualstaging_api.models.remove_furniture:RemoveFurniture.__repr__",
                lambda self: f"RemoveFurniture({self.to_dict()!r})",
            ),
        ),
    ),
)
