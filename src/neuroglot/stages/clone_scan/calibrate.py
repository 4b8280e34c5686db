"""The default threshold of a model and its layers, chosen on the bundled validation pool, and the means beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load, save

from neuroglot.core.artifacts import read_json, write_bytes, write_json
from neuroglot.core.corpus import Corpus
from neuroglot.core.languages import LANGUAGES
from neuroglot.core.progress import Progress
from neuroglot.corpora.bundled import corpus
from neuroglot.corpora.load import first_programs, sample_tasks
from neuroglot.stages.clone_scan.centre import centred, language_means
from neuroglot.stages.clone_scan.extract import extract
from neuroglot.stages.clone_scan.vectors import Reader, embed_texts

TASKS = 60
"""Validation tasks, each once in every language; drawn with seed 0."""

PRECISION = 0.9
"""Share of the pairs above the threshold that have to be clones, on the validation pool."""

SCHEMA = 2


@dataclass(frozen=True)
class Calibration:
    """The chosen threshold with its precision and recall on the pool, and the pool's mean vector of each language.

    `found` is False where no threshold is precise enough: then it lies just above the most similar unrelated pair.
    """

    threshold: float
    precision: float
    recall: float
    found: bool
    means: Mapping[str, NDArray[np.float32]]


def calibration(reader: Reader, progress: Progress) -> Calibration:
    """The calibration kept beside a reader's vectors, made if there is none or it is an older kind."""
    kept = reader.folder / "calibration"
    numbers, means = kept / "threshold.json", kept / "means.safetensors"
    if numbers.exists() and means.exists():
        known = read_json(numbers)
        if known.pop("schema", None) == SCHEMA:
            return Calibration(**known, means=load(means.read_bytes()))
    progress.say("choosing the threshold on the bundled validation pool (once for a model and its layers)")
    pool = first_programs(sample_tasks(corpus("validation", LANGUAGES), TASKS, 0), 1)
    made = calibrate(pool, _read(reader, pool))
    write_bytes(means, save(dict(made.means)))
    chosen = {name: getattr(made, name) for name in ("threshold", "precision", "recall", "found")}
    write_json(numbers, {"schema": SCHEMA, **chosen})
    return made


def calibrate(pool: Corpus, vectors: NDArray[np.float32]) -> Calibration:
    """Choose the lowest threshold at which nine of ten pairs across languages are the same task.

    `vectors` are those of the pool's programs, shape (programs, width). Pairs within a language don't count: the pool
    has tasks there that differ by one operator.
    """
    languages = [one.language for one in pool.snippets]
    unit = centred(vectors, languages, language_means(vectors, languages))
    names, tasks = np.array(languages), np.array([one.task for one in pool.snippets])
    rows, columns = np.triu_indices(len(unit), 1)
    across = names[rows] != names[columns]
    rows, columns = rows[across], columns[across]
    similarity, same = (unit @ unit.T)[rows, columns], tasks[rows] == tasks[columns]
    threshold, found = precise_threshold(similarity, same, PRECISION)
    above = similarity >= threshold
    return Calibration(
        threshold=threshold,
        precision=float(same[above].mean()) if above.any() else 1.0,
        recall=float(same[above].sum() / max(1, same.sum())),
        found=found,
        means=language_means(vectors, languages),
    )


def precise_threshold(similarity: NDArray[np.float32], same: NDArray[np.bool_], precision: float) -> tuple[float, bool]:
    """The lowest similarity from which on so large a share of the pairs is the same, and whether there is one."""
    order = np.argsort(-similarity, kind="stable")
    shares = np.cumsum(same[order]) / np.arange(1, len(order) + 1)
    last_of_equals = np.append(np.diff(similarity[order]) < 0, True)
    enough = np.flatnonzero((shares >= precision) & last_of_equals)
    if len(enough):
        return float(similarity[order[enough[-1]]]), True
    return float(np.nextafter(similarity[~same].max(), np.float32(2))), False


def _read(reader: Reader, pool: Corpus) -> NDArray[np.float32]:
    """The vectors of the first function of each program: of a bundled one that solves the task, the others help it."""
    texts = []
    for one in pool.snippets:
        found, read = extract(one.language, one.text)
        texts.append(read[found[0].content])
    return embed_texts(reader.subject, reader.layers, texts, reader.options)[0].astype(np.float32)
