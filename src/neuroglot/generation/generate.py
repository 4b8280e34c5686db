"""Samples of every problem into a file: written as they come, gone on with where it stopped."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from neuroglot.core.artifacts import read_json, write_json, write_text
from neuroglot.core.corpus import ProblemSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.progress import Progress
from neuroglot.core.samples import Sample, read_samples
from neuroglot.generation.engine import Engine, requests_for
from neuroglot.generation.sampling import SamplingOptions

SCHEMA = 1
_FREE = ("samples", "batch")
"""Options that may differ between the runs that fill a file: the first samples are the same whatever their values."""

Place = tuple[str, int]
"""A sample's task_id and number."""


def generate(
    engine: Engine, problem_set: ProblemSet, options: SamplingOptions, out: Path, progress: Progress
) -> tuple[Sample, ...]:
    """`options.samples` samples of every problem, in the order of problems and numbers; also in `out`, one a line.

    Lines are appended as samples are finished, and what is there already is not written again; when all are there,
    the file is put in order. `OUT.request.json` says what the samples were made from: where that differs, nothing is
    merged. Raises NeuroglotError there, and for a file that holds anything but such samples.
    """
    _agree(engine, problem_set, options, out)
    wanted = requests_for(problem_set, options.samples)
    places = {(request.task_id, request.number) for request in wanted}
    if len(places) < len(wanted):
        raise NeuroglotError(f"{problem_set.name} names a problem twice: samples are told apart by task_id")
    done = _resume(out, places)
    missing = [request for request in wanted if (request.task_id, request.number) not in done]
    progress.begin("generate", len(wanted), len(done))
    with out.open("a", encoding="utf-8") as stream:
        for sample in engine.generate(missing, options):
            stream.write(sample.line())
            stream.flush()
            done[sample.task_id, sample.number] = sample
            progress.advance()
    found = tuple(done[request.task_id, request.number] for request in wanted)
    write_text(out, "".join(sample.line() for sample in found))
    return found


def request_file(out: Path) -> Path:
    """Where it is kept what the samples in a file were made from."""
    return out.with_name(f"{out.name}.request.json")


def _agree(engine: Engine, problem_set: ProblemSet, options: SamplingOptions, out: Path) -> None:
    """Write down what the samples are made from, or compare it with what was written."""
    names = [name for name in options.__slots__ if name not in _FREE]
    wanted = {
        **engine.identity,
        "problems": problem_set.hash(),
        **{name: getattr(options, name) for name in names},
    }
    path = request_file(out)
    if not out.exists() or out.stat().st_size == 0:
        source = {"name": problem_set.name, "split": problem_set.split}
        write_json(path, {"schema": SCHEMA, "made from": wanted, "problems": source, "facts": engine.facts()})
    elif path.exists():
        request = read_json(path)
        if request.get("schema") != SCHEMA:
            raise NeuroglotError(f"{path} has schema {request.get('schema')}, this neuroglot reads {SCHEMA}: new --out")
        _refuse_difference(out, request["made from"], wanted)
    else:
        raise NeuroglotError(f"{out} is there, but no {path.name} that says how it was made: choose another --out")


def _refuse_difference(out: Path, there: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    for name in sorted(there.keys() | wanted.keys()):
        old, new = there.get(name), wanted.get(name)
        if old != new:
            raise NeuroglotError(
                f"the samples in {out} were made with other {name} ({str(old)[:16]}, now {str(new)[:16]}): "
                "nothing is merged; choose another --out"
            )


def _resume(out: Path, wanted: set[Place]) -> dict[Place, Sample]:
    """The samples in the file; a last line that was torn off is removed from it."""
    if not out.exists():
        return {}
    data = out.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole < len(data):
        os.truncate(out, whole)
    found: dict[Place, Sample] = {}
    for sample in read_samples(out) if whole else ():
        place = (sample.task_id, sample.number)
        if place not in wanted:
            raise NeuroglotError(
                f"{out} holds sample {sample.number} of {sample.task_id}, which is not asked for: "
                f"give --samples {sample.number + 1} or more, or another --out"
            )
        found.setdefault(place, sample)
    return found
