"""Draws pipelines from the grammar: a source, what is done to it, in which order, and with which constants."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from neuroglot.corpora.bundled.grammar import OPS, SOURCES, Op, Source
from neuroglot.corpora.bundled.ir import LIST_OF

SEED = 20_240_611
"""The seed of everything that is drawn here."""

SHAPES: tuple[str, ...] = (
    "F Q f m b",  # depth 1
    "fF mF bF fm mf fb mb FX fQ mQ",  # depth 2
    "fmF mfF fbF mbF bfF bmF fmb fFX mFX fmQ bfm mmF ffF bQ",  # depth 3
    "fmbF mfbF bfmF fmFX fbFX mbFX bmFX mfFX fbmF mfmF fmmF",  # depth 4
)  # fmt: skip
"""By depth: f filter, m map, b barrier, F fold, Q any/all with a predicate, X an operation on the result."""

_DRAWS = {"int": (18, 8, 6, 6), "char": (44, 14, 12, 10), "str": (24, 9, 8, 7)}
_ROLES = {"f": "filter", "m": "map", "b": "barrier", "F": "fold", "X": "post"}
QUANTIFIERS = ("any", "all")
_REDUNDANT = frozenset([("uniq", "count"), ("uniq", "distinct"), ("words", "length")])
"""What would be the same as another pipeline."""
_UNORDERED = frozenset(["sum", "count", "max", "min", "product", "gcd", "distinct", "holds", "tally", "saturate"])
_NONEMPTY = frozenset(["join", "initial", "final", "before", "trim"])
_REPEATABLE = frozenset(["max", "min", "gcd", "holds", "distinct"])

_GROUPS = {
    "signed": "list", "interval": "span", "digits": "number", "divisors": "number", "pairsum": "pair",
    "pairproduct": "pair", "pairgap": "pair", "pairmax": "pair", "common": "two", "missing": "two", "both": "two",
}  # fmt: skip
_CLASSES = {
    "div": "modular", "div2": "modular", "rem": "modular", "mixed": "modular", "cmp": "compare", "bound": "compare",
    "range": "compare", "equal": "compare", "equal2": "compare", "square": "compare", "order2": "compare",
    "scale": "affine", "shift": "affine", "linear": "affine", "mod": "quotient", "divide": "quotient",
    "abs": "clamp", "product": "fold", "polynomial": "fold", "alternate": "fold", "gcd": "fold", "saturate": "fold",
    "sort": "order", "reverse": "order", "running": "scan", "adjacent": "scan", "window": "scan", "any": "quantify",
    "all": "quantify", "lengthmod": "length",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chain:
    """A pipeline without constants: operations in order, with `any`/`all` wrapped round a predicate."""

    source: Source
    ops: tuple[Op, ...]
    promoted: int

    @property
    def depth(self) -> int:
        return len(self.ops)

    @property
    def family(self) -> str:
        """The structural kind: source and classes of the operations, in order."""
        kinds = (op.kind.split(".")[0] for op in self.ops)
        parts = (f"{op.role}.{_CLASSES.get(kind, kind)}" for op, kind in zip(self.ops, kinds, strict=True))
        return "/".join([_GROUPS.get(self.source.name, self.source.name), *parts])

    @property
    def name(self) -> str:
        """What tells the pipeline from every other."""
        names = "/".join([self.source.name, *(f"{op.role}.{op.name}" for op in self.ops)])
        return names + (f"@{self.promoted}" if self.promoted >= 0 else "")


def stable(*parts: object) -> int:
    """A number that depends on the parts alone, the same in every process."""
    text = "\x1f".join(str(part) for part in (SEED, *parts))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def rng(*parts: object) -> random.Random:
    """A random source of its own for whatever the parts name."""
    return random.Random(stable(*parts))


def quantified(op: Op, word: str) -> Op:
    """`any` or `all` of a predicate, as a fold."""
    start = "whether any of {n} " if word == "any" else "whether all of {n} "
    nouns = tuple(start + phrase for phrase in op.nouns)
    verbs = tuple(f"return whether {word} of them {phrase}" for phrase in op.nouns)
    text = f"{word}({{s}}, lambda {{x}}: {op.text})"
    tags = tuple(f"{word}_{tag}" for tag in op.tags)
    return replace(
        op, name=f"{word}_{op.name}", kind=f"{word}.{op.kind}", role="fold", gives="bool", text=text, nouns=nouns,
        verbs=verbs, tags=tags,
    )  # fmt: skip


def _choices(letter: str, element: str) -> tuple[Op, ...]:
    if letter == "Q":
        return tuple(quantified(op, word) for op in OPS["filter", element] for word in QUANTIFIERS)
    return OPS.get((_ROLES[letter], element), ())


_CHOICES = lru_cache(maxsize=None)(_choices)


def _dead(chain: list[Op]) -> bool:
    """Whether an operation has no use: an order that nothing looks at, values that are only counted, empty strings."""
    for position, op in enumerate(chain[:-1]):
        rest = chain[position + 1 :]
        if op.kind in ("sort", "reverse") and op.role == "barrier":
            ends = next((o for o in rest if o.role not in ("filter", "map")), None)
            free = ends is not None and (ends.name in _UNORDERED or ends.kind.startswith((*QUANTIFIERS, "sort")))
            if free:
                return True
        if rest[0].name == "count" and (op.role == "map" or op.kind in ("sort", "reverse", "running", "weight")):
            return True
        if op.name == "trim" and any(o.name in _NONEMPTY for o in rest):
            return True
        if op.name == "uniq" and (rest[0].name in _REPEATABLE or rest[0].kind.startswith(QUANTIFIERS)):
            return True
    return False


def _allowed(chain: list[Op], source: Source) -> bool:
    """Whether the operations can follow each other: no remainders of negatives, values that stay small, no repeats."""
    nonneg, ordered, growth = not source.signed, source.ordered, 1
    for position, op in enumerate(chain):
        if ("nonneg" in op.needs and not nonneg) or ("ordered" in op.needs and not ordered):
            return False
        before = chain[position - 1].name if position else source.name
        if before == op.name or (before, op.name) in _REDUNDANT:
            return False
        nonneg = "nonneg" in op.makes or (nonneg and "signed" not in op.makes)
        ordered = ordered or "ordered" in op.makes
        growth *= op.growth
        if op.name == "alternate":
            nonneg = False
    ends_unordered = not ordered and chain[-1].role in ("filter", "map", "barrier")
    return growth <= 3 and not ends_unordered and not _dead(chain)


def _draw(source: Source, shape: str, random_source: random.Random) -> Chain | None:
    element, ops = source.element, []
    for letter in shape:
        choices = _CHOICES(letter, element)
        if not choices:
            return None
        op = random_source.choice(choices)
        ops.append(op)
        element = op.gives
    if not _allowed(ops, source) or (ops[-1].role in ("filter", "map", "barrier") and element == "char"):
        return None
    if shape.endswith("X") and ops[-2].gives != "int":
        return None
    promotable = [i for i, op in enumerate(ops) if isinstance(op.constants.get("K", ("",))[0], int) and op.name not in (
        "max", "min", "windows", "mirror")]  # fmt: skip
    promoted = random_source.choice(promotable) if promotable and random_source.random() < 0.2 else -1
    return Chain(source, tuple(ops), promoted)


@lru_cache(maxsize=1)
def chains() -> tuple[Chain, ...]:
    """Every pipeline, of every pool, each once, in a fixed order."""
    return tuple(_chains())


def _chains() -> Iterator[Chain]:
    seen: set[str] = set()
    for source in SOURCES.values():
        for depth, shapes in enumerate(SHAPES, 1):
            for shape in shapes.split():
                random_source = rng("chain", source.name, shape)
                for _ in range(_DRAWS[source.element][depth - 1]):
                    chain = _draw(source, shape, random_source)
                    if chain is not None and chain.name not in seen:
                        seen.add(chain.name)
                        yield chain


def result_type(chain: Chain) -> str:
    """The type of what the pipeline returns."""
    last = chain.ops[-1]
    return last.gives if last.role in ("fold", "post") else LIST_OF[last.gives]
