"""Which mean to take out of functions' vectors before they are compared: none, the bundled programs', or their own.

    python benchmarks/clone_centring.py --threads 1 --out benchmarks/results/clone_centring.json

The functions are those of the natural programs that are long enough for a scan, in five languages; clones are functions
of one program whose names are the same but for a language's conventions. `average precision` is over all pairs in
two languages; its interval is a 95 % percentile bootstrap over programs: a pair counts as often as its program was
drawn, one of two programs the product. `shrunk` is what a scan does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from measure import arguments, machine, write
from numpy.typing import NDArray

from neuroglot.core.languages import LANGUAGES
from neuroglot.corpora import bundled, natural
from neuroglot.corpora.load import first_programs, sample_tasks
from neuroglot.models.loading import load_subject
from neuroglot.stages.clone_scan.band import chosen_layers, words
from neuroglot.stages.clone_scan.calibrate import TASKS, calibrate
from neuroglot.stages.clone_scan.centre import centred, language_means
from neuroglot.stages.clone_scan.extract import extract
from neuroglot.stages.clone_scan.options import FileOptions, ReadOptions
from neuroglot.stages.clone_scan.vectors import embed_texts

Floats = NDArray[np.float32]
Means = Mapping[str, Floats]


def unit(vectors: Floats, languages: Sequence[str], means: Means) -> Floats:
    """The vectors less the given means, scaled to length 1."""
    moved = vectors - np.stack([means[language] for language in languages])
    moved /= np.linalg.norm(moved, axis=1, keepdims=True)
    return moved


def average_precision(similarity: Floats, same: NDArray[np.bool_], weights: NDArray[np.float64]) -> float:
    """Average precision of pairs that count so much each."""
    order = np.argsort(-similarity, kind="stable")
    right, each = (same * weights)[order], weights[order]
    found, seen = np.cumsum(right), np.cumsum(each)
    return float((right * found / np.maximum(seen, 1e-12)).sum() / found[-1])


def row(name: str, vectors: Floats, functions: Sequence[tuple[str, str, str]], draws: int) -> dict[str, object]:
    """Average precision over the pairs of functions (language, program, name) in two languages."""
    languages, programs, names = (np.array(column) for column in zip(*functions, strict=True))
    first, second = np.triu_indices(len(functions), 1)
    across = languages[first] != languages[second]
    first, second = first[across], second[across]
    similarity = (vectors @ vectors.T)[first, second]
    same = (programs[first] == programs[second]) & (names[first] == names[second])
    known, number = np.unique(programs, return_inverse=True)
    rng, found = np.random.default_rng(0), []
    for _ in range(draws):
        drawn = np.bincount(rng.integers(0, len(known), len(known)), minlength=len(known)).astype(np.float64)
        one, other = drawn[number[first]], drawn[number[second]]
        found.append(average_precision(similarity, same, np.where(number[first] == number[second], one, one * other)))
    low, high = np.percentile(found, [2.5, 97.5])
    value = average_precision(similarity, same, np.ones(len(same)))
    shown = {"average precision": round(value, 3), "low": round(low, 3), "high": round(high, 3)}
    return {"mean taken out": name, **shown, "pairs": len(same), "clones": int(same.sum())}


def main() -> None:
    """Measure and write."""
    given = arguments(__doc__, layers=("4-5", "layers that are read"), draws=(200, "bootstrap samples"))
    subject, options, least = load_subject("embedded"), ReadOptions(), FileOptions()
    layers = chosen_layers(subject, given.layers, "").chosen
    functions, texts = [], []
    for one in natural.snippets()[: 20 if given.small else None]:
        found, read = extract(one.language, one.text)
        for function in found:
            if function.lines >= least.min_lines and function.tokens >= least.min_tokens:
                name = function.name.rpartition(".")[2].replace("_", "").lower()
                functions.append((one.language, str(one.task), name))
                texts.append(read[function.content])
    pool = first_programs(sample_tasks(bundled.corpus("validation", LANGUAGES), 5 if given.small else TASKS, 0), 1)
    solving = []
    for one in pool.snippets:
        found, read = extract(one.language, one.text)
        solving.append(read[found[0].content])
    reference = calibrate(pool, embed_texts(subject, layers, solving, options)[0].astype(np.float32)).means
    vectors = embed_texts(subject, layers, texts, options)[0].astype(np.float32)
    languages = [language for language, _, _ in functions]
    none = {language: np.zeros(vectors.shape[1], dtype=np.float32) for language in LANGUAGES}
    own = language_means(vectors, languages)
    ways = {"none": unit(vectors, languages, none), "the bundled programs'": unit(vectors, languages, reference)}
    ways |= {"their own": unit(vectors, languages, own), "shrunk": centred(vectors, languages, reference)}
    rows = [{"layers": words(layers), **row(name, made, functions, given.draws)} for name, made in ways.items()]
    write(given.out, {"machine": machine(), "rows": rows, "functions": len(functions)})


if __name__ == "__main__":
    main()
