"""What of the spec the checks exercise, measured by tracecov on the mock in process.

    python -m contract_tests.coverage

Every request that the grid, the model and schemathesis send is recorded. Printed are how many
operations, parameters, keywords, examples and answers were reached, and by name what was not, with
the reason. Exit 1 when something is left out without one.
"""

import sys
from typing import Any

import tracecov

from contract_tests.checks import SUITES, Strength, of_suite
from contract_tests.exchange import Answer, OutOfReach, Request
from contract_tests.in_process import BASE_PATH, Calling, InProcess, Posting, layered
from contract_tests.schemathesis.engine import document_for
from contract_tests.spec.document import the_spec
from contract_tests.targets import Delivery

ORIGIN = "http://127.0.0.1:8080"
FREE = ("/analyze", "/renders/{render_id}/variations", "/renders/variations/bulk")
STRENGTH = Strength(stride=1, examples=10, steps=20, generated=4)


class Recorder:
    """A layer that notes what passes."""

    def __init__(self, coverage: Any) -> None:
        self._coverage = coverage

    def call(self, request: Request, server: Calling) -> Answer:
        """Pass a request on, and note it with its answer."""
        answer = server(request)
        query = f"?{request.query}" if request.query else ""
        self._coverage.record(
            tracecov.HttpRequest(
                method=request.method,
                url=f"{ORIGIN}{BASE_PATH}{request.path}{query}",
                body=request.body,
                headers=dict(request.headers),
            ),
            tracecov.HttpResponse(
                status_code=answer.status,
                elapsed=0.0,
                body=answer.body,
                headers=dict(answer.headers),
            ),
        )
        return answer

    def fetch(self, request: Request, files: Calling) -> Answer:
        """Downloads are no operations."""
        return files(request)

    def post(self, delivery: Delivery, receiver: Posting) -> int | None:
        """Webhooks are checked by the model."""
        return receiver(delivery)


def reason(gap: dict[str, Any]) -> str:
    """Why something was not reached; empty where no reason is known."""
    if gap.get("status_code") == "500":
        return "no request may make the server fail; documented for when it does"
    if gap.get("status_code") == "403" and gap["path"].removeprefix(BASE_PATH) in FREE:
        return "what costs nothing is not forbidden by a quota"
    if gap.get("satisfiability") not in (None, "satisfiable", "unknown"):
        return f"cannot be: {gap['satisfiability']}"
    return ""


def main() -> int:
    """Run all checks, and report."""
    coverage = tracecov.CoverageMap.from_dict(
        document_for(the_spec().document), base_path=BASE_PATH
    )
    with layered(lambda: Recorder(coverage)):
        for suite in SUITES:
            for check in of_suite(suite):
                try:
                    check.run(InProcess(), STRENGTH)
                except OutOfReach as lacking:
                    print(f"left out: {check.name}: {lacking}")
    statistic: Any = coverage.statistic()
    for dimension, numbers in statistic.items():
        shown = ", ".join(f"{n} {v}" for n, v in numbers.items() if isinstance(v, int))
        print(f"{dimension:18} {shown}")
    open_gaps = 0
    gaps: Any = coverage.coverage_gaps()
    for gap in gaps:
        why = reason(gap)
        open_gaps += not why
        words = [str(v) for k, v in gap.items() if k != "satisfiability"]
        print(f"not reached: {' '.join(words)}" + (f" ({why})" if why else ""))
    return int(bool(open_gaps))


if __name__ == "__main__":
    sys.exit(main())
