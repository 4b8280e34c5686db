"""Programs that a model wrote for problems, one JSON line each, in HumanEval-X's form for generations."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """What a model wrote after a problem's prompt.

    `number` counts the samples of one problem from 0. `finish` is why it ended: `stop` (a stop sequence or the end
    token), or `length`.
    """

    task_id: str
    number: int
    text: str
    finish: str = "stop"

    def line(self) -> str:
        """One JSON line, with the fields of HumanEval-X's generations (`task_id`, `generation`) and ours."""
        row = {"task_id": self.task_id, "sample": self.number, "generation": self.text, "finish": self.finish}
        return json.dumps(row, ensure_ascii=True) + "\n"
