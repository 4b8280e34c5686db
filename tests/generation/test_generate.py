"""A file of samples is filled once, whatever interrupts it, and never with samples of something else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.progress import Silent
from neuroglot.core.samples import Sample
from neuroglot.generation.engine import Request
from neuroglot.generation.generate import generate, request_file
from neuroglot.generation.sampling import SamplingOptions
from tests.generation.test_engine import PROBLEMS

OPTIONS = SamplingOptions(samples=2)
ORDER = [(row.task_id, number) for row in PROBLEMS.problems for number in range(2)]


@dataclass
class Scribe:
    """An engine that answers backwards, and breaks down after `stamina` samples."""

    stamina: int = 100
    identity: dict[str, str] = field(default_factory=lambda: {"weights": "w1"})
    tokens: int = 0
    asked: list[tuple[str, int]] = field(default_factory=list)

    def facts(self) -> dict[str, Any]:
        return {"device": "desk"}

    def generate(self, requests: Sequence[Request], options: SamplingOptions) -> Iterator[Sample]:
        self.asked += [(request.task_id, request.number) for request in requests]
        for count, request in enumerate(reversed(requests)):
            if count == self.stamina:
                raise KeyboardInterrupt
            yield Sample(request.task_id, request.number, f"é {request.prompt}{request.number}", "length")


def places(samples: Sequence[Sample]) -> list[tuple[str, int]]:
    return [(sample.task_id, sample.number) for sample in samples]


def run(out: Path, engine: Scribe | None = None, options: SamplingOptions = OPTIONS) -> tuple[Sample, ...]:
    return generate(engine or Scribe(), PROBLEMS, options, out, Silent())


def test_samples_are_in_order_in_the_answer_and_the_file(tmp_path: Path) -> None:
    out = tmp_path / "new" / "samples.jsonl"
    found = run(out)
    assert places(found) == ORDER
    assert out.read_text() == "".join(sample.line() for sample in found)
    row = json.loads(out.read_text().splitlines()[3])
    assert row == {"task_id": "Go/0", "sample": 1, "generation": "é func f(x int) int {\n1", "finish": "length"}


@pytest.mark.parametrize("torn", ["", '{"task_id": "Go/0", "sam', '{"task_id": "Go/0", "sample": 0, "generation": ""}'])
def test_a_run_that_was_stopped_goes_on(torn: str, tmp_path: Path) -> None:
    out, whole = tmp_path / "samples.jsonl", run(tmp_path / "whole.jsonl")
    with pytest.raises(KeyboardInterrupt):
        run(out, Scribe(stamina=2))
    assert len(out.read_text().splitlines()) == 2
    with out.open("a") as stream:
        stream.write(torn)
    second = Scribe()
    assert run(out, second) == whole
    assert second.asked == ORDER[:4]
    assert out.read_text() == (tmp_path / "whole.jsonl").read_text()


def test_a_finished_file_is_read_and_more_samples_are_added(tmp_path: Path) -> None:
    out = tmp_path / "samples.jsonl"
    run(out)
    engine = Scribe()
    run(out, engine, replace(OPTIONS, batch=1))
    assert engine.asked == []
    more = run(out, engine, replace(OPTIONS, samples=3))
    assert engine.asked == [(row.task_id, 2) for row in PROBLEMS.problems]
    assert len(more) == 9
    with pytest.raises(NeuroglotError, match=r"sample 2 of Python/0.*--samples 3"):
        run(out)


def test_samples_of_something_else_are_not_merged(tmp_path: Path) -> None:
    out = tmp_path / "samples.jsonl"
    run(out)
    before = out.read_bytes()
    with pytest.raises(NeuroglotError, match=r"other weights \(w1, now w2\).*another --out"):
        run(out, Scribe(identity={"weights": "w2"}))
    with pytest.raises(NeuroglotError, match=r"other ablated \(None, now go\)"):
        run(out, Scribe(identity={"weights": "w1", "ablated": "go"}))
    with pytest.raises(NeuroglotError, match=r"other temperature \(0.8, now 0.2\)"):
        run(out, options=replace(OPTIONS, temperature=0.2))
    fewer = replace(PROBLEMS, problems=PROBLEMS.problems[:2])
    with pytest.raises(NeuroglotError, match="other problems"):
        generate(Scribe(), fewer, OPTIONS, out, Silent())
    assert out.read_bytes() == before
    out.unlink()
    assert len(run(out, Scribe(identity={"weights": "w2"}))) == 6


def test_what_the_samples_were_made_from_is_written_beside_them(tmp_path: Path) -> None:
    out = tmp_path / "samples.jsonl"
    run(out)
    written = json.loads(request_file(out).read_text())
    made = written["made from"]
    assert made["problems"] == PROBLEMS.hash()
    assert (made["weights"], made["top_k"], made["seed"]) == ("w1", 50, 0)
    assert "batch" not in made
    assert written["facts"] == {"device": "desk"}


def test_files_that_are_no_samples_are_refused(tmp_path: Path) -> None:
    out = tmp_path / "samples.jsonl"
    out.write_text("mine\n")
    with pytest.raises(NeuroglotError, match=r"no samples\.jsonl\.request\.json"):
        run(out)
    assert out.read_text() == "mine\n"
    run(tmp_path / "other.jsonl")
    request_file(tmp_path / "other.jsonl").rename(request_file(out))
    with pytest.raises(NeuroglotError, match=r"samples\.jsonl:1: not JSON"):
        run(out)


def test_a_problem_that_is_named_twice_is_refused(tmp_path: Path) -> None:
    twice = replace(PROBLEMS, problems=PROBLEMS.problems * 2)
    with pytest.raises(NeuroglotError, match="names a problem twice"):
        generate(Scribe(), twice, OPTIONS, tmp_path / "samples.jsonl", Silent())
