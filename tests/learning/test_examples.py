"""Examples are one text's tokens; the answer begins where the prompt's own tokens end."""

from __future__ import annotations

import pytest
import torch

from neuroglot.core.errors import NeuroglotError
from neuroglot.learning import read_answers, read_examples
from neuroglot.learning.rows import drawn, in_order, rows_of_epochs
from neuroglot.models.batches import NO_TARGET
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.models.subject import Subject

PAIRS = [("def f(x):\n", "    return x\n"), ("a = ", "1\n"), ("print(1)\n", "print(2)\n" * 5)]


def test_a_token_across_the_border_belongs_to_the_answer() -> None:
    subject = load_subject("embedded", HoldOptions(device="cpu"))
    tokenizer = subject.tokenizer
    (example,) = read_examples(subject, PAIRS[:1], 64).kept
    whole = tokenizer("".join(PAIRS[0]), add_special_tokens=False)["input_ids"]
    assert list(example.ids) == [tokenizer.bos_token_id, *whole, tokenizer.eos_token_id]
    # The newline and the indentation behind it are one token, which the prompt alone would not have.
    assert tokenizer.decode(list(example.ids[: example.begin])).endswith("def f(x):")
    assert tokenizer.decode(list(example.ids[example.begin :])).startswith("\n    return x\n")


def test_bytes_are_split_at_the_border(llama: Subject) -> None:
    for (prompt, answer), example in zip(PAIRS, read_examples(llama, PAIRS, 128).kept, strict=True):
        assert example.begin == 1 + len(prompt)
        assert example.targets == len(answer) + 1


def test_what_is_too_long_is_left_out_whole(llama: Subject) -> None:
    found = read_examples(llama, PAIRS, 30)
    assert found.left_out == (2,)
    assert len(found.kept) == 2
    with pytest.raises(NeuroglotError, match="3 are longer than 5 tokens"):
        read_examples(llama, PAIRS, 5)


def test_what_is_tested_ends_with_the_answer(llama: Subject) -> None:
    learned = read_examples(llama, PAIRS, 128).kept
    tested = read_answers(llama, [*PAIRS, ("a = ", "")], 128)
    assert tested.left_out == (3,)
    for one, other in zip(tested.kept, learned, strict=True):
        assert (*one.ids, llama.tokenizer.eos_token_id) == tuple(other.ids)
        assert one.begin == other.begin
    with pytest.raises(NeuroglotError, match="without an answer"):
        read_answers(llama, [("", "")], 128)


def test_targets_are_the_answers_tokens_and_nothing_else(llama: Subject) -> None:
    examples = read_examples(llama, PAIRS, 128).kept
    batch = in_order(llama, examples, 128).batch(slice(None))
    for place, example in enumerate(examples):
        there = (batch.documents == place) & (batch.targets != NO_TARGET)
        assert batch.targets[there].tolist() == list(example.ids[example.begin :])
    assert int((batch.targets != NO_TARGET).sum()) == sum(example.targets for example in examples)


def test_every_epoch_holds_every_example_once_in_an_order_of_its_own(llama: Subject) -> None:
    examples = read_examples(llama, [(f"{number} ", f"is {number}\n") for number in range(40)], 32).kept
    count = rows_of_epochs(examples, 32, epochs=2, seed=1)
    rows = drawn(llama, examples, 32, count, seed=1)
    seen = [document.index for row in rows.rows for document in row]
    assert sorted(seen[:40]) == sorted(seen[40:]) == list(range(40))
    assert seen[:40] != seen[40:]
    # A longer training begins with the same rows: going on after a kill depends on it.
    longer = drawn(llama, examples, 32, count + 5, seed=1)
    assert all(torch.equal(longer[place]["input_ids"], rows[place]["input_ids"]) for place in range(count))
