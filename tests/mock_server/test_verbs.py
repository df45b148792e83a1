"""The JSON paths under /_mock, and which requests may use them."""

import json
from typing import Any

import httpx
import pytest

from virtualstaging_mock import Mock

KEY = {"Authorization": "Api-Key vsai-pk-verbs"}
RENDER = {
    "config": {"type": "staging", "add_furniture": {"room_type": "living", "style": "modern"}},
    "image_url": "https://example.com/room.jpg",
    "variation_count": 2,
}
pytestmark = pytest.mark.anyio


async def create(client: httpx.AsyncClient, **more: Any) -> str:
    answer = await client.post("/v2/renders", json={**RENDER, **more}, headers=KEY)
    assert answer.status_code == 202
    return str(answer.json()["id"])


async def statuses(client: httpx.AsyncClient, render_id: str) -> list[str]:
    answer = await client.get(
        f"/v2/renders/{render_id}", params={"include_variations": "true"}, headers=KEY
    )
    return [variation["status"] for variation in answer.json()["variations"]["items"]]


async def test_advance_moves_time_and_jobs(client: httpx.AsyncClient) -> None:
    """Seconds of the mock's time, or until nothing is under way."""
    render_id = await create(client)
    before = (await client.get("/_mock/time")).json()["now_ms"]
    after = (await client.post("/_mock/advance", json={"seconds": 1.5})).json()
    assert (before + 1500, "manual") == (after["now_ms"], after["mode"])
    assert "done" not in await statuses(client, render_id)
    await client.post("/_mock/advance", json={"until": "idle"})
    assert await statuses(client, render_id) == ["done", "done"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"seconds": "5"},
        {"seconds": True},
        {"seconds": -1},
        {"seconds": 1e12},
        {"second": 1},
        [],
        3,
    ],
)
async def test_time_is_not_moved_by_nonsense(client: httpx.AsyncClient, body: Any) -> None:
    """A 400 that says what to send, and the clock stands where it stood."""
    before = (await client.get("/_mock/time")).json()
    answer = await client.post("/_mock/advance", json=body)
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert before == (await client.get("/_mock/time")).json()


async def test_the_clock_is_changed_at_run_time(client: httpx.AsyncClient) -> None:
    """From manual to instant: what is under way is done."""
    render_id = await create(client)
    answer = await client.post("/_mock/time", json={"clock": "instant"})
    assert answer.json()["mode"] == "instant"
    assert await statuses(client, render_id) == ["done", "done"]
    for body in ({"clock": "sundial"}, {"clock": 3}, {"clock": "wall", "speed": -1}):
        assert (await client.post("/_mock/time", json=body)).status_code == 400


async def test_reset_forgets_everything(client: httpx.AsyncClient) -> None:
    """Accounts, requests and findings are gone."""
    render_id = await create(client)
    await client.post("/v2/renders", json={}, headers=KEY)
    await client.post("/_mock/reset", json={})
    assert (await client.get("/_mock/requests")).json() == {"requests": []}
    assert (await client.get("/_mock/checks")).json() == {"findings": []}
    answer = await client.get(f"/v2/renders/{render_id}", headers=KEY)
    assert answer.status_code == 404


async def test_requests_show_why_one_was_refused_and_no_key(client: httpx.AsyncClient) -> None:
    """The refused field is named; the key is not there."""
    await client.post("/v2/renders", json={**RENDER, "variation_count": 0}, headers=KEY)
    answer = await client.get("/_mock/requests")
    (record,) = answer.json()["requests"]
    assert (
        record["operation"],
        record["status"],
        record["field"],
    ) == ("create_render", 400, "variation_count")
    assert "vsai-pk" not in answer.text


async def test_faults_are_planted_listed_and_taken_away(client: httpx.AsyncClient) -> None:
    """PUT replaces, POST adds, DELETE takes away, and a planted fault happens."""
    rule = {"operation": "get_user", "effect": {"kind": "status", "status": 503}, "times": 1}
    assert len((await client.put("/_mock/faults", json=[rule, rule])).json()["faults"]) == 2
    assert len((await client.put("/_mock/faults", json={"faults": [rule]})).json()["faults"]) == 1
    assert (await client.get("/v2/user", headers=KEY)).status_code == 503
    assert (await client.get("/v2/user", headers=KEY)).status_code == 200
    (planted,) = (await client.get("/_mock/faults")).json()["faults"]
    assert (planted["matched"], planted["fired"]) == (2, 1)
    await client.post("/_mock/faults", json=rule)
    gone = await client.request("DELETE", f"/_mock/faults/{planted['number']}", json={})
    assert len(gone.json()["faults"]) == 1
    again = await client.request("DELETE", f"/_mock/faults/{planted['number']}", json={})
    assert again.status_code == 404
    assert (await client.request("DELETE", "/_mock/faults", json={})).json() == {"faults": []}


async def test_a_malformed_fault_is_a_400(client: httpx.AsyncClient) -> None:
    """The sentence names the rule and what is wrong with it."""
    answer = await client.post("/_mock/faults", json={"operation": "nope", "effect": "reset"})
    assert answer.status_code == 400
    assert "there is no operation 'nope'" in answer.json()["message"]


async def test_webhooks_are_listed_and_sent_again(mock: Mock, client: httpx.AsyncClient) -> None:
    """Each delivery with its attempts; by its id it goes out once more."""
    got: list[bytes] = []
    mock.deliver_webhooks_to(lambda outgoing: got.append(outgoing.body))
    await create(client, webhook_url="http://127.0.0.1/hook")
    await client.post("/_mock/advance", json={"until": "idle"})
    listed = (await client.get("/_mock/webhooks")).json()["webhooks"]
    assert [delivery["state"] for delivery in listed] == ["delivered", "delivered"]
    answer = await client.post(f"/_mock/webhooks/{listed[0]['id']}/resend", json={})
    assert len(answer.json()["attempts"]) == 2
    assert got == [got[0], got[1], got[0]]
    assert (await client.post("/_mock/webhooks/d_99/resend", json={})).status_code == 404


async def test_a_render_is_made_to_fail(client: httpx.AsyncClient) -> None:
    """By its id, or by that of one variation; what has ended cannot fail any more."""
    render_id = await create(client)
    assert (await client.post("/_mock/fail", json={"render_id": render_id})).json() == {"failed": 2}
    assert await statuses(client, render_id) == ["error", "error"]
    gone: list[Any] = [{"render_id": render_id}, {"render_id": "nope"}, {"variation_id": "nope"}]
    for body in gone:
        assert (await client.post("/_mock/fail", json=body)).status_code == 404
    wrong: list[Any] = [{}, {"variation_id": 3}, {"render_id": [1]}, {"message": "x"}]
    for body in wrong:
        assert (await client.post("/_mock/fail", json=body)).status_code == 400


async def test_the_document_is_served(mock: Mock, client: httpx.AsyncClient) -> None:
    """The document that the mock follows."""
    assert (await client.get("/_mock/openapi.json")).json() == mock.spec.document


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000, b"x" * 2_000_000])
async def test_a_hostile_body_is_a_400(client: httpx.AsyncClient, body: bytes) -> None:
    """Broken, deep and huge bodies are refused in a sentence."""
    headers = {"content-type": "application/json"}
    for method, path in (("POST", "/_mock/advance"), ("PUT", "/_mock/faults")):
        answer = await client.request(method, path, content=body, headers=headers)
        assert answer.status_code == 400
        assert json.loads(answer.content)["message"]


async def test_a_body_is_read_up_to_a_bound(client: httpx.AsyncClient) -> None:
    """A mebibyte is enough for any rule; what is larger is not even looked at."""
    rules = b"[" + b" " * 1024 * 1024 + b"]"
    headers = {"content-type": "application/json"}
    answer = await client.put("/_mock/faults", content=rules, headers=headers)
    assert answer.status_code == 400
    assert "larger than 1048576 bytes" in answer.json()["message"]


async def test_unknown_pages_and_methods(client: httpx.AsyncClient) -> None:
    """404 and 405, in JSON."""
    assert (await client.get("/_mock/nope")).json()["message"]
    answer = await client.request("PUT", "/_mock/reset", json={})
    assert (405, "message" in answer.json()) == (answer.status_code, True)
