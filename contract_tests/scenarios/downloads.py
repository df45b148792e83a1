"""Result links, and the images that they lead to."""

import re
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from PIL import Image

from contract_tests.exchange import Answer, Failure, OutOfReach
from contract_tests.scenarios.app import App
from contract_tests.spec.document import the_spec

MAGIC = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/webp": b"RIFF",
    "image/gif": b"GIF8",
    "image/avif": b"\x00\x00\x00",
}


def links_in(value: Any) -> list[str]:
    """All links to result images in an answer or an event."""
    names = the_spec().component("ResultImage").schema["required"]
    if isinstance(value, list):
        return [link for item in value for link in links_in(item)]
    if not isinstance(value, dict):
        return []
    return [value[name] for name in names if isinstance(value.get(name), str)] + [
        link for item in value.values() for link in links_in(item)
    ]


def fetch_all(app: App, links: list[str]) -> None:
    """Download links, and check that each leads to an image."""
    for link in links:
        fetch(app, link)


def fetch(app: App, link: str) -> bytes:
    """Download a link: a whole image of the kind it says, without a key."""
    answer = app.target.fetch(link)
    if answer is None:
        raise OutOfReach(f"the result links lead to another host, {urlsplit(link).hostname}")
    if answer.status != 200:
        expected = "a fresh result link answers 200 without a key"
        raise of_link(Failure(expected, answer.excerpt(300)), link)
    magic = MAGIC.get(answer.media_type)
    if magic is None or not answer.body.startswith(magic):
        got = f"{answer.media_type}, {answer.body[:12]!r}…"
        raise of_link(Failure("a result link leads to an image of the kind it says", got), link)
    try:
        opened(answer.body)
    except OSError as error:
        got = f"{len(answer.body)} bytes: {error}"
        raise of_link(Failure("a result link leads to a whole image", got), link) from None
    return answer.body


def opened(image: bytes) -> Image.Image:
    """An image, decoded to its end. Raises OSError when it is not whole."""
    picture = Image.open(BytesIO(image))
    picture.load()
    return picture


EXPIRY = re.compile("exp|until|valid|date", re.IGNORECASE)


def answers_of_changed(app: App, link: str, others: list[str]) -> dict[str, Answer | None]:
    """What a link answers when its signature is another, or none, or that of other links.

    Empty where the link carries nothing that could be a signature.
    """
    parts = urlsplit(link)
    values = parse_qsl(parts.query, keep_blank_values=True)
    if not values:
        return {}
    longest = max(values, key=lambda pair: len(pair[1]))[0]
    queries = {"no signature": ""}
    for name, value in values:
        if name == longest:
            other = ("B" if value[:1] == "A" else "A") + value[1:]
        elif value.isdigit() and EXPIRY.search(name):
            other = str(int(value) + 1)
        else:
            continue  # perhaps it is no part of what is signed
        changed = [(n, other if n == name else v) for n, v in values]
        queries[f"another {name}"] = urlencode(changed)
    for other in others:
        if urlsplit(other).path != parts.path:
            queries["the signature of another link"] = urlsplit(other).query
    return {
        name: app.target.fetch(parts._replace(query=query).geturl())
        for name, query in queries.items()
    }


def of_link(failure: Failure, link: str) -> Failure:
    """A failure of a link, repeated by a download of it."""
    failure.commands = [f"curl -i -o /dev/null -g '{link}'"]
    return failure
