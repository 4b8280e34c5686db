"""What the embedded model's held-out bits per byte are to be compared with: a 5-gram model and zstd.

`python -m training.baselines [sources...]` writes training/baselines.json. Both are measured on the held-out files that
`training.export` measures. The 5-gram reads the model's own tokens and predicts the same ones: those of the texts,
without BOS and <|end|>. Its context is never reset at windows, only at texts, which is in its favour.
"""

from __future__ import annotations

import argparse
import json
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from neuroglot.core.languages import LANGUAGES
from training.tokenizer import DATA, special_ids, texts_of, up_to
from training.tokens import TOKENS, encoded

OUT = Path(__file__).parent / "baselines.json"
ORDER = 5
ROW = 512
"""Tokens of a row of the shards, as `training.tokens` writes them."""
LEVEL, PREFIX_BYTES = 19, 8_000_000
FALLBACK = (0.5, 1.0, 1.5)
"""Discounts where counts of counts give none (KenLM's `--discount_fallback`)."""

Keys = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Order:
    """The n-grams of one length: sorted keys with counts less discount, and the sorted contexts they begin with.

    `kept` is (c - D(c)) / c(context) of each n-gram; no discount is above its count. `left` is the mass that a context
    leaves to the next shorter one.
    """

    grams: Keys
    kept: NDArray[np.float64]
    contexts: Keys
    left: NDArray[np.float64]


def keys(tokens: NDArray[np.uint16], bos: int, padding: int, vocabulary: int) -> Keys:
    """The 5-gram that ends at each target (what is neither BOS nor padding), in the targets' order.

    A key is its five tokens as the digits of a number in base `vocabulary`, the oldest first. Nothing before a BOS is
    seen: more BOS stand there. The first token must be a BOS.
    """
    if vocabulary**ORDER > 2**63:
        raise ValueError(f"5-grams of {vocabulary} tokens don't fit 63 bits")
    packed, power, seen = tokens.astype(np.int64), 1, tokens
    for _ in range(ORDER - 1):
        power *= vocabulary
        before = np.concatenate([seen[:1], seen[:-1]])
        seen = np.where(tokens == bos, bos, before).astype(np.uint16)
        packed += seen.astype(np.int64) * power
    kept: Keys = packed[(tokens != bos) & (tokens != padding)]
    return kept


def discounts(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """D(0), D(1), D(2), D(3 and more) of modified Kneser-Ney (Chen and Goodman 1999, eq. 26) from counts of counts."""
    n1, n2, n3, n4 = (int((counts == count).sum()) for count in (1, 2, 3, 4))
    if 0 in (n1, n2, n3):
        return np.array([0.0, *FALLBACK])
    share = n1 / (n1 + 2 * n2)
    found = (1 - 2 * share * n2 / n1, 2 - 3 * share * n3 / n2, 3 - 4 * share * n4 / n3)
    sound = all(0 < value < most for most, value in enumerate(found, start=1))
    return np.array([0.0, *(found if sound else FALLBACK)])


def order_of(grams: Keys, counts: NDArray[np.int64], vocabulary: int) -> Order:
    """The n-grams of one length with what interpolation needs of them."""
    taken = discounts(counts)[np.minimum(counts, 3)]
    beginning = grams // vocabulary
    first = np.flatnonzero(np.concatenate([[True], beginning[1:] != beginning[:-1]]))
    total = np.add.reduceat(counts, first)
    sizes = np.diff(np.append(first, len(grams)))
    kept = (counts - taken) / np.repeat(total, sizes)
    return Order(grams, kept, beginning[first], np.add.reduceat(taken, first) / total)


def orders_of(training: Keys, vocabulary: int) -> list[Order]:
    """Interpolated modified Kneser-Ney of orders 1 to 5 (Chen and Goodman 1999, section 3).

    The longest n-grams have their counts; of shorter ones it is counted how many different tokens stand before them.
    """
    grams, counts = np.unique(training, return_counts=True)
    found = [order_of(grams, counts, vocabulary)]
    for length in range(ORDER - 1, 0, -1):
        grams, counts = np.unique(grams % vocabulary**length, return_counts=True)
        found.append(order_of(grams, counts, vocabulary))
    return found[::-1]


def looked_up(sorted_keys: Keys, values: NDArray[np.float64], wanted: Keys, missing: float) -> NDArray[np.float64]:
    """The values of wanted keys; `missing` for those that aren't there."""
    places = np.minimum(np.searchsorted(sorted_keys, wanted), len(sorted_keys) - 1)
    return np.where(sorted_keys[places] == wanted, values[places], missing)


def probabilities(orders: Sequence[Order], wanted: Keys, vocabulary: int) -> NDArray[np.float64]:
    """The probability of each 5-gram's last token after the other four; sums to 1 over the vocabulary.

    It begins with 1 / vocabulary and mixes in one order after the other; a context never seen adds nothing.
    """
    found = np.full(len(wanted), 1 / vocabulary)
    for length, order in enumerate(orders, start=1):
        grams = wanted % vocabulary**length
        left = looked_up(order.contexts, order.left, grams // vocabulary, 1.0)
        found = looked_up(order.grams, order.kept, grams, 0.0) + left * found
    return found


def five_gram(training: Keys, heldout: Keys, vocabulary: int) -> float:
    """The bits that held-out targets cost under an interpolated 5-gram of training's."""
    return float(-np.log2(probabilities(orders_of(training, vocabulary), heldout, vocabulary)).sum())


def train_tokens(folder: Path, source: str, limit: int) -> NDArray[np.uint16]:
    """A source's training tokens; where they are more than `limit`, rows spread evenly over them."""
    parts = [np.load(part, mmap_mode="r") for part in sorted(folder.glob(f"{source}.train.*.npy"))]
    rows = np.concatenate(parts).reshape(-1, ROW)
    chosen = np.linspace(0, len(rows) - 1, min(len(rows), max(1, limit // ROW))).astype(int)
    tokens: NDArray[np.uint16] = rows[chosen].ravel()
    return tokens


def tail(texts: Iterable[str], budget: int) -> bytes:
    """The last `budget` bytes of texts, joined."""
    kept: deque[bytes] = deque()
    size = 0
    for text in texts:
        kept.append(text.encode())
        size += len(kept[-1])
        while size - len(kept[0]) >= budget:
            size -= len(kept.popleft())
    return b"".join(kept)[-budget:]


def compressed(texts: Iterable[str], prefix: bytes = b"") -> float:
    """Bits per byte of the texts, joined, under zstd at level 19 in one frame.

    `prefix` is what the decoder has already: a raw-content dictionary, all of which zstd's window holds (a window of 32
    MiB or long-distance matching change nothing in the third digit).
    """
    import zstandard  # an extra, which only this needs

    data = "".join(texts).encode()
    raw = zstandard.ZstdCompressionDict(prefix, dict_type=zstandard.DICT_TYPE_RAWCONTENT) if prefix else None
    compressor = zstandard.ZstdCompressor(level=LEVEL, dict_data=raw)
    return 8 * len(compressor.compress(data)) / len(data)


def measured(source: str, tokenizer: Tokenizer, budget: int, limit: int) -> dict[str, float]:
    """Bits per byte of a source under both, on up to `budget` bytes of its held-out files."""
    bos, _, padding = special_ids(tokenizer)
    vocabulary = tokenizer.get_vocab_size()
    texts = list(up_to(texts_of(DATA / "code" / f"{source}.heldout.jsonl"), budget))
    size = sum(len(text.encode()) for text in texts)
    heldout = np.concatenate([document[:-1] for document in encoded(texts, tokenizer)])
    training = keys(train_tokens(TOKENS, source, limit), bos, padding, vocabulary)
    bits = five_gram(training, keys(heldout, bos, padding, vocabulary), vocabulary)
    prefix = tail(texts_of(DATA / "code" / f"{source}.train.jsonl"), PREFIX_BYTES)
    return {
        "five_gram": round(bits / size, 4),
        "five_gram_tokens": len(training),
        "zstd": round(compressed(texts), 4),
        "zstd_prefix": round(compressed(texts, prefix), 4),
        "bytes": size,
    }


def main() -> None:
    """Measures every source that is there, or only those named; the others' numbers stay in the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="*", default=[*LANGUAGES, "generator"])
    parser.add_argument("--bytes", type=int, default=300_000, help="held-out bytes measured of each source")
    parser.add_argument("--limit", type=int, default=20_000_000, help="training tokens that the 5-gram reads at most")
    parser.add_argument("--tokenizer", default=str(DATA / "tokenizer"))
    options = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(Path(options.tokenizer) / "tokenizer.json"))
    found = json.loads(OUT.read_text()) if OUT.exists() else {}
    for source in options.sources:
        found[source] = measured(source, tokenizer, options.bytes, options.limit)
        print(source, found[source], flush=True)
    OUT.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
