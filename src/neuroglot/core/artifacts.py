"""What a stage leaves on disk: `runs/NAME/STAGE/KEY/`, complete when its `manifest.json` is there.

KEY is a hash of the stage's options. `request.json` is written first and says what the data under it were made from, so
that a killed stage goes on only with the same inputs; `manifest.json` is written last, by atomic rename.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.results import Result, dump, load

SCHEMA = 1
MANIFEST = "manifest.json"
REQUEST = "request.json"
RESULTS = "results.jsonl"


@dataclass(frozen=True, slots=True)
class Request:
    """What a stage was asked, and from what.

    `identity` holds what must be equal for data to be merged or reused: the hashes of the model's weights and
    tokenizer, of the corpus, and of the manifests that this one is made from, each under a name that people can read.
    """

    stage: str
    options: Mapping[str, Any]
    identity: Mapping[str, str]

    @property
    def key(self) -> str:
        """Twelve hexadecimal digits over stage and options."""
        return content_hash({"stage": self.stage, "options": self.options})[:12]


@dataclass(frozen=True, slots=True)
class Artifact:
    """The folder of one stage with one set of options."""

    folder: Path
    request: Request

    @property
    def complete(self) -> bool:
        """Whether the stage has finished here."""
        return (self.folder / MANIFEST).exists()

    @property
    def name(self) -> str:
        """`STAGE/KEY`."""
        return f"{self.folder.parent.name}/{self.folder.name}"

    def hash(self) -> str:
        """The hash of the request of this artefact: what later stages record as their parent.

        It leaves out times and versions, so that the same inputs give the same lineage on any machine.
        """
        return content_hash({"options": self.request.options, "identity": self.request.identity})

    def finish(self, results: Iterable[Result], facts: Mapping[str, Any]) -> None:
        """Write the results, then the manifest, each atomically. `facts` and the time are recorded, never compared."""
        write_text(self.folder / RESULTS, dump(results))
        manifest = {
            "schema": SCHEMA,
            "stage": self.request.stage,
            "options": dict(self.request.options),
            "identity": dict(self.request.identity),
            "facts": {**facts, "finished": datetime.now(UTC).isoformat(timespec="seconds")},
        }
        write_json(self.folder / MANIFEST, manifest)

    def results(self) -> tuple[Result, ...]:
        """The stage's results; it must be complete."""
        return load(self.folder / RESULTS)

    def facts(self) -> dict[str, Any]:
        """What `finish` recorded about the way the stage ran."""
        return dict(read_json(self.folder / MANIFEST)["facts"])


def open_artifact(run: Path, request: Request) -> Artifact:
    """The folder for a request, made if it is new.

    Raises NeuroglotError, with both values, where data made from something else lie there.
    """
    folder = run / request.stage / request.key
    written = _written(folder)
    if written is None:
        folder.mkdir(parents=True, exist_ok=True)
        write_json(
            folder / REQUEST,
            {
                "schema": SCHEMA,
                "stage": request.stage,
                "options": dict(request.options),
                "identity": dict(request.identity),
            },
        )
        return Artifact(folder, request)
    _refuse_difference(folder, written.identity, request.identity)
    return Artifact(folder, request)


def artifacts(run: Path, stage: str) -> tuple[Artifact, ...]:
    """The complete artefacts of a stage in a run, oldest first."""
    found = []
    for manifest in (run / stage).glob(f"*/{MANIFEST}"):
        request = _written(manifest.parent)
        if request is not None:
            found.append((manifest.stat().st_mtime, Artifact(manifest.parent, request)))
    return tuple(artifact for _, artifact in sorted(found, key=lambda pair: (pair[0], pair[1].name)))


def _written(folder: Path) -> Request | None:
    for name in (MANIFEST, REQUEST):
        path = folder / name
        if path.exists():
            data = read_json(path)
            if data.get("schema") != SCHEMA:
                raise NeuroglotError(
                    f"{path} has schema {data.get('schema')}, this neuroglot reads {SCHEMA}: "
                    "use the version that wrote it, or another --run folder"
                )
            return Request(data["stage"], data["options"], data["identity"])
    return None


def _refuse_difference(folder: Path, there: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    for name in sorted(there.keys() | wanted.keys()):
        if there.get(name) != wanted.get(name):
            raise NeuroglotError(
                f"{folder} was made from different {name} ({_short(there.get(name))}, now {_short(wanted.get(name))}): "
                "nothing is merged; choose another run folder (or remove that one)"
            )


def _short(value: str | None) -> str:
    return "none" if value is None else value[:16]


def content_hash(value: Any) -> str:
    """SHA-256 of a JSON value in canonical form."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file. Raises NeuroglotError where it can't be read or is none."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NeuroglotError(f"{path} can't be read as JSON: {error}") from error
    if not isinstance(value, dict):
        raise NeuroglotError(f"{path}: expected a JSON object, found {type(value).__name__}")
    return value


def write_json(path: Path, value: Any) -> None:
    """Write JSON atomically."""
    write_text(path, json.dumps(value, indent=1, sort_keys=True, allow_nan=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text atomically."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, whenever the process dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
