"""The HumanEval-X form loads back as the same problems."""

from __future__ import annotations

import json
from pathlib import Path

from neuroglot.core.languages import LANGUAGES
from neuroglot.corpora.bundled import problems
from neuroglot.corpora.bundled.export import to_humaneval_x
from neuroglot.corpora.humaneval_x import humaneval_x_problems


def test_export_loads_back(tmp_path: Path) -> None:
    for language in LANGUAGES:
        rows = problems("test", (language,))
        path = tmp_path / f"{language}.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in to_humaneval_x(rows)))
        assert humaneval_x_problems(path) == rows


def test_fields_of_each_language() -> None:
    rows = {row["task_id"].split("/")[0]: row for row in to_humaneval_x(problems("test")[: len(LANGUAGES)])}
    assert set(rows) == {"CPP", "Java", "Python", "Go", "JavaScript", "Ruby", "PHP"}
    go = rows["Go"]
    assert go["declaration"].endswith("{\n")
    assert go["docstring"].startswith("// ")
    assert go["prompt"].startswith(go["import"])
    assert rows["Python"]["text"] == rows["Java"]["text"] == go["description"]
    assert rows["Java"]["prompt"].count("class Solution {") == 1
    assert rows["CPP"]["test"].startswith("#undef NDEBUG")
    assert all(row["alternatives"] for row in rows.values())
