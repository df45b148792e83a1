"""The handlers shown in examples/webhooks do what they say, in the frameworks they are for."""

import json
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings
from fastapi.testclient import TestClient

from virtualstaging import webhooks

EXAMPLES = Path(__file__).parents[2] / "examples" / "webhooks"
SECRET = "correct-horse_battery-staple"
EVENT = {
    "event_type": "done",
    "render_id": "r_01",
    "variation_id": "v_01",
    "variation_type": "staging",
    "timestamp": 1735689630000,
    "result": {"url": "https://images.example.com/1", "optimized_url": None, "thumbnail_url": None},
}
Post = Callable[[bytes, dict[str, str]], int]


def load(name: str) -> dict[str, Any]:
    return runpy.run_path(str(EXAMPLES / name))


def fastapi_example() -> tuple[Post, list[str]]:
    example = load("fastapi_app.py")
    client = TestClient(example["app"])
    return (
        lambda body, headers: (
            client.post("/hooks/staging", content=body, headers=headers).status_code
        ),
        example["finished"],
    )


def flask_example() -> tuple[Post, list[str]]:
    example = load("flask_app.py")
    client = example["app"].test_client()
    return (
        lambda body, headers: client.post("/hooks/staging", data=body, headers=headers).status_code,
        example["finished"],
    )


def django_example() -> tuple[Post, list[str]]:
    if not settings.configured:
        settings.configure(ALLOWED_HOSTS=["testserver"], SECRET_KEY="for this test only")
        django.setup()
    from django.test import RequestFactory

    example = load("django_view.py")
    requests = RequestFactory()
    return (
        lambda body, headers: (
            example["receive"](
                requests.post(
                    "/hooks/staging", body, content_type="application/json", headers=headers
                )
            ).status_code
        ),
        example["finished"],
    )


@pytest.mark.parametrize(
    "example", [fastapi_example, flask_example, django_example], ids=["fastapi", "flask", "django"]
)
def test_an_example_takes_an_event_once_and_refuses_a_forged_one(
    example: Callable[[], tuple[Post, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signed: 200, and worked on once however often it comes. Forged: 400."""
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    post, finished = example()
    body = json.dumps(EVENT).encode()
    headers = {webhooks.SIGNATURE_HEADER: webhooks.sign(body, SECRET)}
    assert [post(body, headers), post(body, headers), post(body + b" ", headers)] == [200, 200, 400]
    assert finished == ["v_01"]
