"""CodeSearchNet's rows (Husain et al. 2019), as they were released and as CodeXGLUE (Lu et al. 2021) cut them down.

A place is a folder with one folder or zip file a language, a single file whose rows name their partition, or nothing:
the hub. Known layouts below a language: `final/jsonl/{train,valid,test}/*.jsonl.gz` and `{train,valid,test}.jsonl`.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from neuroglot.core.documented import SPLITS, Documented, DocumentedSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import LANGUAGES as ALL
from neuroglot.corpora.hub import PREFIX, hub_file
from neuroglot.corpora.pair_rules import summary_refusal
from neuroglot.languages.documentation import documentation_text, without_documentation
from neuroglot.languages.functions import functions
from neuroglot.languages.trees import find, syntax_tree

HUB = f"{PREFIX}code-search-net/code_search_net/data"
LANGUAGES = ("java", "python", "go", "javascript", "ruby", "php")
"""The languages of CodeSearchNet, in the house order: there is no C++."""

_PARTITIONS = dict(zip(SPLITS, (("train",), ("valid", "validation", "dev"), ("test",)), strict=True))

Row = dict[str, Any]


def codesearchnet_pairs(place: str, split: str, languages: Sequence[str] = LANGUAGES) -> DocumentedSet:
    """The functions as they were written, without documentation, and the first paragraph of that.

    Rows that CodeXGLUE's rules drop are dropped: code that does not parse, and documentation that is short, long, not
    English or has special tokens. Raises NeuroglotError for a place without such rows.
    """
    return _pairs("codesearchnet", place, split, languages)


def codexglue_pairs(place: str, split: str, languages: Sequence[str] = LANGUAGES) -> DocumentedSet:
    """The examples as CodeXGLUE's scripts give them to a model: tokens of code, and of documentation, with spaces
    between; nothing is dropped. Raises NeuroglotError for a place without such rows."""
    return _pairs("codexglue", place, split, languages)


def _pairs(form: str, place: str, split: str, languages: Sequence[str]) -> DocumentedSet:
    read = _source if form == "codesearchnet" else _tokens
    known = [language for language in (ALL if place else LANGUAGES) if language in languages]
    examples = []
    for language in known:
        for where, row in _rows(place, split, language):
            example = read(where, row, language)
            if example is not None:
                examples.append(example)
    if not examples:
        raise NeuroglotError(f"{form}:{place} ({split}) has no example in {', '.join(known) or 'these languages'}")
    return DocumentedSet(form, split, tuple(examples))


def _source(where: str, row: Row, language: str) -> Documented | None:
    code = row.get("code", row.get("function"))
    if not isinstance(code, str):
        raise NeuroglotError(f"{where}: not in CodeSearchNet's form, it lacks code")
    summary = _summary(where, row)
    if summary_refusal(summary) or syntax_tree(find(language), code).root_node.has_error:
        return None
    spans = functions(code, language)
    return Documented(language, without_documentation(code, spans[0]) if spans else code, summary, where)


def _tokens(where: str, row: Row, language: str) -> Documented:
    code = row.get("code_tokens", row.get("function_tokens"))
    if not isinstance(code, list) or not isinstance(row.get("docstring_tokens"), list):
        raise NeuroglotError(f"{where}: not in CodeXGLUE's form, it lacks code_tokens or docstring_tokens")
    return Documented(language, _joined(code), _joined(row["docstring_tokens"]), where)


def _summary(where: str, row: Row) -> str:
    """The tokens of the first paragraph, as CodeXGLUE joins them; where there are none, that of the documentation."""
    if isinstance(row.get("docstring_tokens"), list):
        return _joined(row["docstring_tokens"])
    if not isinstance(row.get("docstring"), str):
        raise NeuroglotError(f"{where}: not in CodeSearchNet's form, it lacks docstring")
    return documentation_text(row["docstring"]).partition("\n")[0]


def _joined(tokens: Sequence[Any]) -> str:
    return " ".join(" ".join(map(str, tokens)).split())


def _rows(place: str, split: str, language: str) -> Iterator[tuple[str, Row]]:
    path = Path(place).expanduser() if place else hub_file(f"{HUB}/{language}.zip")
    if not path.exists():
        raise NeuroglotError(f"there is no file or folder {place}")
    if path.is_file() and path.suffix != ".zip":
        for where, row in _lines(path.name, path.open("rb")):
            if _partition(where, row) == split and row.get("language", language) == language:
                yield where, row
        return
    archive = path if path.is_file() else path / f"{language}.zip"
    opened = _zipped(archive, split) if archive.is_file() else _files(path, split, language)
    for name, stream in opened:
        yield from _lines(name, stream)


def _partition(where: str, row: Row) -> str:
    for split, names in _PARTITIONS.items():
        if row.get("partition") in names:
            return split
    raise NeuroglotError(
        f"{where}: partition is {row.get('partition')!r}; expected train, valid or test (or give a folder)"
    )


def _zipped(archive: Path, split: str) -> Iterator[tuple[str, IO[bytes]]]:
    try:
        with zipfile.ZipFile(archive) as whole:
            for name in sorted(whole.namelist()):
                if ".jsonl" in name and Path(name).parent.name in _PARTITIONS[split]:
                    yield f"{archive.name}/{name}", whole.open(name)
    except (OSError, zipfile.BadZipFile) as error:
        raise NeuroglotError(f"{archive} can't be read: {error}") from error


def _files(folder: Path, split: str, language: str) -> Iterator[tuple[str, IO[bytes]]]:
    for name in _PARTITIONS[split]:
        for top in (folder / language, folder / language / "final" / "jsonl"):
            files = [*top.glob(f"{name}.jsonl"), *top.glob(f"{name}.jsonl.gz"), *(top / name).glob("*.jsonl*")]
            for path in sorted(files):
                yield path.relative_to(folder).as_posix(), path.open("rb")


def _lines(name: str, stream: IO[bytes]) -> Iterator[tuple[str, Row]]:
    """The rows of a file, with their places; gzip is told by the name."""
    with stream, gzip.GzipFile(fileobj=stream) if name.endswith(".gz") else stream as plain:
        try:
            for number, line in enumerate(io.TextIOWrapper(plain, encoding="utf-8", newline="\n"), start=1):
                if line.strip():
                    row = json.loads(line)
                    if not isinstance(row, dict):
                        raise NeuroglotError(f"{name}:{number}: expected a JSON object, found {type(row).__name__}")
                    yield f"{name}:{number}", row
        except (ValueError, OSError, EOFError) as error:
            raise NeuroglotError(f"{name} can't be read as JSON lines: {error}") from error
