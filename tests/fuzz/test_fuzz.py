"""Each target reads its seeds, some mutations of them, and what fuzzing has found."""

import pytest
from hypothesis import given, settings

from tests.fuzz.mutation import mutated
from tests.fuzz.targets import TARGETS

DEAR = ("sheet", "book")
"""Each run of these starts a process."""


@pytest.mark.parametrize("name", TARGETS)
def test_mutated_inputs_end_in_a_result_or_in_an_error_of_ours(name):
    target = TARGETS[name]
    for data in target.seeds():
        target.run(data)

    @settings(max_examples=2 if name in DEAR else 10, derandomize=True)
    @given(mutated(target.seeds()))
    def run(data):
        target.run(data)

    run()
