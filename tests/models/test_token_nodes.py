"""A token's node: that of the leaf with its first character that is not white space, in every language and encoding."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tokenizers import Regex, Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from neuroglot.languages import BY_NAME
from neuroglot.languages.node_types import NO_NODE
from neuroglot.models.token_nodes import token_nodes
from tests.families import byte_tokenizer

CALLS = {
    "cpp": 'int main() { f("häß ☃"); }',
    "java": 'class A { void m() { f("häß ☃"); } }',
    "python": 'f("häß ☃")',
    "go": 'func m() { f("häß ☃") }',
    "javascript": 'f("häß ☃");',
    "ruby": 'f("häß ☃")',
    "php": '<?php f("häß ☃");',
}


def words(*pieces: str) -> Any:
    """A tokenizer whose tokens are the given pieces."""
    vocabulary = {piece: number for number, piece in enumerate(dict.fromkeys(("?", *pieces)))}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="?"))
    pattern = "|".join(re.escape(piece) for piece in sorted(pieces, key=len, reverse=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(pattern), "isolated")
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="?")


@pytest.mark.parametrize("language", BY_NAME)
def test_every_byte_of_a_character_has_its_node(language: str) -> None:
    text = CALLS[language]
    types, found = token_nodes(byte_tokenizer(), language, text)
    assert len(found) == len(text.encode())
    start = len(text[: text.index("hä")].encode())
    inside = [types[place] for place in found[start : start + len("häß".encode())]]
    assert len(set(inside)) == 1
    assert "string" in inside[0]
    snow = len(text[: text.index("☃")].encode())
    assert len({int(place) for place in found[snow : snow + 3]}) == 1
    assert found[snow] == found[start]
    bracket = types[found[len(text[: text.index("(", text.index("f("))].encode())]]
    assert bracket in ("argument_list", "arguments")


@pytest.mark.parametrize("language", BY_NAME)
def test_a_token_over_several_leaves_has_the_node_of_the_first(language: str) -> None:
    text = CALLS[language].replace("☃", "")
    at = text.index('f("')
    before, after = text[:at], text[at + 3 :]
    pieces = [piece for piece in (before.rstrip(), text[len(before.rstrip()) : at + 3], after) if piece]
    types, found = token_nodes(words(*pieces), language, text)
    assert len(found) == len(pieces)
    # The piece is white space, a name, a bracket and a quote: it is what the name is.
    assert types[found[-2]] in ("identifier", "name")


def test_white_space_alone_has_no_node_but_in_a_literal_words_have_theirs() -> None:
    types, found = token_nodes(words("x", " = ", '" y"', "\n\n"), "python", 'x = " y"\n\n')
    assert [types[place] if place != NO_NODE else None for place in found] == [
        "identifier",
        "assignment",
        "string_start",
        None,
    ]
    assert token_nodes(byte_tokenizer(), "go", "")[1].shape == (0,)
