"""Many photos at once, so that nothing is lost and nothing is paid twice, whenever it is stopped.

    from virtualstaging import VirtualStaging, batch

    plan = batch.read("plan.csv")
    with VirtualStaging() as client, client.batch(plan, out="out") as run:
        for result in run:
            print(result.name, result.state, result.files)

The same call goes on where it was stopped.
"""

from ._data import Cost, Result, State
from ._database import InUseError, JournalError
from ._events import receive_event
from ._plan import Plan, PlanError, PlanLike, Problem, Row
from ._reading import folder, read

__all__ = [
    "Cost",
    "InUseError",
    "JournalError",
    "Plan",
    "PlanError",
    "PlanLike",
    "Problem",
    "Result",
    "Row",
    "State",
    "folder",
    "read",
    "receive_event",
]
