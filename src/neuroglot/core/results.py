"""Results: one number each, with its interval and what was done to get it. The report reads nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from neuroglot.core.errors import NeuroglotError

Condition = Mapping[str, Any]
"""What was done to the model: {} for nothing, or {"ablated": "go", "method": "pls", "control": "random", "draw": 3}."""


@dataclass(frozen=True, slots=True)
class Result:
    """One measured value.

    `low` and `high` bound the interval that `interval` describes, None where nothing was sampled; `n` is the number
    of programs, problems or neurons behind the value.
    """

    metric: str
    value: float
    n: int
    unit: str
    stage: str
    model: str
    corpus: str = ""
    split: str = ""
    language: str | None = None
    layer: int | None = None
    condition: Condition = field(default_factory=dict)
    low: float | None = None
    high: float | None = None
    interval: str | None = None
    seed: int | None = None


def dump(results: Iterable[Result]) -> str:
    """Results as JSON lines."""
    return "".join(json.dumps(asdict(result), sort_keys=True, allow_nan=False) + "\n" for result in results)


def load(path: Path) -> tuple[Result, ...]:
    """Read a `results.jsonl`. Raises NeuroglotError on a line that is no Result."""
    known = {item.name for item in fields(Result)}
    results = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            results.append(Result(**{name: value for name, value in row.items() if name in known}))
        except (ValueError, TypeError, AttributeError) as error:
            raise NeuroglotError(f"{path}:{number}: not a result ({error}); run the stage again") from error
    return tuple(results)
