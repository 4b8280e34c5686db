"""The class of every token, for tokenizers of each kind, against bytes that are read from the tokens themselves."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import FIVE
from neuroglot.corpora import natural
from neuroglot.languages.classes import CLASSES, classify
from neuroglot.models.embedded import folder
from neuroglot.models.token_classes import token_classes, token_spans
from tests.families import byte_tokenizer

MARKS = "KOPILC "
PROGRAM = "def f(имя):  # 😀 ё\n    return имя[0] + '名 é'  \n\n"


def bytes_of_symbols() -> dict[str, int]:
    """The byte behind each symbol of a byte-level vocabulary: itself where it prints, else counted from 256 on."""
    prints = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in prints]
    return {chr(byte): byte for byte in prints} | {chr(256 + place): byte for place, byte in enumerate(others)}


def byte_level(merges: list[tuple[str, str]], **parts: object) -> PreTrainedTokenizerFast:
    """A byte-level tokenizer with the given merges, which may go over white space."""
    symbols = ["<|end|>", *sorted(pre_tokenizers.ByteLevel.alphabet()), *(left + right for left, right in merges)]
    tokenizer = Tokenizer(models.BPE({symbol: number for number, symbol in enumerate(symbols)}, merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    for name, part in parts.items():
        setattr(tokenizer, name, part)
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|end|>")


def trained() -> PreTrainedTokenizerFast:
    """A byte-level tokenizer whose tokens go over white space, brackets and characters, as training has it."""
    tokenizer = byte_level([])
    text = [one.text for one in natural.corpus(("python", "go")).snippets[:8]]
    trainer = trainers.BpeTrainer(
        vocab_size=600,
        show_progress=False,
        special_tokens=["<|end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.backend_tokenizer.train_from_iterator([*text, PROGRAM * 9], trainer)
    return tokenizer


def metaspace(**parts: object) -> PreTrainedTokenizerFast:
    """A tokenizer in the manner of SentencePiece: spaces as `▁`, one before the text, unknown characters as bytes."""
    symbols = ["<unk>", *"▁abx=+():\n", *(f"<0x{byte:02X}>" for byte in range(256)), "▁x", "▁▁", "):"]
    merges = [("▁", "x"), ("▁", "▁"), (")", ":")]
    vocabulary = {symbol: number for number, symbol in enumerate(symbols)}
    tokenizer = Tokenizer(models.BPE(vocabulary, merges, byte_fallback=True, unk_token="<unk>", fuse_unk=True))
    for name, part in parts.items():
        setattr(tokenizer, name, part)
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="<unk>")


def pairs(tokenizer: PreTrainedTokenizerFast, language: str, text: str) -> list[tuple[str, str]]:
    """The text of every token's span, and the mark of its class."""
    ids, spans = token_spans(tokenizer, text)
    classes = token_classes(tokenizer, language, text)
    assert ids == tokenizer(text, add_special_tokens=False, split_special_tokens=True)["input_ids"]
    assert classes.shape == (len(ids),)
    assert spans.shape == (len(ids), 2)
    data = text.encode()
    return [(data[start:end].decode(), MARKS[mark]) for (start, end), mark in zip(spans, classes, strict=True)]


@pytest.mark.parametrize("name", ["bytes", "embedded", "trained"])
def test_classes_are_those_of_the_bytes_that_the_tokens_spell(name: str) -> None:
    tokenizer = {"bytes": byte_tokenizer, "trained": trained, "embedded": embedded}[name]()
    byte_of, white = bytes_of_symbols(), len(CLASSES) - 1
    texts = [(language, one.text) for language in FIVE for one in natural.corpus((language,)).snippets[::3]]
    straddling = 0
    for language, text in [*texts, ("python", PROGRAM)]:
        ids = tokenizer(text, add_special_tokens=False, split_special_tokens=True)["input_ids"]
        spelt = [bytes(byte_of[symbol] for symbol in token) for token in tokenizer.convert_ids_to_tokens(ids)]
        assert b"".join(spelt) == text.encode()
        parts = np.split(classify(language, text), np.cumsum([len(one) for one in spelt])[:-1])
        expected = [next((number for number in part.tolist() if number != white), white) for part in parts]
        assert token_classes(tokenizer, language, text).tolist() == expected
        straddling += sum(len(set(part.tolist()) - {white}) > 1 for part in parts)
    assert (straddling > 0) == (name != "bytes")


def embedded() -> PreTrainedTokenizerFast:
    return AutoTokenizer.from_pretrained(folder())


def test_a_token_over_several_classes_has_the_first_that_is_not_white_space() -> None:
    tokenizer = byte_level([(")", ":"), ("Ġ", "x"), ("Ċ", "Ġ"), ("ĊĠ", "("), ("'", ")")])
    found = pairs(tokenizer, "python", "if f( x):\n (x, '')")
    assert found == [
        *(("i", "K"), ("f", "K"), (" ", " "), ("f", "I"), ("(", "P"), (" x", "I"), ("):", "P"), ("\n (", "P")),
        *(("x", "I"), (",", "P"), (" ", " "), ("'", "L"), ("')", "L")),
    ]
    assert pairs(tokenizer, "python", "x):<|end|>")[-1] == (">", "O")
    assert pairs(tokenizer, "python", "") == []


def test_tokens_that_share_a_character_have_its_class() -> None:
    found = pairs(byte_tokenizer(), "python", "я # 😀")
    assert found == [*[("я", "I")] * 2, (" ", " "), ("#", "C"), (" ", "C"), *[("😀", "C")] * 4]
    found = pairs(metaspace(pre_tokenizer=pre_tokenizers.Metaspace()), "python", "x = é")
    assert found == [("x", "I"), (" ", " "), ("=", "O"), (" ", " "), ("é", "I"), ("é", "I")]


def test_a_space_before_the_text_has_no_width() -> None:
    spaces = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    for tokenizer in (metaspace(pre_tokenizer=pre_tokenizers.Metaspace()), metaspace(normalizer=spaces)):
        assert pairs(tokenizer, "python", "(a):")[:2] == [("", " "), ("(", "P")]
        assert pairs(tokenizer, "python", "x (a):")[-1] == ("):", "P")


def test_white_space_that_the_offsets_leave_out_goes_to_the_next_token() -> None:
    trim = processors.ByteLevel(trim_offsets=True)
    tokenizer = byte_level([("Ġ", "x"), ("Ġ", "Ġ"), ("ĠĠ", "+")], post_processor=trim)
    assert pairs(tokenizer, "go", "a x    + x\n\n") == [
        *(("a", "I"), (" x", "I"), ("  ", " "), ("  +", "O"), (" x", "I"), ("\n", " "), ("\n", " ")),
    ]
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer(models.WordLevel({"<unk>": 0, "x": 1}, unk_token="<unk>")), unk_token="<unk>"
    )
    tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    assert pairs(tokenizer, "go", "x  := é  ") == [("x", "I"), ("  :=", "O"), (" é", "I")]


def test_normalization_leaves_the_spans_in_the_text_as_it_was() -> None:
    text = unicodedata.normalize("NFD", "é = 'ệ' # ё")
    found = pairs(byte_level([], normalizer=normalizers.NFC()), "python", text)
    assert [part for part, _ in found][:2] == ["e\u0301"] * 2
    assert "".join(mark for _, mark in found) == "II O " + "L" * 5 + " CCCC"
    text = "ﬁ = 'x'"
    found = pairs(byte_level([], normalizer=normalizers.NFKC()), "python", text)
    assert found[:3] == [("ﬁ", "I"), ("ﬁ", "I"), (" ", " ")]


def test_what_has_no_offsets_is_refused() -> None:
    with pytest.raises(NeuroglotError, match=r"object doesn't say where its tokens lie .* load a fast tokenizer"):
        token_spans(object(), "x")
    with pytest.raises(NeuroglotError, match="no valid Unicode"):
        token_spans(byte_tokenizer(), "\ud800")
    with pytest.raises(NeuroglotError, match="unknown language"):
        token_classes(byte_tokenizer(), "cobol", "x")
