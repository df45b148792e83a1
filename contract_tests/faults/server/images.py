"""Result links that lead nowhere, or to something else."""

from dataclasses import replace
from io import BytesIO

from PIL import Image

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import (
    Calling,
    Memory,
    error,
    on_downloads,
)


@on_downloads("images")
def links_need_a_key(request: Request, files: Calling, memory: Memory) -> Answer:
    """Result links answer 401 without a key."""
    return error(401)


@on_downloads("images")
def links_have_expired(request: Request, files: Calling, memory: Memory) -> Answer:
    """Fresh result links have expired."""
    return error(403)


@on_downloads("images")
def links_are_broken(request: Request, files: Calling, memory: Memory) -> Answer:
    """Result links lead to nothing."""
    return error(404)


@on_downloads("images")
def images_are_pages(request: Request, files: Calling, memory: Memory) -> Answer:
    """Result links lead to a page of HTML."""
    return Answer(200, (("content-type", "text/html"),), b"<img src=x>")


@on_downloads("images")
def images_are_cut_in_half(request: Request, files: Calling, memory: Memory) -> Answer:
    """Of each image only the first half of its bytes comes."""
    answer = files(request)
    return replace(answer, body=answer.body[: len(answer.body) // 2])


@on_downloads("images")
def results_are_as_small_as_thumbnails(request: Request, files: Calling, memory: Memory) -> Answer:
    """Result images are scaled down."""
    answer = files(request)
    if answer.media_type != "image/jpeg":
        return answer
    small = BytesIO()
    picture = Image.open(BytesIO(answer.body))
    picture.resize((picture.width // 2, picture.height // 2)).save(small, "JPEG")
    return replace(answer, body=small.getvalue())


@on_downloads("images")
def images_are_called_octets(request: Request, files: Calling, memory: Memory) -> Answer:
    """Images are declared as application/octet-stream."""
    return replace(files(request), headers=(("content-type", "application/octet-stream"),))


@on_downloads("images")
def images_are_empty(request: Request, files: Calling, memory: Memory) -> Answer:
    """Images have no bytes."""
    return replace(files(request), body=b"")


@on_downloads("images")
def webp_is_called_png(request: Request, files: Calling, memory: Memory) -> Answer:
    """WebP images are declared as PNG."""
    answer = files(request)
    return (
        replace(answer, headers=(("content-type", "image/png"),))
        if answer.media_type == "image/webp"
        else answer
    )
