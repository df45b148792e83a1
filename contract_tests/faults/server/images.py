"""Result links that lead nowhere, or to something else."""

from dataclasses import replace
from io import BytesIO

from PIL import Image

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import Calling, Memory, on_downloads


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
