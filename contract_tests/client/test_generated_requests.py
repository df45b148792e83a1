"""Every valid call that the generated client can express leaves as a valid request."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from contract_tests.client import generated
from contract_tests.client.calls import calls, check_sent
from contract_tests.client.samples import minimal
from contract_tests.client.strength import examples
from contract_tests.spec.document import the_spec

SPEC = the_spec()
each_operation = pytest.mark.parametrize("name", SPEC.operations)


def test_each_operation_has_its_function() -> None:
    """None is missing and none is made up."""
    assert sorted(generated.modules()) == sorted(SPEC.operations)


@each_operation
def test_a_valid_call_leaves_as_a_valid_request(name: str) -> None:
    """Method, path, query, headers and body are those of the spec, and say what the call says."""

    @examples(30)
    @given(
        call=calls(SPEC, SPEC.operations[name], extra=True), style=st.sampled_from(generated.STYLES)
    )
    def check(call: Any, style: generated.Style) -> None:
        check_sent(SPEC, call, generated.captured(call, style))

    check()


@each_operation
def test_the_examples_of_the_spec_leave_as_they_stand(name: str) -> None:
    """The first documented body, sent in both ways."""
    call = minimal(SPEC, name)
    for style in generated.STYLES:
        check_sent(SPEC, call, generated.captured(call, style))
