"""Programs that a model wrote for problems, one JSON line each, in HumanEval-X's form for generations."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

from neuroglot.core.errors import NeuroglotError


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


def read_samples(path: Path) -> list[Sample]:
    """Samples from JSON lines: `task_id`, and `generation` (HumanEval-X's form) or `completion` (OpenAI's).

    A file whose name ends in .gz is unzipped. Samples of one problem are numbered in their order where the lines don't
    say. Raises NeuroglotError, with the line.
    """
    try:
        data = path.read_bytes()
        lines = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8").split("\n")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise NeuroglotError(f"{path} can't be read as samples: {error}") from error
    samples: list[Sample] = []
    counts: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            sample = _sample(f"{path}:{number}", line, counts)
            counts[sample.task_id] = counts.get(sample.task_id, 0) + 1
            samples.append(sample)
    if not samples:
        raise NeuroglotError(f"{path} holds no sample")
    return samples


def _sample(place: str, line: str, counts: dict[str, int]) -> Sample:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise NeuroglotError(f"{place}: not JSON ({error})") from error
    text = (row.get("generation", row.get("completion"))) if isinstance(row, dict) else None
    if not isinstance(text, str) or not isinstance(row.get("task_id"), str):
        raise NeuroglotError(f'{place}: expected {{"task_id": "CPP/0", "generation": "..."}}')
    number = row.get("sample", counts.get(row["task_id"], 0))
    return Sample(row["task_id"], int(number), text, str(row.get("finish", "stop")))
