"""The judge: many programs in, a verdict for each out."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Annotated

from neuroglot.core.verdicts import Program, Status, Verdict
from neuroglot.execution.limits import MIB, Limits
from neuroglot.execution.recipe import Build, BuildError, Recipe
from neuroglot.execution.recipes import RECIPES
from neuroglot.execution.sandbox import PATH
from neuroglot.execution.supervise import Ended
from neuroglot.execution.toolchains import TOOLCHAINS
from neuroglot.execution.worker import Worker
from neuroglot.execution.workshop import Workshop, open_workshop

LARGEST_PROGRAM = 1 * MIB
_KINDS = {
    "compile": Status.COMPILE_ERROR,
    "wrong": Status.WRONG_ANSWER,
    "memory": Status.MEMORY,
}
_SAYS_WRONG = re.compile(
    r"\bgot .*, want |wrong result|test case \d+ (?:did not|failed to) pass|[Ee]rror at (?:test case \d+|\d+th assert)|"
    r"[Tt]est (?:case )?failed|Assertion"
)
"""What the tests of the bundled problems, MBXP, its HumanEval form and McEval say of a wrong answer."""
_SAYS_MEMORY = re.compile(
    r"bad_alloc|OutOfMemoryError|heap out of memory|MemoryError|Allowed memory size|runtime: out of memory|"
    r"cannot allocate memory|NoMemoryError|Cannot allocate memory"
)
_EARLY = "left with exit code 0 before its last test"


@dataclass(frozen=True, slots=True)
class JudgeOptions:
    """How programs are run."""

    seconds: Annotated[int, "processor seconds a program may use; twice that by the clock"] = 10
    memory: Annotated[int, "memory in MiB that a program and its children may use"] = 1024
    workers: Annotated[int, "programs that run at once; 0: one a processor"] = 0
    sandbox: Annotated[str, "bubblewrap, or none: unprotected, only for programs that you trust"] = "bubblewrap"

    @property
    def limits(self) -> Limits:
        """The limits of a run. A JVM or Node asks for far more than it uses: the tree's memory is what counts."""
        memory = self.memory * MIB
        return Limits(cpu=self.seconds, wall=2.0 * self.seconds, memory=memory, data=max(memory, 1024 * MIB))


def judge(
    programs: Sequence[Program],
    options: JudgeOptions,
    report: Callable[[int, Verdict], None] = lambda number, verdict: None,
) -> list[Verdict]:
    """Run every program against its tests in the sandbox; verdicts in the programs' order.

    Equal programs run once. `report` is called with each program's number and verdict as they come, never from two
    threads at once. Raises NeuroglotError where there is no sandbox, or a toolchain is broken.
    """
    verdicts: dict[int, Verdict] = {}
    groups: dict[Program, list[int]] = {}
    for number, program in enumerate(programs):
        groups.setdefault(program, []).append(number)
    lock = threading.Lock()

    def done(program: Program, verdict: Verdict) -> None:
        with lock:
            for number in groups[program]:
                verdicts[number] = verdict
                report(number, verdict)

    runnable = []
    for program in groups:
        why = refusal(program)
        if why:
            done(program, Verdict(Status.REFUSED, why))
        else:
            runnable.append(program)
    if runnable:
        with open_workshop(options.sandbox) as workshop:
            _run_all(workshop, runnable, options, done)
    return [verdicts[number] for number in range(len(programs))]


def refusal(program: Program) -> str:
    """Why a program is not run at all; empty where it is."""
    if program.language not in RECIPES:
        return f"{program.language} can't be run; known: {', '.join(RECIPES)}"
    toolchain = TOOLCHAINS[program.language]
    recipe = RECIPES[program.language]
    hidden = [command for command in recipe.commands if shutil.which(command, path=PATH) is None]
    if not toolchain.present or hidden:
        return toolchain.reason() or (
            f"{program.language}: {', '.join(hidden)} not found in {PATH}, where the sandbox looks; "
            f"install the Debian package {' '.join(toolchain.packages)}"
        )
    text = program.text
    for need in recipe.needs:
        if re.search(need.pattern, text, re.MULTILINE) and not os.path.exists(need.path):
            return f"{program.language}: {need.path} not found; install the Debian package {need.package}"
    if "\0" in text:
        return "the text holds a NUL character"
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        return "the text can't be written as UTF-8 (it holds half of a surrogate pair)"
    return f"the text has {size:,} bytes; the most is {LARGEST_PROGRAM:,}" if size > LARGEST_PROGRAM else ""


def _run_all(
    workshop: Workshop, programs: Sequence[Program], options: JudgeOptions, done: Callable[[Program, Verdict], None]
) -> None:
    count = min(options.workers or os.cpu_count() or 1, len(programs))
    queue = iter(programs)
    lock = threading.Lock()
    stop = threading.Event()

    def work() -> None:
        worker = workshop.worker()
        try:
            while not stop.is_set():
                with lock:
                    program = next(queue, None)
                if program is None:
                    return
                done(program, run_one(workshop, worker, program, options.limits))
        finally:
            worker.close()

    with ThreadPoolExecutor(count, thread_name_prefix="judge") as pool:
        futures = [pool.submit(work) for _ in range(count)]
        try:
            for future in futures:
                future.result()
        finally:
            stop.set()


def run_one(workshop: Workshop, worker: Worker, program: Program, limits: Limits) -> Verdict:
    """Build a program and run it once."""
    try:
        build = workshop.build(worker, program)
    except BuildError as error:
        return Verdict(error.status, error.detail)
    return run_build(worker, build, RECIPES[program.language], limits)


def run_build(worker: Worker, build: Build, recipe: Recipe, limits: Limits) -> Verdict:
    """Run what was built; it passes if it ends with 0 and has printed the nonce, which is new for each run."""
    nonce = secrets.token_hex(16)
    ended = worker.run(build.files, build.command, limits, f"{nonce}\n".encode())
    status, detail = _status(ended, nonce, recipe)
    return Verdict(status, " ".join(detail.replace(nonce, "").split())[-400:], round(ended.seconds, 3))


def _status(ended: Ended, nonce: str, recipe: Recipe) -> tuple[Status, str]:
    if ended.stopped == "time":
        return Status.TIME_OUT, f"stopped after {ended.seconds:.1f} s"
    if ended.stopped == "memory":
        return Status.MEMORY, "stopped: it used more memory than it may"
    if ended.stopped == "output" or ended.code == 128 + signal.SIGXFSZ:
        return Status.OUTPUT_LIMIT, "stopped: it wrote more than it may"
    if ended.code == 0:
        printed = nonce.encode() in ended.stdout.split(b"\n")
        return (Status.PASSED, "") if printed else (Status.EXCEPTION, _EARLY)
    if not ended.taken and ended.code in (128 + signal.SIGKILL, 128 + signal.SIGSEGV):
        return Status.MEMORY, "it could not be loaded: its variables want more memory than it may use"
    text = f"{ended.stdout.decode('utf-8', 'replace')}\n{ended.stderr.decode('utf-8', 'replace')}"
    told = re.findall(r"^@verdict (\w+) (.*)$", text, re.MULTILINE)
    kind, detail = told[-1] if told else ("", ended.said())
    if kind == "early":
        return Status.EXCEPTION, f"left before its last test: {detail}"
    if kind in _KINDS:
        return _KINDS[kind], detail
    if _SAYS_MEMORY.search(detail if told else text):
        return Status.MEMORY, detail
    wrong = _SAYS_WRONG.search(detail) or (recipe.wrong is not None and recipe.wrong.search(text))
    return (Status.WRONG_ANSWER if wrong else Status.EXCEPTION), detail or f"ended with exit code {ended.code}"
