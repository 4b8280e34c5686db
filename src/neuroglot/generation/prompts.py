"""A prompt as tokens, cut where it is too long for the model, and the tokens that end what follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from neuroglot.core.errors import NeuroglotError
from neuroglot.generation.detokenize import Detokenizer
from neuroglot.models.batches import leading_tokens


@dataclass(frozen=True, slots=True)
class Prompt:
    """The tokens that are read, how many new ones may follow, and whether the prompt's beginning was cut.

    Where `first` holds tokens, the first new one must be among them: each begins with `given`, the end of the prompt.
    """

    tokens: tuple[int, ...]
    room: int
    cut: bool
    first: tuple[int, ...] = ()
    given: str = ""


def read_prompts(tokenizer: Any, config: Any, texts: Iterable[str], new: int) -> dict[str, Prompt]:
    """Each text as a prompt that at most `new` tokens follow.

    The tokenizer's own leading special tokens stand before it; text that looks like a special token stays text. Of the
    model's context a quarter is kept free, if as many are wanted: a prompt that is longer loses its beginning.
    White space at the end is healed: in many vocabularies a newline and the indentation behind it are one token, so
    that a newline alone says that no indentation follows. The last token is taken back, and the first new one must
    begin with its text. Raises NeuroglotError for a prompt without any token.
    """
    leading = leading_tokens(tokenizer)
    longest = getattr(config, "max_position_embeddings", None)
    longer: dict[int, tuple[int, ...]] = {}
    prompts = {}
    for text in texts:
        ids = tokenizer(text, add_special_tokens=False, split_special_tokens=True)["input_ids"]
        prompt = _fit(leading, ids, longest, new)
        last = prompt.tokens[-1]
        if last not in longer:
            longer[last] = _beginning_with(tokenizer, last)
        healed = text[-1:].isspace() and len(prompt.tokens) > 1 and len(longer[last]) > 1
        prompts[text] = _healed(tokenizer, prompt, longer[last]) if healed else prompt
    return prompts


def _fit(leading: tuple[int, ...], ids: list[int], longest: int | None, new: int) -> Prompt:
    if not leading and not ids:
        raise NeuroglotError("a prompt is empty, and the tokenizer begins texts with no token: nothing to continue")
    if longest is None:
        return Prompt((*leading, *ids), new, False)
    kept = max(1, longest - min(new, longest // 4) - len(leading))
    tokens = (*leading, *ids[-kept:])
    return Prompt(tokens, max(1, min(new, longest - len(tokens))), len(ids) > kept)


def _healed(tokenizer: Any, prompt: Prompt, first: tuple[int, ...]) -> Prompt:
    *before, last = prompt.tokens
    given = Detokenizer(tokenizer, before).add(last)
    return Prompt(tuple(before), prompt.room, prompt.cut, first, given)


def _beginning_with(tokenizer: Any, token: int) -> tuple[int, ...]:
    """The tokens whose text begins with a token's text, itself included, in ascending order; no special ones.

    Vocabularies spell tokens so that one is the beginning of another exactly if its text is.
    """
    spelled = tokenizer.convert_ids_to_tokens(token)
    special = set(tokenizer.all_special_ids)
    found = [number for text, number in tokenizer.get_vocab().items() if text.startswith(spelled)]
    return tuple(sorted(number for number in found if number not in special))


def end_tokens(tokenizer: Any, generation_config: Any) -> frozenset[int]:
    """The tokens that end a text: the model's end tokens, and every special token but the unknown one.

    A special token (the border of a file, say) is no part of a program, nor is what follows it.
    """
    given = getattr(generation_config, "eos_token_id", None)
    ends = {given} if isinstance(given, int) else set(given or ())
    ends |= set(tokenizer.all_special_ids) - {tokenizer.unk_token_id}
    return frozenset(int(token) for token in ends | {tokenizer.eos_token_id} if token is not None)
