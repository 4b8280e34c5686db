"""Files of labelled pairs, as JSONL: two programs and whether they do the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from neuroglot.core.corpus import Pair, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.corpora.rows import known_language, rows_of
from neuroglot.languages.detect import written_language

CODES = (("code1", "code2"), ("func1", "func2"), ("left", "right"))
LABELS = ("label", "clones")
LANGUAGE_NAMES = (("lang1", "lang2"), ("language1", "language2"), ("language", "language"), ("lang", "lang"))
TASKS = (("task1", "task2"), ("problem1", "problem2"))
_TRUE, _FALSE = ("1", "1.0", "true"), ("0", "0.0", "-1", "false")

Row = Mapping[str, Any]


def names_codes(row: Row) -> tuple[str, str] | None:
    """Under which names a row has its two programs; None where it has none."""
    return next((names for names in CODES if all(isinstance(row.get(name), str) for name in names)), None)


def labelled_pairs(path: Path, languages: Sequence[str]) -> tuple[list[Pair], dict[str, int]]:
    """The pairs of a JSONL file (`.jsonl`, `.jsonl.gz`), and how many were passed over, by the reason.

    A row has the programs under `code1` and `code2`, `func1` and `func2` or `left` and `right`; the label under `label`
    or `clones` (true, false, 1, 0, or -1 for no clone, also as texts); if it says so, languages under `lang1` and
    `lang2`, `language1` and `language2` or one `language` (`lang`) of both; and tasks under `task1` and `task2` or
    `problem1` and `problem2`. A language that is not given is told from the text. Pairs in other languages are passed
    over. Raises NeuroglotError, with the line, for what can't be read so.
    """
    found: list[Pair] = []
    passed: Counter[str] = Counter()
    told: dict[str, str | None] = {}
    for place, row in rows_of([path]):
        codes = names_codes(row)
        if codes is None:
            known = ", ".join(" and ".join(names) for names in CODES)
            raise NeuroglotError(f"{place}: no pair of programs: expected {known}, found {', '.join(sorted(row))}")
        label = _label(place, row)
        named = [_language(place, row, side, codes[side], languages, told) for side in (0, 1)]
        outside = [name for name in named if name not in languages]
        if outside:
            passed[f"they are in {outside[0]}"] += 1
            continue
        left, right = (Snippet(named[side], row[codes[side]], place, _task(row, side)) for side in (0, 1))
        found.append(Pair(left, right, label))
    return found, dict(passed)


def _label(place: str, row: Row) -> bool:
    name = next((one for one in LABELS if one in row), None)
    if name is None:
        raise NeuroglotError(f"{place}: no label: expected {' or '.join(LABELS)}, found {', '.join(sorted(row))}")
    return read_label(place, row[name])


def read_label(place: str, value: Any) -> bool:
    """A label in any accepted spelling. Raises NeuroglotError, with the place, for another."""
    word = str(value).strip().lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise NeuroglotError(f"{place}: the label is {value!r}, expected 1 or 0, true or false")


def _language(place: str, row: Row, side: int, code: str, languages: Sequence[str], told: dict[str, str | None]) -> str:
    names = next((names for names in LANGUAGE_NAMES if isinstance(row.get(names[side]), str)), None)
    if names is not None:
        given: str = row[names[side]]
        return known_language(given) or given
    if len(languages) == 1:
        return languages[0]
    text = row[code]
    if text not in told:
        told[text] = written_language(text, languages)
    found = told[text]
    if found is None:
        raise NeuroglotError(
            f"{place}: {code} has no language and none can be told from its text: add lang1 and lang2, or give one "
            "language with --languages"
        )
    return found


def _task(row: Row, side: int) -> str | None:
    value = next((row[names[side]] for names in TASKS if row.get(names[side]) is not None), None)
    return None if value is None else str(value)


def counted(passed: Mapping[str, int], what: str = "pairs") -> Iterable[dict[str, str]]:
    """What was passed over, as rows of `what` and `why`."""
    return [{"what": f"{count} {what}", "why": why} for why, count in passed.items()]
