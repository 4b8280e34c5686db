"""What documents and examples say can be typed, can be typed; what they name is there."""

from __future__ import annotations

import re
import runpy
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.command_line import neuroglot
from tests.families import save_tiny

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*/README.md"))]
CODE = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
STARTS = ("neuroglot ", "torchrun ", "$launch ")
BASES = (ROOT, ROOT / "src/neuroglot")
"""Documents name files from the repository's root, or from the package's."""


def typed(text: str) -> list[str]:
    """Lines of a shell that start neuroglot, those with variables left out; a line that goes on is one."""
    lines = [line.strip() for line in text.replace("\\\n", " ").splitlines()]
    return [line for line in lines if line.startswith(STARTS) and "$" not in line.removeprefix("$launch ")]


def lines() -> list[str]:
    """What all documents and examples say can be typed."""
    shell = [block for document in DOCUMENTS for block in CODE.findall(document.read_text(encoding="utf-8"))]
    shell += [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("*.s*"))]
    return list(dict.fromkeys(line for block in shell for line in typed(block)))


@pytest.mark.parametrize("line", lines())
def test_a_line_of_a_document_can_be_typed(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its command and its options are there; nothing is run."""
    delivered = []
    monkeypatch.setattr("neuroglot.console.deliver", lambda run, as_json: delivered.append(run))
    words = shlex.split(line, comments=True)
    start = words.index("neuroglot") if "neuroglot" in words else 0
    done = neuroglot(*words[start + 1 :])
    assert done.returncode == 0, done.stderr
    assert len(delivered) == 1


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_that_a_document_names_are_there(document: Path) -> None:
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|sh|slurm|md|toml))`", document.read_text(encoding="utf-8"))
    missing = [name for name in named if not any((base / name).exists() for base in (*BASES, document.parent))]
    assert missing == []


def test_every_benchmark_is_in_the_table() -> None:
    folder = ROOT / "benchmarks"
    table = [line for line in (folder / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    scripts = {path.name for path in folder.glob("*.py") if "def main()" in path.read_text(encoding="utf-8")}
    assert scripts <= {name for line in table for name in re.findall(r"^\| `(\w+\.py)` \|", line)}


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_clean_leaves_what_took_hours() -> None:
    done = subprocess.run(["make", "--dry-run", "clean"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "runs" not in shlex.split(done.stdout)


def test_the_example_silences_a_language_of_the_corpus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    forms = {"py": "def f(x):\n    return x + {n}\n", "js": "function f(x) {{ return x + {n}; }}\n"}
    for suffix, form in forms.items():
        for number in range(300):  # more than are read, so that the first would be of one language
            (tmp_path / f"{suffix}-{number}.{suffix}").write_text(form.format(n=number))
    model, script = save_tiny("llama", tmp_path / "model"), str(ROOT / "examples" / "find_and_silence.py")

    def run(*words: str) -> str:
        monkeypatch.setattr("sys.argv", [script, *words])
        runpy.run_path(script, run_name="__main__")
        return capsys.readouterr().out

    given = (str(model), str(tmp_path), str(tmp_path / "run"))
    said = run(*given, "python")
    assert [line.split(":")[0].strip() for line in said.splitlines()[1:]] == ["python", "javascript"]
    assert "nan" not in said
    with pytest.raises(SystemExit, match="no programs in 'go', give one of: python, javascript"):
        run(*given, "go")
    with pytest.raises(SystemExit, match="expected a model, a corpus, a run's folder and a language"):
        run(*given)
