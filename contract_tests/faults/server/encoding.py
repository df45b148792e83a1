"""HTTP, JSON and addresses that are understood, or spoken, in one form only."""

import re
from dataclasses import replace

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import At, Calling, instead
from contract_tests.faults.messages import error

BROKEN = "Validation error. The body is not valid."


@instead("encoding")
def header_names_are_in_one_case(request: Request, server: Calling, at: At) -> Answer:
    """Only Authorization is known, not authorization."""
    names = [name for name, _ in request.headers]
    if "Authorization" not in names and any(name.lower() == "authorization" for name in names):
        return error(401)
    return server(request)


@instead("encoding")
def content_type_is_in_one_case(request: Request, server: Calling, at: At) -> Answer:
    """A body whose content-type is named in small letters is not read."""
    if any(name == "content-type" for name, _ in request.headers):
        return error(400, BROKEN)
    return server(request)


@instead("encoding")
def a_content_type_without_a_body_is_refused(request: Request, server: Calling, at: At) -> Answer:
    """A request without a body that declares JSON all the same is refused."""
    if request.method in ("GET", "DELETE") and request.header("content-type"):
        return error(400, BROKEN)
    return server(request)


@instead("encoding")
def methods_can_be_overridden(request: Request, server: Calling, at: At) -> Answer:
    """X-HTTP-Method-Override is obeyed."""
    method = request.header("x-http-method-override")
    return server(replace(request, method=method) if method else request)


@instead("encoding", "get_render", "get_variation", "create_variations")
def escapes_in_paths_are_not_read(request: Request, server: Calling, at: At) -> Answer:
    """An id that is written with escapes is not found."""
    if "%" in request.path:
        return server(replace(request, path=request.path.replace("%", "%25")))
    return server(request)


@instead("encoding", "list_renders", "get_render")
def escapes_in_queries_are_not_read(request: Request, server: Calling, at: At) -> Answer:
    """Parameters that are written with escapes are taken literally."""
    return server(replace(request, query=request.query.replace("%", "%25")))


@instead("encoding")
def escapes_in_json_are_not_read(request: Request, server: Calling, at: At) -> Answer:
    r"""JSON with \u escapes is refused."""
    return error(400, BROKEN) if b"\\u00" in (request.body or b"") else server(request)


@instead("encoding")
def indented_json_is_refused(request: Request, server: Calling, at: At) -> Answer:
    """JSON on several lines is refused."""
    return error(400, BROKEN) if b"\n " in (request.body or b"") else server(request)


@instead("encoding")
def json_must_begin_at_once(request: Request, server: Calling, at: At) -> Answer:
    """Blanks around JSON are refused."""
    body = request.body or b""
    return error(400, BROKEN) if body != body.strip() else server(request)


@instead("encoding", "create_render", "create_variations")
def type_must_come_first(request: Request, server: Calling, at: At) -> Answer:
    """A config whose type is not its first key is refused."""
    config = at.body.get("config")
    if isinstance(config, dict) and "type" in config and next(iter(config)) != "type":
        return error(400, BROKEN)
    return server(request)


@instead("encoding")
def the_content_type_is_told_twice(request: Request, server: Calling, at: At) -> Answer:
    """A second content type follows the right one."""
    answer = server(request)
    more = (("content-type", "text/html; charset=utf-8"),) if answer.body else ()
    return replace(answer, headers=(*answer.headers, *more))


@instead("encoding")
def json_is_declared_as_latin(request: Request, server: Calling, at: At) -> Answer:
    """The content type names another charset than that of JSON."""
    answer = server(request)
    others = tuple(h for h in answer.headers if h[0].lower() != "content-type")
    declared = (("content-type", "application/json; charset=iso-8859-1"),) if answer.body else ()
    return replace(answer, headers=(*declared, *others))


@instead("encoding", "create_render", "create_renders_bulk", "analyze_image")
def long_addresses_are_refused(request: Request, server: Calling, at: At) -> Answer:
    """Photos at an address of more than 1024 characters are refused."""
    urls = [at.body.get("image_url")]
    renders = at.body.get("renders")
    for render in renders if isinstance(renders, list) else []:
        urls += [render.get("image_url")] if isinstance(render, dict) else []
    if any(isinstance(url, str) and url.startswith("http") and len(url) > 1024 for url in urls):
        return error(400)
    return server(request)


@instead("encoding", "create_render")
def addresses_with_a_port_are_refused(request: Request, server: Calling, at: At) -> Answer:
    """Photos at another port than the usual one are refused."""
    url = at.body.get("image_url")
    if isinstance(url, str) and re.match(r"https?://[a-z.]+:\d", url):
        return error(400)
    return server(request)
