"""What stock schemathesis catches: its own defaults and checks, nothing of ours but the key."""

import copy

from schemathesis.config import SchemathesisConfig

from contract_tests.in_process import InProcess
from contract_tests.model.oracle import Oracle
from contract_tests.schemathesis.bridge import PREFIX, Bridge
from contract_tests.schemathesis.engine import failures
from contract_tests.spec.document import the_spec

# Its defaults refuse what a sound server does where valid requests meet what the account holds (an
# unknown cursor, more than 20 variations) and where formats are annotations: that is no catch.
FALSE_ALARMS = ("positive_data_acceptance", "negative_data_rejection")


def caught_by_stock(server: InProcess) -> str:
    """The first check of stock schemathesis that fails; empty when none does."""
    target = server.fresh()
    document = copy.deepcopy(the_spec().document)
    document["servers"] = [{"url": PREFIX}]
    bridge = Bridge(Oracle(target), document, checking=False)
    settings = SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "headers": {"Authorization": f"Api-Key {target.keys[0]}"},
            "cache": {"enabled": False},
            "generation": {"database": "none"},
        }
    )
    for failure in failures(bridge, settings):
        check = failure.expected.removeprefix("schemathesis: ").partition(" of ")[0]
        if check not in FALSE_ALARMS:
            return check
    return ""
