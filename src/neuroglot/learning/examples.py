"""Examples: a prompt that is read and an answer that is learned, as one text's tokens."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from neuroglot.core.artifacts import content_hash
from neuroglot.core.errors import NeuroglotError
from neuroglot.models.batches import leading_tokens
from neuroglot.models.subject import Subject


@dataclass(frozen=True, slots=True)
class Example:
    """The tokens of prompt and answer; the loss is on those from place `begin` on."""

    ids: array[int]
    begin: int

    @property
    def targets(self) -> int:
        """How many tokens are learned."""
        return len(self.ids) - self.begin


@dataclass(frozen=True, slots=True)
class Examples:
    """Examples in order, and the places of those texts, among the given ones, that were too long for a row (or without
    an answer)."""

    kept: tuple[Example, ...]
    left_out: tuple[int, ...] = ()

    def hash(self) -> str:
        """SHA-256 over tokens and borders, in order."""
        return content_hash([[example.begin, *example.ids] for example in self.kept])


def read_examples(subject: Subject, pairs: Iterable[tuple[str, str]], length: int) -> Examples:
    """(prompt, answer) texts to learn from, as examples of at most `length` tokens; longer ones are left out whole,
    never cut.

    Prompt and answer are tokenized as the one text that they are, since a token may cross the border (a newline and
    the indentation behind it): the answer begins with the first token that the prompt alone would not have there. The
    tokenizer's leading special tokens stand before it, and its end token, where it has one, behind it as the last that
    is learned. Text that looks like a special token stays text. Raises NeuroglotError where no example is left.
    """
    end = subject.tokenizer.eos_token_id
    return _read(subject, pairs, length, () if end is None else (end,))


def read_answers(subject: Subject, pairs: Iterable[tuple[str, str]], length: int) -> Examples:
    """The same to test with: without the end token, since whoever learns where texts of this kind stop has not learned
    what stands in them."""
    return _read(subject, pairs, length, ())


def _read(subject: Subject, pairs: Iterable[tuple[str, str]], length: int, end: tuple[int, ...]) -> Examples:
    longest = getattr(subject.config, "max_position_embeddings", None)
    length = min(length, longest) if longest else length
    leading = leading_tokens(subject.tokenizer)
    kept, left_out = [], []
    for place, (prompt, answer) in enumerate(pairs):
        example = _example(subject.tokenizer, leading, prompt, answer, end)
        if len(example.ids) > length or example.targets < 1:
            left_out.append(place)
        else:
            kept.append(example)
    if not kept:
        raise NeuroglotError(
            f"there is no example left: {len(left_out)} are longer than {length} tokens, or without an answer; "
            "give others, or a larger --length"
        )
    return Examples(tuple(kept), tuple(left_out))


def _example(tokenizer: Any, leading: tuple[int, ...], prompt: str, answer: str, end: tuple[int, ...]) -> Example:
    alone, whole = (_ids(tokenizer, text) for text in (prompt, prompt + answer))
    same = next((n for n, (a, b) in enumerate(zip(alone, whole, strict=False)) if a != b), min(len(alone), len(whole)))
    ids = (*leading, *whole, *end)
    return Example(array("i", ids), max(1, len(leading) + same))


def _ids(tokenizer: Any, text: str) -> list[int]:
    return list(tokenizer(text, add_special_tokens=False, split_special_tokens=True)["input_ids"])
