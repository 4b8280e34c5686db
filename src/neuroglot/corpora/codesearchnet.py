"""CodeSearchNet's rows (Husain et al. 2019), as they were released and as CodeXGLUE (Lu et al. 2021) cut them down.

A place is a folder with one folder or zip file a language, a single file or zip whose rows name their language, or
nothing: the hub. Known layouts below a language: `final/jsonl/{train,valid,test}/*.jsonl.gz` and
`{train,valid,test}.jsonl`.
"""

from __future__ import annotations

import gzip
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from neuroglot.core.documented import SPLITS, Documented, DocumentedSet, LeftOut
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import LANGUAGES as ALL
from neuroglot.corpora.hub import PREFIX, hub_file
from neuroglot.corpora.pair_rules import summary_refusal
from neuroglot.corpora.rows import known_language
from neuroglot.languages.documentation import documentation_text
from neuroglot.languages.standalone import standalone

HUB = f"{PREFIX}code-search-net/code_search_net@fdc6a9e39575768c27eb8a2a5f702bf846eb4759/data"
"""The revision with the released zip files: the repository has gone over to Parquet since."""

LANGUAGES = ("java", "python", "go", "javascript", "ruby", "php")
"""The languages of CodeSearchNet, in the house order: there is no C++."""

_PARTITIONS = dict(zip(SPLITS, (("train",), ("valid", "validation", "dev"), ("test",)), strict=True))

_FIELDS = {
    "code": ("code", "function", "func_code_string"),
    "code_tokens": ("code_tokens", "function_tokens", "func_code_tokens"),
    "docstring": ("docstring", "func_documentation_string"),
    "docstring_tokens": ("docstring_tokens", "func_documentation_tokens"),
    "partition": ("partition", "split_name"),
}
"""What a field is called: in CodeSearchNet and CodeXGLUE, in CodeSearchNet's first release, and on the hub."""

Row = dict[str, Any]


def codesearchnet_pairs(place: str, split: str, languages: Sequence[str] = LANGUAGES) -> DocumentedSet:
    """The functions as they were written, without documentation, and the first paragraph of that.

    Rows that CodeXGLUE's rules drop are left out and counted: code that parses neither as a program nor as a member of
    a class, and documentation that is short, long, not English or has special tokens. So are rows without code, in
    another language than their folder's, or with text that is not valid Unicode. Raises NeuroglotError for a place
    without such rows, and, with file and line, for a row that lacks a field.
    """
    return _pairs("codesearchnet", place, split, languages)


def codexglue_pairs(place: str, split: str, languages: Sequence[str] = LANGUAGES) -> DocumentedSet:
    """The examples as CodeXGLUE's scripts give them to a model: tokens of code, and of documentation, with spaces
    between. No rule drops any; rows without code or documentation, in another language than their folder's, or with
    text that is not valid Unicode are left out and counted. Raises NeuroglotError as `codesearchnet_pairs` does."""
    return _pairs("codexglue", place, split, languages)


def _pairs(form: str, place: str, split: str, languages: Sequence[str]) -> DocumentedSet:
    read = _source if form == "codesearchnet" else _tokens
    known = [language for language in (ALL if place else LANGUAGES) if language in languages]
    examples, dropped = [], Counter[tuple[str, str]]()
    for language in known:
        for where, row in _rows(place, split, language):
            found = read(where, row, language)
            if isinstance(found, str):
                dropped[language, found] += 1
            else:
                examples.append(found)
    left_out = tuple(LeftOut(language, reason, count) for (language, reason), count in dropped.items())
    if not examples:
        told = ", ".join(f"{one.language} {one.reason} {one.count}" for one in left_out)
        said = f"{form}:{place} ({split}) has no example in {', '.join(known) or 'these languages'}"
        raise NeuroglotError(f"{said}; left out: {told}" if told else said)
    return DocumentedSet(form, split, tuple(examples), left_out)


def _source(where: str, row: Row, language: str) -> Documented | str:
    """The example in a row of CodeSearchNet's form, or, in a word or two, why it is none."""
    code = _field(row, "code")
    if not isinstance(code, str):
        raise NeuroglotError(f"{where}: not in CodeSearchNet's form, it lacks code")
    summary = _summary(where, row)
    reason = _refusal(where, row, language, code, summary) or summary_refusal(summary)
    if reason:
        return reason
    alone = standalone(code, language)
    if alone is None:
        return "syntax error"
    return Documented(language, alone, summary, where) if alone else "no code"


def _tokens(where: str, row: Row, language: str) -> Documented | str:
    """The example in a row of CodeXGLUE's form, or, in a word or two, why it is none."""
    code, summary = (_joined(_field(row, name)) for name in ("code_tokens", "docstring_tokens"))
    if code is None or summary is None:
        raise NeuroglotError(
            f"{where}: not in CodeXGLUE's form, it lacks code_tokens or docstring_tokens (lists of texts)"
        )
    reason = _refusal(where, row, language, code, summary)
    return reason or (Documented(language, code, summary, where) if summary else "no documentation")


def _refusal(where: str, row: Row, language: str, code: str, summary: str) -> str | None:
    """Why a row is no example in any form; None where it can be one."""
    if _language(where, row) not in (None, language):
        return "another language"
    if not code.strip():
        return "no code"
    try:
        f"{code}{summary}".encode()
    except UnicodeEncodeError:
        return "not valid Unicode"
    return None


def _summary(where: str, row: Row) -> str:
    """The tokens of the first paragraph, as CodeXGLUE joins them; where there are none, that of the documentation."""
    tokens, text = _joined(_field(row, "docstring_tokens")), _field(row, "docstring")
    if tokens is not None:
        return tokens
    if not isinstance(text, str):
        raise NeuroglotError(f"{where}: not in CodeSearchNet's form, it lacks docstring")
    return documentation_text(text).partition("\n")[0]


def _field(row: Row, name: str) -> Any:
    return next((row[one] for one in _FIELDS[name] if row.get(one) is not None), None)


def _joined(tokens: Any) -> str | None:
    """Tokens with spaces between; None for what is no list of texts."""
    if not isinstance(tokens, list) or not all(isinstance(token, str) for token in tokens):
        return None
    return " ".join(" ".join(tokens).split())


def _language(where: str, row: Row) -> str | None:
    """The language that a row names, by its name here if it has one; None where it names none."""
    said = row.get("language")
    if said is not None and not isinstance(said, str):
        raise NeuroglotError(f"{where}: language is {type(said).__name__}, expected a text")
    return (known_language(said) or said) if said else None


def _rows(place: str, split: str, language: str) -> Iterator[tuple[str, Row]]:
    path = Path(place).expanduser() if place else hub_file(f"{HUB}/{language}.zip")
    if not path.exists():
        raise NeuroglotError(f"there is no file or folder {place}")
    if path.is_dir():
        archive = path / f"{language}.zip"
        yield from _of_all(_zipped(archive, split) if archive.is_file() else _files(path, split, language))
        return
    is_zip = path.suffix == ".zip"
    for where, row in _of_all(_zipped(path, split) if is_zip else iter([(path.name, path.open("rb"))])):
        named = _language(where, row)
        if named is None:
            raise NeuroglotError(f"{where}: it lacks language; name it, or give a folder that holds one a language")
        if named == language and (is_zip or _partition(where, row) == split):
            yield where, row


def _partition(where: str, row: Row) -> str:
    said = _field(row, "partition")
    for split, names in _PARTITIONS.items():
        if said in names:
            return split
    raise NeuroglotError(f"{where}: partition is {said!r}; expected train, valid or test (or give a folder)")


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


def _of_all(opened: Iterator[tuple[str, IO[bytes]]]) -> Iterator[tuple[str, Row]]:
    for name, stream in opened:
        yield from _lines(name, stream)


def _lines(name: str, stream: IO[bytes]) -> Iterator[tuple[str, Row]]:
    """The rows of a file, with their places; gzip is told by the name."""
    number = 0
    with stream, gzip.GzipFile(fileobj=stream) if name.endswith(".gz") else stream as plain:
        try:
            for number, line in enumerate(plain, start=1):
                text = line.decode("utf-8")
                if text.strip():
                    row = json.loads(text)
                    if not isinstance(row, dict):
                        raise NeuroglotError(f"{name}:{number}: expected a JSON object, found {type(row).__name__}")
                    yield f"{name}:{number}", row
        except ValueError as error:
            raise NeuroglotError(f"{name}:{number}: not JSON in UTF-8 ({error})") from error
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
            raise NeuroglotError(f"{name} can't be read behind line {number}: {error}") from error
