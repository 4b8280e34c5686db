"""Programs that look almost the same and do something else: one operator, constant or step of theirs is changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from neuroglot.core.corpus import Snippet
from neuroglot.corpora.bundled import tasks
from neuroglot.corpora.bundled.chains import stable
from neuroglot.corpora.bundled.ir import Function
from neuroglot.corpora.bundled.programs import program
from neuroglot.corpora.bundled.quality import wrong_versions
from neuroglot.corpora.bundled.tasks import Task


def close_negatives(pool: str, snippets: Sequence[Snippet]) -> list[Snippet | None]:
    """For each program of a pool a wrong version of it in the same language, in their order.

    The change is the same in all languages. It is drawn among those that the task's tests notice when the program is
    executed (interpreted, see `quality`); None where there is none, or the program is not of the pool.
    """
    known = {f"bundled/{task.id}": task for task in tasks(pool)}
    versions: dict[tuple[str, int], Function | None] = {}
    found: list[Snippet | None] = []
    for snippet in snippets:
        task = known.get(snippet.task or "")
        place = None if task is None else _place(task, snippet)
        if task is None or place is None:
            found.append(None)
            continue
        if (task.id, place) not in versions:
            versions[task.id, place] = _version(task, place)
        found.append(_changed(task, place, versions[task.id, place], snippet))
    return found


def _place(task: Task, snippet: Snippet) -> int | None:
    """Which of the task's implementations a program is."""
    for place, function in enumerate(task.functions):
        if program(task, function, snippet.language).strip() == snippet.text.strip():
            return place
    return None


def _changed(task: Task, place: int, version: Function | None, snippet: Snippet) -> Snippet | None:
    if version is None:
        return None
    functions = (*task.functions[:place], version, *task.functions[place + 1 :])
    text = program(replace(task, functions=functions), version, snippet.language)
    return None if text == snippet.text else replace(snippet, text=text)


def _version(task: Task, place: int) -> Function | None:
    noticed = [version for version, seen in wrong_versions(task, task.functions[place]) if seen]
    return noticed[stable("close", task.id, place) % len(noticed)] if noticed else None
