"""The loop with cache, padding and shrinking batches writes what a model without any of them would."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch

from neuroglot.generation.cache import GrowingLayer, new_cache, without
from neuroglot.generation.decoding import Row, decode
from neuroglot.generation.detokenize import Detokenizer
from neuroglot.generation.prompts import Prompt, end_tokens, read_prompts
from neuroglot.generation.sampling import SamplingOptions, sample_tokens, uniforms
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.models.subject import Subject
from tests.families import FAMILIES, MIXTURES, byte_tokenizer, tiny

DRAWN = SamplingOptions()
NO_END: frozenset[int] = frozenset()


@cache
def embedded() -> Subject:
    return load_subject("embedded", HoldOptions(device="cpu"))


def prompt(*tokens: int) -> Prompt:
    return Prompt(tokens, 100, False)


def written(text: str) -> list[int]:
    return [int(token) for token in byte_tokenizer()(text, add_special_tokens=False)["input_ids"]]


def forced(tokens: Sequence[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Make `decode` draw these tokens, whatever the model says."""
    left = iter(tokens)
    drawn = "neuroglot.generation.decoding.sample_tokens"
    monkeypatch.setattr(drawn, lambda logits, *_: torch.full((len(logits),), next(left)))


def one_by_one(subject: Subject, row: Row) -> str:
    """The reference: no cache, no batch, no padding."""
    tokens = list(row.prompt.tokens)
    with torch.no_grad():
        for number in row.numbers:
            logits = subject.model(input_ids=torch.tensor([tokens]), use_cache=False).logits[:, -1].float()
            tokens.append(int(sample_tokens(logits, torch.tensor([number]), DRAWN)))
    detokenizer = Detokenizer(subject.tokenizer, row.prompt.tokens)
    return "".join(detokenizer.add(token) for token in tokens[len(row.prompt.tokens) :])


@pytest.mark.parametrize("family", [*FAMILIES, *MIXTURES])
def test_every_family_writes_what_it_writes_without_cache_and_padding(family: str, tmp_path: Path) -> None:
    """The windows of mistral and gemma (16 tokens) are shorter than the prompts; rows end at different lengths."""
    subject = tiny(family, tmp_path)
    generator = torch.Generator().manual_seed(0)
    prompts = [prompt(0, *torch.randint(40, 90, (n,), generator=generator).tolist()) for n in (3, 24, 17)]
    rows = [Row(prompts[i // 2], (), uniforms(0, family, i, 5 + 3 * (i % 4))) for i in range(6)]
    found = decode(subject, rows, NO_END, DRAWN)
    assert [row.tokens for row in found] == [len(row.numbers) for row in rows]
    assert [row.text for row in found] == [one_by_one(subject, row) for row in rows]


def test_the_batch_makes_no_difference() -> None:
    subject = embedded()
    texts = ["def f(x):\n", "int f(int n) {\n", "// Add one.\nfunc F(n int) int {\n"]
    prompts = read_prompts(subject.tokenizer, subject.config, texts, 24)
    rows = [Row(prompts[text], (), uniforms(0, text, number, 24)) for text in texts for number in range(3)]
    ends = end_tokens(subject.tokenizer, subject.model.generation_config)
    together = decode(subject, rows, ends, DRAWN)
    alone = [decode(subject, [row], ends, DRAWN)[0] for row in rows]
    backwards = decode(subject, rows[5::-1], ends, DRAWN)[::-1] + decode(subject, rows[6:], ends, DRAWN)
    assert together == alone == backwards
    assert len({row.text for row in together}) > 6


def test_a_row_ends_at_a_stop_sequence_that_spans_tokens(llama: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    forced(written("ab\nmain(xy"), monkeypatch)
    row = Row(prompt(0, 50), ("\nmain(", "zz"), np.zeros(50))
    (found,) = decode(llama, [row], NO_END, DRAWN)
    assert (found.text, found.finish, found.tokens) == ("ab", "stop", 8)


def test_a_row_ends_at_an_end_token_and_at_its_length(llama: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = end_tokens(llama.tokenizer, llama.model.generation_config)
    assert ends == {0, 1, 2}
    forced([*written("ab"), 1], monkeypatch)
    (found,) = decode(llama, [Row(prompt(0, 50), (), np.zeros(50))], ends, DRAWN)
    assert (found.text, found.finish, found.tokens) == ("ab", "stop", 3)
    forced(written("abcdef"), monkeypatch)
    (found,) = decode(llama, [Row(prompt(0, 50), (), np.zeros(4))], ends, DRAWN)
    assert (found.text, found.finish, found.tokens) == ("abcd", "length", 4)


def test_a_character_is_shown_when_its_last_byte_is_there(llama: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "aé→🙂" * 9 + "b"
    detokenizer = Detokenizer(byte_tokenizer(), written("x→"))
    pieces = [detokenizer.add(token) for token in written(text)]
    assert "".join(pieces) == text
    assert pieces[:4] == ["a", "", "é", ""]
    forced(written("a🙂")[:-1], monkeypatch)
    (found,) = decode(llama, [Row(prompt(0, 50), (), np.zeros(4))], NO_END, DRAWN)
    assert found.text == "a"


def test_bytes_that_are_no_character_do_not_hide_what_follows() -> None:
    detokenizer = Detokenizer(byte_tokenizer(), written("x"))
    pieces = [detokenizer.add(token) for token in (*written("é")[:1], *written("ab"))]
    assert pieces == ["", "\ufffda", "b"]


def test_a_prompts_last_newline_may_become_newline_and_indentation() -> None:
    """In the embedded vocabulary a newline and the indentation behind it are one token."""
    subject = embedded()
    text = "def add_one(number):\n"
    found = read_prompts(subject.tokenizer, subject.config, [text], 100)[text]
    whole = subject.tokenizer(text)["input_ids"]
    assert (*found.tokens, whole[-1]) == tuple(whole)
    assert found.given == "\n"
    beginnings = {subject.tokenizer.decode([token]) for token in found.first}
    assert {"\n", "\n    ", "\n\n"} < beginnings
    assert all(beginning.startswith("\n") for beginning in beginnings)
    greedy = SamplingOptions(temperature=0)
    (healed,) = decode(subject, [Row(found, (), np.zeros(12))], NO_END, greedy)
    (plain,) = decode(subject, [Row(prompt(*whole), (), np.zeros(12))], NO_END, greedy)
    assert healed.text.startswith("    ")
    assert not plain.text.startswith(" ")


def test_text_that_looks_like_a_special_token_stays_text() -> None:
    subject = embedded()
    tokens = read_prompts(subject.tokenizer, subject.config, ["a<|end|>b"], 10)["a<|end|>b"].tokens
    assert tokens[0] == subject.tokenizer.bos_token_id
    assert subject.tokenizer.eos_token_id not in tokens
    assert subject.tokenizer.decode(list(tokens[1:])) == "a<|end|>b"


def test_a_prompt_that_leaves_no_room_loses_its_beginning_but_not_its_first_token(llama: Subject) -> None:
    texts = ["x" * 90, "x" * 300 + "y"]
    short, long = read_prompts(llama.tokenizer, llama.config, texts, 64).values()
    assert (len(short.tokens), short.room, short.cut) == (91, 37, False)
    assert (len(long.tokens), long.room, long.cut) == (96, 32, True)
    assert long.tokens[0] == 0
    assert long.tokens[-1] == written("y")[0]


def test_rows_leave_the_cache_in_place() -> None:
    assert without([False, True, False, True, False]).tolist() == [0, 4, 2]
    assert without([True, True]).tolist() == []
    layer = GrowingLayer()
    first = torch.arange(5.0)[:, None, None, None].expand(5, 2, 70, 3)
    layer.update(first, -first)
    layer.batch_select_indices(torch.tensor([0, 1, 1, 4, 2]))
    layer.batch_select_indices(without([False, True, False, False, False]))
    keys, values = layer.update(torch.full((4, 2, 1, 3), 9.0), torch.full((4, 2, 1, 3), 8.0))
    assert keys.shape == (4, 2, 71, 3)
    assert keys[:, 0, 0, 0].tolist() == [0.0, 2.0, 1.0, 4.0]
    assert values[:, 1, 69, 2].tolist() == [0.0, -2.0, -1.0, -4.0]
    assert keys[:, 0, 70, 0].tolist() == [9.0] * 4


def test_only_layers_without_a_window_grow_in_place(tmp_path: Path) -> None:
    kinds = [type(layer).__name__ for layer in new_cache(tiny("gemma2", tmp_path).config).layers]
    assert kinds == ["DynamicSlidingWindowLayer", "GrowingLayer", "DynamicSlidingWindowLayer"]
