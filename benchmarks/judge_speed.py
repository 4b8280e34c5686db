"""Programs a second by language: the judge against one cold subprocess a program, on the bundled problems.

    python benchmarks/judge_speed.py --tasks 60 --out benchmarks/results/judge.json

Three ways, with as many workers each: `plain` starts compiler and program anew for every program, without a sandbox
(the bundled programs are our own); `judge` is the judge with no build kept; `again` the judge once more, with the
builds that it kept. Processor seconds are those of all processes that were started.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from neuroglot.core.languages import LANGUAGES, canonical, title
from neuroglot.core.verdicts import Program
from neuroglot.corpora import bundled
from neuroglot.execution.assemble import program_of
from neuroglot.execution.judge import JudgeOptions, judge
from neuroglot.execution.toolchains import TOOLCHAINS

PLAIN = {
    "cpp": ("main.cpp", ["g++ -std=c++17 -O0 -w -o program main.cpp", "./program"]),
    "java": ("Main.java", ["javac Main.java", "java -ea Main"]),
    "python": ("main.py", ["/usr/bin/python3 main.py"]),
    "go": ("main.go", ["go build -o program main.go", "./program"]),
    "javascript": ("main.js", ["node main.js"]),
    "ruby": ("main.rb", ["ruby main.rb"]),
    "php": ("main.php", ["php main.php"]),
}
"""The file's name, and the commands, one cold process each."""


def plain(program: Program) -> bool:
    """Whether a program of ours passes, each of its commands started anew."""
    name, commands = PLAIN[program.language]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, name).write_text(program.text)
        return all(
            subprocess.run(command.split(), cwd=folder, capture_output=True, check=False).returncode == 0
            for command in commands
        )


def measured(run: Callable[[], Sequence[bool]]) -> dict[str, float]:
    """Wall and processor seconds of a way to run programs; all must pass."""
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    passed = run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if not all(passed):
        raise SystemExit(f"{len(passed) - sum(passed)} of {len(passed)} programs failed: nothing was measured")
    wall = time.monotonic() - started
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "programs a second": round(len(passed) / wall, 2),
        "processor seconds a program": round(processor / len(passed), 4),
    }


def compare(language: str, tasks: int, workers: int) -> dict[str, dict[str, float]]:
    """The three ways in one language."""
    rows = bundled.problems("validation", (language,))[:tasks]
    programs = [program_of(row, row.solutions[0]) for row in rows]
    options = JudgeOptions(workers=workers)

    def cold() -> list[bool]:
        with ThreadPoolExecutor(workers) as pool:
            return list(pool.map(plain, programs))

    def judged() -> list[bool]:
        return [verdict.passed for verdict in judge(programs, options)]

    with tempfile.TemporaryDirectory() as cache:
        os.environ["NEUROGLOT_CACHE"] = cache
        judge(programs[:1], options)  # what all programs of a language share is made once in a cache's life
        return {"plain": measured(cold), "judge": measured(judged), "again": measured(judged)}


def table(found: dict[str, dict[str, dict[str, float]]]) -> str:
    """The figures as Markdown."""
    lines = ["| language | plain | judge | again | judge / plain |", "|---|---|---|---|---|"]
    for language, ways in found.items():
        speed = {way: row["programs a second"] for way, row in ways.items()}
        cells = [f"{speed[way]:.1f}" for way in ("plain", "judge", "again")]
        lines.append(f"| {title(language)} | {' | '.join(cells)} | {speed['judge'] / speed['plain']:.1f} x |")
    return "\n".join(lines)


def main() -> None:
    """Measure, print the table, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=60, help="programs of each language")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="programs at once, in all three ways")
    parser.add_argument("--languages", nargs="+", type=canonical, default=list(LANGUAGES))
    parser.add_argument("--out", type=Path, help="write the figures here, as JSON")
    options = parser.parse_args()
    able = [language for language in options.languages if TOOLCHAINS[language].present]
    found = {language: compare(language, options.tasks, options.workers) for language in able}
    print(table(found))
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        machine = {"processors": os.cpu_count(), "machine": platform.machine(), "workers": options.workers}
        versions = {language: TOOLCHAINS[language].version() for language in able}
        document = {"machine": machine, "versions": versions, "programs": options.tasks, "languages": found}
        options.out.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
