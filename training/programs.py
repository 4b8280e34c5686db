"""Writes the generator's documents as a source of their own: training/data/code/generator.{train,heldout}.jsonl.

`python -m training.programs`, then `python -m training.tokens generator`; a running training takes the new source in at
its next start.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

from neuroglot.corpora.bundled.pretraining import documents

from neuroglot.core.languages import LANGUAGES
from training.gather import CODE, stable

SEEDS = {"heldout": 1_000_003, "train": 1}


def limited(seed: int, budget: int, taken: set[str]) -> Iterator[dict[str, str]]:
    """Rows up to a number of bytes, without the texts already taken."""
    for language, text in documents(seed, languages=LANGUAGES):
        if budget <= 0:
            return
        key = stable(text)
        if key not in taken:
            taken.add(key)
            budget -= len(text.encode())
            yield {"package": "generator", "path": language, "text": text}


def main() -> None:
    """Writes the held-out documents first; training never gets one of their texts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=int, default=30_000_000, help="bytes")
    parser.add_argument("--heldout", type=int, default=600_000, help="bytes")
    budgets = vars(parser.parse_args())
    CODE.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    for split, seed in SEEDS.items():
        with (CODE / f"generator.{split}.jsonl").open("w") as file:
            for row in limited(seed, budgets[split], taken):
                file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
