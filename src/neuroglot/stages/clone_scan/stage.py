"""The scan: files in; functions, their vectors, their neighbours and groups of clones out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.clone_groups import CloneGroup, CloneKind, CloneMember, CloneScan
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.progress import Progress, Silent
from neuroglot.models.subject import Subject
from neuroglot.stages.clone_scan.band import Layers, words
from neuroglot.stages.clone_scan.calibrate import PRECISION, TASKS, Calibration, calibration
from neuroglot.stages.clone_scan.centre import centred
from neuroglot.stages.clone_scan.groups import Group, Rule, group, least_similarity, sides, versions
from neuroglot.stages.clone_scan.neighbours import Near, near_pairs
from neuroglot.stages.clone_scan.options import FileOptions, MatchOptions, ReadOptions
from neuroglot.stages.clone_scan.reading import Found, Reading, read_functions, texts_of
from neuroglot.stages.clone_scan.vectors import Reader, embed_missing, load_vectors, missing
from neuroglot.stages.clone_scan.walk import walk


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """All that a scan is asked for."""

    files: FileOptions
    match: MatchOptions
    read: ReadOptions


def scan(
    paths: Sequence[str],
    subject: Subject,
    layers: Layers,
    options: ScanOptions,
    cache: Path,
    progress: Progress | None = None,
) -> CloneScan:
    """Find the groups of clones below some paths. What the cache has is not done again.

    Memory holds a row and a vector (4 bytes a number) a function, and 64 MB of similarities; texts are held 512 at a
    time. Raises NeuroglotError for paths that are not there, and for options out of their range.
    """
    _check(options)
    progress = progress or Silent()
    walked = walk(paths, options.files)
    reading = read_functions(walked.files, options.files, cache, progress)
    reader = Reader(subject, layers.chosen, options.read, cache)
    calibrated = calibration(reader, progress)
    _embed(reading.found, reader, progress)
    found = _Vectors.of(reading.found, reader.folder, calibrated)
    rule = _rule(options.match, calibrated)
    near = near_pairs(
        found.vectors,
        rule.threshold,
        options.match.neighbours,
        options.match.exact_below,
        sides(reading.found, found.rows, rule),
    )
    groups = group(reading.found, found.rows, found.vectors, near, rule)
    notes = _notes(layers, options, calibrated, reading, found, near)
    return CloneScan(
        groups=_described(groups, reading.found, found),
        files=dict(reading.files),
        functions=dict(Counter(one.file.language for one in reading.found)),
        skipped=(*walked.skipped, *reading.skipped),
        left_out={"ignored": walked.ignored, **reading.counts},
        threshold=rule.threshold,
        layers=layers.chosen,
        model=subject.id,
        search="exact" if near.recall is None else "approximate",
        notes=notes,
    )


def _rule(match: MatchOptions, calibrated: Calibration) -> Rule:
    return Rule(match.threshold or calibrated.threshold, match.cross_language_only, match.cross_file_only)


def _embed(found: Sequence[Found], reader: Reader, progress: Progress) -> None:
    """Make the vectors that are not there yet; only files with such functions are read again."""
    wanted = missing(reader.folder, {one.function.content for one in found})
    if wanted:
        files = dict.fromkeys(one.file for one in found if one.function.content in wanted)
        embed_missing(reader, texts_of(list(files), wanted), len(wanted), progress)


@dataclass(frozen=True)
class _Vectors:
    """Unit vectors of distinct texts, shape (texts, width), the row of each function, and how many texts were cut."""

    vectors: NDArray[np.float32]
    rows: list[int]
    cut: int

    @classmethod
    def of(cls, found: Sequence[Found], folder: Path, calibrated: Calibration) -> _Vectors:
        rows: dict[tuple[str, str], int] = {}
        places = [rows.setdefault((one.file.language, one.function.content), len(rows)) for one in found]
        if not rows:
            return cls(np.zeros((0, 1), dtype=np.float32), [], 0)
        vectors, cut = load_vectors(folder, [content for _, content in rows])
        languages = [language for language, _ in rows]
        return cls(centred(vectors.astype(np.float32), languages, calibrated.means), places, cut)


def _described(groups: Sequence[Group], found: Sequence[Found], vectors: _Vectors) -> tuple[CloneGroup, ...]:
    """The groups with what a reader wants to know, the most alike first, of those the longest."""
    order = list(CloneKind)
    made = [_group(members, found, vectors) for members in groups]
    return tuple(
        sorted(made, key=lambda one: (order.index(one.kind), -one.similarity, -one.lines, one.members[0].path))
    )


def _group(members: Group, found: Sequence[Found], vectors: _Vectors) -> CloneGroup:
    first = members[0]
    kinds = [_kind(found[one], found[first]) for one in members]
    kind = max(kinds, key=list(CloneKind).index)
    own = versions(members, found, vectors.rows)
    least = 1.0 if len(own) == 1 else min(1.0, least_similarity(own, own, vectors.vectors))
    similar = vectors.vectors[[vectors.rows[place] for place in members]] @ vectors.vectors[vectors.rows[first]]
    return CloneGroup(
        kind,
        least,
        tuple(
            _member(found[place], how, 1.0 if how is CloneKind.EXACT else float(min(1.0, value)))
            for place, how, value in zip(members, kinds, similar, strict=True)
        ),
    )


def _member(one: Found, kind: CloneKind, similarity: float) -> CloneMember:
    function = one.function
    return CloneMember(
        path=one.file.shown,
        language=one.file.language,
        name=function.name,
        first_line=function.first_line,
        last_line=function.last_line,
        start=function.start,
        end=function.end,
        kind=kind,
        similarity=similarity,
        content=function.exact,
        shape=function.renamed,
    )


def _kind(one: Found, other: Found) -> CloneKind:
    if one.function.exact == other.function.exact:
        return CloneKind.EXACT
    return CloneKind.RENAMED if one.function.renamed == other.function.renamed else CloneKind.SEMANTIC


def _notes(
    layers: Layers,
    options: ScanOptions,
    calibrated: Calibration,
    reading: Reading,
    found: _Vectors,
    near: Near,
) -> tuple[str, ...]:
    """What a reader has to know, sentence by sentence."""
    given = options.match.threshold
    threshold = f"threshold {given:.3f}, as given"
    if not given:
        threshold = (
            f"threshold {calibrated.threshold:.3f}: on {TASKS} bundled validation tasks, pairs across languages, "
            f"precision {calibrated.precision:.2f} and recall {calibrated.recall:.2f}"
        )
    notes = [f"layers {words(layers.chosen)}: {layers.why}", threshold]
    if not given and not calibrated.found:
        notes.append(f"no threshold reaches precision {PRECISION}: it lies above every unrelated pair of the pool")
    if near.recall is not None:
        notes.append(f"approximate search among {len(found.vectors):,}: {near.recall:.3f} of sampled pairs are found")
    if found.cut:
        notes.append(f"{found.cut:,} functions were longer than {options.read.context:,} tokens, and read up to there")
    for encoding, count in sorted(reading.encodings.items()):
        notes.append(f"{count:,} files are not UTF-8 and were read as {encoding}")
    return tuple(notes)


def _check(options: ScanOptions) -> None:
    if not 0 <= options.match.threshold <= 1:
        raise NeuroglotError(f"--threshold {options.match.threshold}: expected a cosine above 0, up to 1")
    if options.match.neighbours < 1:
        raise NeuroglotError(f"--neighbours {options.match.neighbours}: give at least 1")
