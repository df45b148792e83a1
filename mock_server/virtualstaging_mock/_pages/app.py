"""The Starlette application under `/_mock`."""

import functools
from pathlib import Path

import anyio.to_thread
import jinja2
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from virtualstaging_mock._http.hosts import Hosts
from virtualstaging_mock._state import files as _files
from virtualstaging_mock._state.links import FileId, NoFile
from virtualstaging_mock.mock import Mock

from .board import Choice, ago, board_of
from .guard import Guard, refused
from .verbs import routes

_HERE = Path(__file__).parent


def pages(mock: Mock) -> Starlette:
    """Make the pages of a mock."""
    return _Pages(mock).app()


class _Pages:
    def __init__(self, mock: Mock) -> None:
        self._mock = mock
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {"ago": ago}

    def app(self) -> Starlette:
        """The application."""
        return Starlette(
            routes=[
                Route("/", self._home),
                Route("/_mock", self._home),
                Route("/_mock/", self._page),
                Route("/_mock/live", self._live),
                Route("/_mock/pictures/{name}", self._picture),
                *routes(self._mock),
                Mount("/_mock/static", StaticFiles(directory=_HERE / "static")),
            ],
            middleware=[Middleware(Guard, hosts=self._mock.hosts or Hosts())],
            exception_handlers={404: _not_found, 405: _not_allowed},
        )

    async def _home(self, _request: Request) -> Response:
        return RedirectResponse("/_mock/")

    async def _page(self, request: Request) -> Response:
        return self._shown("board.html", request)

    async def _live(self, request: Request) -> Response:
        return self._shown("live.html", request)

    def _shown(self, template: str, request: Request) -> Response:
        board = board_of(self._mock, Choice.of(request.query_params))
        html = self._templates.get_template(template).render(
            board=board, base_url=self._mock.base_url
        )
        return HTMLResponse(html)

    async def _picture(self, request: Request) -> Response:
        """A picture for the page alone: same origin, so no signed link is needed."""
        file = FileId.parse(request.path_params["name"])
        if file is None:
            return refused(404, "There is no such picture.")
        backend = self._mock.backend
        try:
            drawing = _files.find(backend, file)
        except NoFile as missing:
            return refused(missing.status, missing.message)
        draw = functools.partial(_files.draw, backend, drawing, dict(request.headers))
        reply = await anyio.to_thread.run_sync(draw)
        headers = {**reply.headers, "cache-control": "private, no-cache"}
        return Response(reply.body, reply.status, headers)


async def _not_found(_request: Request, _error: Exception) -> Response:
    return refused(404, "There is no such page; begin at /_mock/.")


async def _not_allowed(_request: Request, _error: Exception) -> Response:
    return refused(405, "This page does not take this method.")
