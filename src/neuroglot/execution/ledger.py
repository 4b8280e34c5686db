"""Verdicts on disk, one JSON line each, so that a killed job goes on and no program is run twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from neuroglot.core.artifacts import content_hash
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.verdicts import Program, Status, Verdict
from neuroglot.execution.judge import JudgeOptions, judge
from neuroglot.execution.recipe import harness_hash


class Ledger:
    """A file of verdicts by program and by what it was run under (limits, sandbox, harness); None keeps nothing."""

    def __init__(self, path: Path | None, options: JudgeOptions) -> None:
        self.path = path
        self._conditions = [options.seconds, options.memory, options.sandbox, harness_hash()]
        self._known = {} if path is None else _read(path)

    def key(self, program: Program) -> str:
        """What a program's verdict is kept under."""
        return content_hash([program.language, program.code, program.test, *self._conditions])

    def get(self, program: Program) -> Verdict | None:
        """The verdict on a program, if there is one."""
        return self._known.get(self.key(program))

    def add(self, program: Program, verdict: Verdict) -> None:
        """Keep a verdict; on disk as soon as this returns. A refusal is none: what was missing may be there later."""
        key = self.key(program)
        if verdict.status is Status.REFUSED or key in self._known:
            return
        self._known[key] = verdict
        if self.path is not None:
            row = {"key": key, "status": verdict.status, "detail": verdict.detail, "seconds": verdict.seconds}
            with self.path.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(row) + "\n")


def judge_into(
    ledger: Ledger,
    programs: Sequence[Program],
    options: JudgeOptions,
    advance: Callable[[int], None] = lambda steps: None,
) -> list[Verdict]:
    """Verdicts in the programs' order, of which only those that the ledger lacks are run. Raises as `judge` does."""
    verdicts = [ledger.get(program) for program in programs]
    missing = [number for number, verdict in enumerate(verdicts) if verdict is None]
    advance(len(programs) - len(missing))

    def report(place: int, verdict: Verdict) -> None:
        number = missing[place]
        verdicts[number] = verdict
        ledger.add(programs[number], verdict)
        advance(1)

    judge([programs[number] for number in missing], options, report)
    return [verdict for verdict in verdicts if verdict is not None]


def _read(path: Path) -> dict[str, Verdict]:
    """The verdicts in a file; a last line that was torn off when a process died is cut away."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        return {}
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) != len(data):
        path.write_bytes(whole)
    found = {}
    for number, line in enumerate(whole.decode("utf-8", "replace").split("\n"), start=1):
        if not line:
            continue
        try:
            row = json.loads(line)
            found[row["key"]] = Verdict(Status(row["status"]), row["detail"], row["seconds"])
        except (ValueError, KeyError, TypeError) as error:
            raise NeuroglotError(
                f"{path}:{number}: not a verdict ({error}); remove the file and start again"
            ) from error
    return found
