"""What a study asks for."""

from __future__ import annotations

import pytest

from neuroglot.study_inputs import StudyOptions


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (StudyOptions(), True),
        (StudyOptions(twin=False), False),
        (StudyOptions(model="untrained:embedded"), False),
    ],
)
def test_a_twin_has_no_twin(options: StudyOptions, expected: bool) -> None:
    assert options.has_twin is expected
