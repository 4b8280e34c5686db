"""Turns the gathered code and the generator's documents into token shards, one stream per source.

`python -m training.tokens` writes training/data/tokens/{source}.{split}.{part}.npy (uint16, each document as
`<|begin|> tokens <|end|>`) and manifest.json. A source is a language's real code or `generator`; the mix is made while
training, by weights, so that a source can be added later.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator

import numpy as np
from tokenizers import Tokenizer

from neuroglot.core.languages import LANGUAGES
from training.tokenizer import BEGIN, DATA, END, FOLDER, texts_of

TOKENS = DATA / "tokens"
SHARD_TOKENS = 25_000_000
SPLITS = ("train", "heldout")
BATCH = 512


def encoded(texts: Iterable[str], tokenizer: Tokenizer) -> Iterator[np.ndarray]:
    """Each document as uint16 tokens from BOS to EOS."""
    begin, end = tokenizer.token_to_id(BEGIN), tokenizer.token_to_id(END)
    batch: list[str] = []
    for text in (*texts, None):
        if text is not None:
            batch.append(text)
        if len(batch) == BATCH or (text is None and batch):
            for encoding in tokenizer.encode_batch_fast(batch, add_special_tokens=False):
                yield np.array([begin, *encoding.ids, end], dtype=np.uint16)
            batch = []


def write(source: str, split: str, documents: Iterable[np.ndarray]) -> dict[str, int]:
    """Writes one stream in shards below 60 MB; returns its counts."""
    for old in TOKENS.glob(f"{source}.{split}.*.npy"):
        old.unlink()
    stream = np.concatenate([*documents, np.empty(0, dtype=np.uint16)])
    for part, start in enumerate(range(0, len(stream), SHARD_TOKENS)):
        np.save(TOKENS / f"{source}.{split}.{part:03}.npy", stream[start : start + SHARD_TOKENS])
    return {"tokens": len(stream)}


def main() -> None:
    """Tokenizes every source that is there, or only those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", nargs="*", default=[*LANGUAGES, "generator"])
    chosen = parser.parse_args().sources
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    TOKENS.mkdir(parents=True, exist_ok=True)
    path = TOKENS / "manifest.json"
    manifest = json.loads(path.read_text()) if path.exists() else {}
    for source in chosen:
        for split in SPLITS:
            code = DATA / "code" / f"{source}.{split}.jsonl"
            if code.exists():
                counts = write(source, split, encoded(texts_of(code), tokenizer))
                manifest[f"{source}.{split}"] = counts | {"bytes": sum(len(t.encode()) for t in texts_of(code))}
                print(source, split, manifest[f"{source}.{split}"], flush=True)
    path.write_text(json.dumps(manifest, indent=1) + "\n")


if __name__ == "__main__":
    main()
