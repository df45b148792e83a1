"""Take a photo by a form, and show how far its render is, until the picture is there.

    python examples/django_progress.py runserver

One file, for reading; in a project, the views go into views.py and the rest is there already.
"""

import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import path
from django.utils.html import format_html, format_html_join

from virtualstaging import (
    ImageError,
    NotFoundError,
    ValidationError,
    VirtualStaging,
    VirtualStagingError,
    staging,
)

OUT = Path(os.environ.get("PICTURES", "out/django"))


@cache
def client() -> VirtualStaging:
    """One client for the whole process; it is safe for threads."""
    return VirtualStaging()


def upload(request: HttpRequest) -> HttpResponse:
    """The form, and what becomes of it."""
    problem = ""
    if request.method == "POST":
        try:
            config = staging(room_type=request.POST["room"], style=request.POST["style"])
            render = client().renders.create(request.FILES["photo"].read(), config)
        except (ImageError, ValidationError) as error:  # nothing was charged
            problem = str(error)
        except VirtualStagingError as error:  # may be charged; see "Money"
            return HttpResponse(str(error), status=502)
        else:
            return redirect("progress", render.id)
    form = format_html(FORM, problem, get_token(request))
    return HttpResponse(form, status=422 if problem else 200)


def progress(request: HttpRequest, render_id: str) -> HttpResponse:
    """Look once for each time the page is shown; it shows itself again until all is done."""
    folder = OUT / render_id
    if not folder.exists():
        try:
            render = client().renders.get(render_id, include_variations=True)
        except NotFoundError:
            raise Http404 from None
        states = [one.status for one in render.variations]
        if not set(states) <= {"done", "error", "deleted"}:
            return HttpResponse(format_html(WAITING, ", ".join(map(str, states))))
        client().download(render, folder)
        folder.mkdir(exist_ok=True)  # there may be no result at all
    names = [(render_id, one.name) for one in sorted(folder.iterdir())]
    pictures = format_html_join("", '<img src="{}/{}" alt="">', names)
    return HttpResponse(format_html(DONE, pictures))


def picture(request: HttpRequest, render_id: str, name: str) -> FileResponse:
    """A downloaded image; in production your web server sends it."""
    found = [one for one in OUT.glob("*/*") if (one.parent.name, one.name) == (render_id, name)]
    if not found:
        raise Http404
    return FileResponse(found[0].open("rb"))


HEAD = """<!doctype html>
<html lang=en>
<meta name=viewport content="width=device-width">
<title>Virtual staging</title>
<style>
  body {{ font: 1rem system-ui; margin: 2rem auto; max-width: 48rem; padding: 0 1rem }}
  img {{ width: 100% }}
</style>
<h1>Virtual staging</h1>
"""
FORM = (
    HEAD
    + """<p role=alert>{}</p>
<form method=post enctype="multipart/form-data">
  <input type=hidden name=csrfmiddlewaretoken value="{}">
  <input type=hidden name=room value=living>
  <label>Photo <input type=file name=photo required></label>
  <label>Style <select name=style><option>modern<option>coastal<option>farmhouse</select></label>
  <button>Stage it</button>
</form>"""
)
WAITING = HEAD + "<meta http-equiv=refresh content=3><p>Under way: {}</p>"
DONE = HEAD + "{}"

urlpatterns: list[Any] = [
    path("", upload),
    path("<slug:render_id>", progress, name="progress"),
    path("<slug:render_id>/<str:name>", picture),
]

if not settings.configured:
    settings.configure(
        DEBUG=True,
        ROOT_URLCONF=__name__,
        SECRET_KEY=os.environ.get("DJANGO_SECRET_KEY", "for development only"),
        MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"],
    )

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
