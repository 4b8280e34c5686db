"""What the model's programs on the test pool say, by depth of composition and by nearness to the pretraining pool.

    neuroglot generate ... --out SAMPLES.jsonl
    neuroglot judge score SAMPLES.jsonl --problems bundled --split test --out JUDGED.jsonl
    python -m training.assess JUDGED.jsonl

writes training/assessment.json and prints Markdown tables for the model card.
"""

from __future__ import annotations

import argparse
import builtins
import io
import json
import keyword
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import FIVE, title
from neuroglot.corpora.bundled import Task, problems, tasks
from neuroglot.corpora.bundled.programs import program
from neuroglot.metrics.pass_at_k import mean_interval, pass_at_k
from training.markdown import table

OUT = Path(__file__).parent / "assessment.json"
K, GRAM = 3, 4
DRAWS, SEED = 2000, 0
KNOWN = frozenset(keyword.kwlist) | frozenset(dir(builtins))
LAYOUT = {tokenize.NEWLINE: "<newline>", tokenize.INDENT: "<indent>", tokenize.DEDENT: "<dedent>"}
LEFT_OUT = frozenset({tokenize.NL, tokenize.COMMENT, tokenize.ENDMARKER})
WHOLE = "function/"
"""How the ids of the tasks begin that are written by hand as whole functions."""
NEARNESS = ("farthest third", "middle third", "nearest third")
TEXT = """\
pass@{k} in per cent, with 95 % bootstrap intervals over tasks, on {tasks} of the {test_tasks} test tasks ({samples:,}
samples). Depth is the number of operations in a task's pipeline; `whole` are functions written by hand.

{by_depth}

The same tasks by how near their canonical Python program is to the nearest of the pretraining pool (Jaccard similarity
of token 4-grams, names and numbers taken out): up to {low:.2f}, up to {high:.2f}, and above. Its mean over the test
tasks is {mean:.2f}; {identical:.1%} of them have a neighbour with the same 4-grams.

{by_similarity}
"""

Judged = Mapping[str, tuple[int, int]]
"""By `task_id`: how many samples there are, and how many of them pass."""


def normalised(code: str) -> list[str]:
    """A Python program's tokens without what says nothing about its structure.

    Imports at the top and comments are left out; numbers are N; a name is the number of its first appearance among the
    names (`v0`, `v1`, ...), unless it is a keyword, a builtin, imported, what follows a dot (a method), or the keyword
    of an argument (a name in brackets before `=`). Strings and operators stand as they are, and so do line ends and
    changes of indentation.
    """
    found: list[str] = []
    numbers: dict[str, str] = {}
    imported: set[str] = set()
    for line in logical_lines(code):
        if line[0].string in ("from", "import"):
            imported.update(token.string for token in line if token.type == tokenize.NAME)
            continue
        depth = 0
        for place, token in enumerate(line):
            text = token.string
            depth += (text in "([{") - (text in ")]}") if token.type == tokenize.OP else 0
            if token.type == tokenize.NUMBER:
                text = "N"
            elif token.type == tokenize.NAME and text not in KNOWN and text not in imported:
                argument = depth > 0 and line[place + 1].string == "="
                if not argument and (place == 0 or line[place - 1].string != "."):
                    text = numbers.setdefault(text, f"v{len(numbers)}")
            found.append(LAYOUT.get(token.type, text))
    return found


def logical_lines(code: str) -> Iterable[list[tokenize.TokenInfo]]:
    """The tokens of each logical line, the changes of indentation before it first, its end last."""
    line: list[tokenize.TokenInfo] = []
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type not in LEFT_OUT:
            line.append(token)
        if token.type == tokenize.NEWLINE:
            yield line
            line = []
    if line:
        yield line


def grams(code: str) -> frozenset[tuple[str, ...]]:
    """The set of 4-grams of a program's normalised tokens."""
    words = normalised(code)
    return frozenset(zip(*(words[start:] for start in range(GRAM)), strict=False))


def nearest(of: Sequence[str], among: Sequence[str]) -> NDArray[np.float64]:
    """For each program, the largest Jaccard similarity |A and B| / |A or B| of its 4-grams with one of the others."""
    others = [grams(code) for code in among]
    sizes = np.array([len(one) for one in others])
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, one in enumerate(others):
        for gram in one:
            holders[gram].append(place)
    index = {gram: np.array(places) for gram, places in holders.items()}
    found = []
    for own in (grams(code) for code in of):
        shared = np.zeros(len(others), dtype=np.int64)
        for gram in own & index.keys():
            shared[index[gram]] += 1
        found.append(float((shared / (len(own) + sizes - shared)).max()))
    return np.array(found)


def similarities(of: Sequence[Task]) -> NDArray[np.float64]:
    """How near each task's canonical Python program is to the nearest program of the pretraining pool.

    Those are all implementations of its tasks as they stand (seed 0), with loops and without: a task's canonical one is
    either. Texts of later passes differ in names and constants, which is taken out here but for strings.
    """
    shown = [program(task, function, "python") for task in tasks("pretrain") for function in task.functions]
    return nearest([program(task, task.functions[0], "python") for task in of], shown)


def group_of(task: Task) -> str:
    """The task's depth (operations in its pipeline), or `whole` for a function that is no pipeline."""
    return "whole" if task.id.startswith(WHOLE) else f"depth {task.depth}"


def thirds(values: NDArray[np.float64]) -> tuple[list[str], list[float]]:
    """Which third each value is in, and the two bounds. A value at a bound is in the lower one: no tie is split."""
    bounds = np.quantile(values, [1 / 3, 2 / 3])
    return [NEARNESS[place] for place in np.searchsorted(bounds, values)], [round(float(one), 4) for one in bounds]


def judged(path: Path) -> Judged:
    """The lines that `neuroglot judge score --out` wrote, counted by problem."""
    counts: dict[str, tuple[int, int]] = {}
    with path.open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            samples, right = counts.get(row["task_id"], (0, 0))
            counts[row["task_id"]] = (samples + 1, right + bool(row["passed"]))
    return counts


def passing(counts: Sequence[tuple[int, int]], groups: Sequence[str]) -> dict[str, dict[str, float | None]]:
    """pass@3 of each group of tasks, with the 95 % percentile bootstrap interval over its tasks."""
    values = pass_at_k([samples for samples, _ in counts], [right for _, right in counts], K)
    found: dict[str, dict[str, float | None]] = {}
    for group in sorted(set(groups)):
        own = values[[one == group for one in groups]]
        value, interval = mean_interval(own, DRAWS, SEED)
        low, high = (round(bound, 4) for bound in interval) if interval else (None, None)
        found[group] = {"value": round(value, 4), "low": low, "high": high, "tasks": len(own)}
    return found


def assessment(counts: Judged) -> dict[str, Any]:
    """pass@3 by language and depth, and by language and third of similarity, of the test tasks that were judged.

    A language counts if any of its problems was judged; a task, if it was judged in all of these. The thirds are those
    of all test tasks.
    """
    rows = {row.task_id: row for row in problems("test", FIVE)}
    unknown = sorted(set(counts) - set(rows))
    if unknown:
        raise NeuroglotError(f"{len(unknown)} problems, like {unknown[0]}, aren't of the test pool")
    of_task: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for task_id, count in counts.items():
        of_task[rows[task_id].task][rows[task_id].language] = count
    languages = [language for language in FIVE if any(language in one for one in of_task.values())]
    pool = tasks("test")
    near = similarities(pool)
    third, bounds = thirds(near)
    kept = [place for place, task in enumerate(pool) if len(of_task[f"bundled/{task.id}"]) == len(languages)]
    groups = {"depth": [group_of(pool[place]) for place in kept], "similarity": [third[place] for place in kept]}
    return {
        "schema": 1,
        "k": K,
        "tasks": len(kept),
        "test_tasks": len(pool),
        "samples": sum(samples for samples, _ in counts.values()),
        "nearest": {
            "mean": round(float(near.mean()), 4),
            "identical": round(float((near == 1).mean()), 4),
            "bounds": bounds,
        },
        "languages": {
            language: {
                name: passing([of_task[f"bundled/{pool[place].id}"][language] for place in kept], own)
                for name, own in groups.items()
            }
            for language in languages
        },
        "interval": f"95 % percentile bootstrap over tasks, {DRAWS} draws, seed {SEED}",
    }


def tables(found: Mapping[str, Any]) -> str:
    """The assessment in Markdown: what was measured, and two tables."""
    languages, near = found["languages"], found["nearest"]
    low, high = near["bounds"]
    head = ("tasks", "n", *(title(language) for language in languages))
    first = next(iter(languages.values()))
    by = {
        name: table(head, [row_of(name, group, languages) for group in ordered])
        for name, ordered in (
            ("depth", sorted(first["depth"])),
            ("similarity", [third for third in NEARNESS if third in first["similarity"]]),
        )
    }
    return TEXT.format(
        **found, low=low, high=high, mean=near["mean"], identical=near["identical"],
        by_depth=by["depth"], by_similarity=by["similarity"],
    )  # fmt: skip


def row_of(name: str, group: str, languages: Mapping[str, Any]) -> tuple[str, ...]:
    """A table's row: the group, its number of tasks, and pass@3 with its interval in each language."""
    cells = [languages[language][name][group] for language in languages]
    return (group, str(cells[0]["tasks"]), *(shown(cell) for cell in cells))


def shown(cell: Mapping[str, Any]) -> str:
    """A share with its interval, in per cent."""
    if cell["low"] is None:
        return f"{100 * cell['value']:.0f}"
    return f"{100 * cell['value']:.0f} [{100 * cell['low']:.0f}, {100 * cell['high']:.0f}]"


def main() -> None:
    """Writes the assessment and prints its tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("judged", help="what `neuroglot judge score --out` wrote")
    parser.add_argument("--out", default=str(OUT))
    options = parser.parse_args()
    found = assessment(judged(Path(options.judged)))
    Path(options.out).write_text(json.dumps(found, indent=1) + "\n")
    print(tables(found))


if __name__ == "__main__":
    main()
