"""Writes the generator's documents as a source of their own: training/data/code/generator.{train,heldout}.jsonl.

`python -m training.programs`, then `python -m training.tokens generator`; a running training takes the new source in at
its next start. Training reads the pretrain pool; held out is the validation pool, whose families of tasks are others.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator

from neuroglot.core.languages import FIVE, LANGUAGES
from neuroglot.corpora.bundled import problems
from neuroglot.corpora.bundled.pretraining import passes
from training.gather import CODE

SEED = 1


def limited(texts: Iterable[tuple[str, str]], budget: int) -> Iterator[dict[str, str]]:
    """Rows of (language, text) up to a number of bytes."""
    for language, text in texts:
        if budget <= 0:
            return
        budget -= len(text.encode())
        yield {"package": "generator", "path": language, "text": text}


def held_out() -> Iterator[tuple[str, str]]:
    """The validation pool's programs with their descriptions, as a model is asked for them."""
    for problem in problems("validation", FIVE):
        for solution in problem.solutions:
            yield problem.language, problem.prompt + solution


def main() -> None:
    """Writes both splits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=int, default=70_000_000, help="bytes")
    parser.add_argument("--heldout", type=int, default=1_000_000, help="bytes")
    options = parser.parse_args()
    CODE.mkdir(parents=True, exist_ok=True)
    sources = {
        "heldout": limited(held_out(), options.heldout),
        "train": limited(passes(SEED, LANGUAGES), options.train),
    }
    for split, rows in sources.items():
        with (CODE / f"generator.{split}.jsonl").open("w", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
