"""Names and sentences: what varies by seed and not by structure."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from neuroglot.corpora.bundled.grammar import Op

PARAMETERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "values": (("values", "numbers", "nums", "data", "integers", "elements"),),
    "n": (("n", "number", "limit", "m"),),
    "low": (("low", "start", "lower_bound", "from_value"),),
    "high": (("high", "stop", "upper_bound", "to_value"),),
    "left": (("left", "xs", "ours", "one"),),
    "right": (("right", "ys", "theirs", "two"),),
    "words": (("words", "texts", "terms", "tokens", "names"),),
    "text": (("text", "s", "source", "message", "input_text"),),
    "sentence": (("sentence", "line", "phrase"),),
    "counts": (("stock", "scores", "totals", "inventory", "prices"),),
}
PAIRED = {"right": "left", "high": "low"}
PROMOTED = ("k", "bound", "threshold", "factor", "parameter")
BINDERS = {"int": ("x", "v", "num", "z"), "str": ("w", "term", "part"), "char": ("c", "ch", "letter")}
ROLES: dict[str, tuple[str, ...]] = {
    "total": ("total", "answer", "amount", "outcome"),
    "count": ("found", "tally", "hits", "quantity"),
    "value": ("value", "current", "element", "entry"),
    "number": ("i", "candidate", "current"),
    "word": ("word", "entry", "current"),
    "char": ("symbol", "ch", "current"),
    "item": ("item", "changed", "candidate"),
    "result": ("result", "collected", "output"),
    "best": ("best", "winner", "champion"),
    "state": ("state", "acc", "running_value"),
    "text": ("built", "output", "pieces"),
    "seen": ("seen", "known", "visited"),
    "counts": ("tallies", "table", "frequencies"),
    "ordered": ("ordered", "ranking"),
    "i": ("i", "index", "position"),
    "j": ("j", "offset"),
    "filter": ("continue", "if"),
    "sort": ("exchange", "library"),
}
_OPENINGS = ("Return", "Compute", "Find", "Calculate", "Determine")
_LISTS = ("Return", "Collect", "List", "Produce")
_GIVEN = ("Take", "Start with", "Consider", "Go through")


def pick_names(rng: random.Random, roles: Sequence[str]) -> dict[str, str]:
    """A name for each parameter; names that belong together go together."""
    names: dict[str, str] = {}
    picks: dict[str, int] = {}
    for role in roles:
        options = PARAMETERS[role][0]
        picks[role] = picks[PAIRED[role]] if role in PAIRED else rng.randrange(len(options))
        names[role] = options[picks[role]]
    return names


def pick_roles(rng: random.Random) -> dict[str, str]:
    """A word for each role that a variable of a loop can have."""
    return {role: rng.choice(words) for role, words in ROLES.items()}


def function_name(rng: random.Random, ops: Sequence[Op], source_tags: Sequence[str]) -> str:
    """A name in snake_case that says what the function does, in five words at most."""
    words: list[str] = []
    ends = ops[-1].role in ("fold", "post")
    if ends:
        words.append(rng.choice(ops[-1].tags))
        rest = list(ops[:-1])
    else:
        words.append(rng.choice(("collect", "get", "list", "select")))
        rest = list(ops)
    words += [rng.choice(op.tags) for op in reversed(rest)][:2]
    words.append(rng.choice(tuple(source_tags)))
    return "_".join("_".join(words).split("_")[:6])


def _nested(rng: random.Random, noun: str, filled: Sequence[tuple[Op, Mapping[str, str]]]) -> str | None:
    """`the sum of the squares of the numbers in values that are even`, where that is not ambiguous."""
    text, closed = noun, False
    for op, constants in filled:
        phrase = rng.choice(op.nouns)
        if op.role == "filter":
            if closed:
                return None
            text, closed = f"{text} that {phrase.format(**constants)}", False
        else:
            text, closed = phrase.format(n=text, **constants), True
    return text


def _procedure(rng: random.Random, noun: str, filled: Sequence[tuple[Op, Mapping[str, str]]]) -> str:
    """`Take the numbers in values, keep those that are even, square each of them and return their sum.`"""
    clauses = [f"{rng.choice(_GIVEN)} {noun}"]
    for op, constants in filled:
        phrase = rng.choice(op.verbs).format(**constants)
        if op.role == "filter":
            keep = rng.choice(("keep those that", "keep only the ones that", "select those that"))
            phrase = f"{keep} {phrase}"
        clauses.append(phrase)
    last = filled[-1][0]
    if last.role not in ("fold", "post"):
        clauses.append(rng.choice(("return what results", "return the resulting list", "return them as a list")))
    return ", ".join(clauses[:-1]) + f" and {clauses[-1]}."


def describe(rng: random.Random, noun: str, filled: Sequence[tuple[Op, Mapping[str, str]]]) -> str:
    """One English sentence for a pipeline.

    `filled` has the operations with their constants as text, `noun` the source's phrases with `|` between.
    """
    last = filled[-1][0]
    noun = rng.choice(noun.split("|"))
    nested = _nested(rng, noun, filled) if len(filled) <= 3 and rng.random() < 0.6 else None
    if nested is None:
        return _procedure(rng, noun, filled)
    if last.gives == "bool":
        opening = "Check" if nested.startswith("whether") else "Return"
    elif last.role in ("fold", "post"):
        opening = rng.choice(_OPENINGS)
    else:
        opening = rng.choice(_LISTS)
    return f"{opening} {nested}."
