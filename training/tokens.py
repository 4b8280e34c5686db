"""Turns the gathered code and the generator's documents into token shards, one stream per source.

`python -m training.tokens` writes training/data/tokens/{source}.{split}.{part}.npy (uint16, each document as
`<|begin|> tokens <|end|>`) and manifest.json. A source is a language's real code or `generator`; the mix is made while
training, by weights, so that a source can be added later. Documents are laid whole into rows of `--length` tokens,
which the padding token fills up; only what is longer than a row is cut, and each piece begins with `<|begin|>`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator

import numpy as np
from tokenizers import Tokenizer

from neuroglot.core.languages import LANGUAGES
from training.tokenizer import BEGIN, DATA, END, FOLDER, special_ids, texts_of

TOKENS = DATA / "tokens"
SHARD_TOKENS = 25_000_000
SPLITS = ("train", "heldout")
BATCH = 512
OPEN_ROWS = 64


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


def pieces(document: np.ndarray, length: int) -> Iterator[np.ndarray]:
    """A document as pieces of at most `length` tokens, each after the first with the document's BOS in front."""
    yield document[:length]
    for start in range(length, len(document), length - 1):
        yield np.concatenate([document[:1], document[start : start + length - 1]])


def fitted(documents: Iterable[np.ndarray], length: int, padding: int) -> Iterator[np.ndarray]:
    """Rows of exactly `length` tokens: each piece goes where it leaves least room (best fit) among the open rows."""
    rows: list[list[np.ndarray]] = []
    room = np.empty(0, dtype=np.int64)
    for piece in (piece for document in documents for piece in pieces(document, length)):
        left = room - len(piece)
        if (left >= 0).any():
            best = int(np.where(left >= 0, left, length).argmin())
            rows[best].append(piece)
            room[best] = left[best]
        else:
            rows.append([piece])
            room = np.append(room, length - len(piece))
        fullest = int(room.argmin())
        if room[fullest] == 0 or len(rows) > OPEN_ROWS:
            yield _filled(rows.pop(fullest), length, padding)
            room = np.delete(room, fullest)
    yield from (_filled(row, length, padding) for row in rows)


def _filled(row: list[np.ndarray], length: int, padding: int) -> np.ndarray:
    whole = np.full(length, padding, dtype=np.uint16)
    joined = np.concatenate(row)
    whole[: len(joined)] = joined
    return whole


def write(source: str, split: str, rows: Iterable[np.ndarray]) -> int:
    """Writes one stream in shards below 60 MB; returns its tokens."""
    for old in TOKENS.glob(f"{source}.{split}.*.npy"):
        old.unlink()
    stream = np.concatenate([*rows, np.empty(0, dtype=np.uint16)])
    for part, start in enumerate(range(0, len(stream), SHARD_TOKENS)):
        np.save(TOKENS / f"{source}.{split}.{part:03}.npy", stream[start : start + SHARD_TOKENS])
    return len(stream)


def main() -> None:
    """Tokenizes every source that is there, or only those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", nargs="*", default=[*LANGUAGES, "generator"])
    parser.add_argument("--length", type=int, default=512, help="tokens of a row, as in training")
    options = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    padding = special_ids(tokenizer)[2]
    TOKENS.mkdir(parents=True, exist_ok=True)
    path = TOKENS / "manifest.json"
    manifest = json.loads(path.read_text()) if path.exists() else {}
    for source in options.sources:
        for split in SPLITS:
            code = DATA / "code" / f"{source}.{split}.jsonl"
            if code.exists():
                tokens = write(source, split, fitted(encoded(texts_of(code), tokenizer), options.length, padding))
                size = sum(len(text.encode()) for text in texts_of(code))
                manifest[f"{source}.{split}"] = {"tokens": tokens, "bytes": size}
                print(source, split, manifest[f"{source}.{split}"], flush=True)
    path.write_text(json.dumps(manifest, indent=1) + "\n")


if __name__ == "__main__":
    main()
