"""Times in the wrong unit, on the wrong side of now, or that move."""

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import At, Calling, instead, on_renders
from contract_tests.faults.messages import Json, parsed, with_json

PENDING = ("queued", "rendering")


@on_renders("time")
def eta_of_a_render_is_the_last_one(r: Json, at: At) -> None:
    """A render's eta is that of its last variation."""
    etas = [v["eta"] for v in r.get("variations", {}).get("items", []) if v["eta"]]
    r["eta"] = max(etas) if etas else r["eta"]


@on_renders("time")
def created_at_is_ahead(r: Json, at: At) -> None:
    """A render's created_at is an hour ahead."""
    r["created_at"] += 3_600_000
    r["queued_at"] = r.get("queued_at") and r["queued_at"] + 3_600_000


@instead("time", "create_render")
def newer_renders_are_older(request: Request, server: Calling, at: At) -> Answer:
    """Each render claims to be older than the one before."""
    answer = server(request)
    if answer.status >= 300:
        return answer
    body = parsed(answer)
    body["created_at"] -= 10_000 * at.count()
    return with_json(answer, body)
