"""Programs as vectors: against a computation program by program, in every family."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from neuroglot.core.corpus import Corpus, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.models.batches import packing
from neuroglot.models.embed import embed, inverse_frequencies, pooled
from neuroglot.models.hooks import capture
from neuroglot.models.subject import Subject
from tests.families import FAMILIES, MIXTURES, tiny

SNIPPETS = tuple(
    Snippet("python", text, "made by hand")
    for text in ("def f(x):\n    return x\n", "a = 1\n", "for i in range(3):\n    print(i * 2)\n", "if x: y()\n")
)


def alone(subject: Subject, text: str) -> tuple[list[NDArray[np.float32]], list[int]]:
    """The residual stream behind each block but the last (transformers' own), without BOS, and the token ids."""
    ids = subject.tokenizer(text)["input_ids"]
    with torch.no_grad():
        found = subject.model(input_ids=torch.tensor([ids]), output_hidden_states=True, use_cache=False)
    return [state[0, 1:].numpy() for state in found.hidden_states[1:-1]], ids[1:]


@pytest.mark.parametrize("family", [*FAMILIES, *MIXTURES])
def test_pooled_residual_states_equal_those_of_each_program_alone(family: str, tmp_path: Path) -> None:
    subject = tiny(family, tmp_path)
    packed = packing(subject, SNIPPETS, 100, 256)
    idf = inverse_frequencies(subject, packed.documents)
    found = {how: embed(subject, packed, "residual", how) for how in ("mean", "last", "idf")}
    for number, snippet in enumerate(SNIPPETS):
        states, ids = alone(subject, snippet.text)
        weights = idf[torch.tensor(ids)].double().numpy()
        for layer, state in enumerate(states):
            expected = {"mean": state.mean(axis=0), "last": state[-1], "idf": weights @ state / weights.sum()}
            for how, value in expected.items():
                np.testing.assert_allclose(found[how][number, layer], value, rtol=2e-3, atol=2e-4 * np.abs(state).max())
    assert all(value.shape == (4, 3, 24) and value.dtype == np.float32 for value in found.values())


def test_the_last_layer_is_before_the_final_norm(llama: Subject) -> None:
    packed = packing(llama, SNIPPETS[:1], 100, 256)
    last = embed(llama, packed, "residual", "last", layers=[2])[0, 0]
    ids = torch.tensor([llama.tokenizer(SNIPPETS[0].text)["input_ids"]])
    with torch.no_grad():
        after = llama.model.model(input_ids=ids, use_cache=False).last_hidden_state[0, -1]
        normed = llama.model.model.norm(torch.from_numpy(last)[None])[0]
    torch.testing.assert_close(normed, after, rtol=1e-4, atol=1e-5)


def mlp_down(subject: Subject, ids: torch.Tensor) -> list[torch.Tensor]:
    heard: list[torch.Tensor] = []
    with capture(subject, ["mlp.down"], lambda key, values, _: heard.append(values)), torch.no_grad():
        subject.model(input_ids=ids, use_cache=False)
    return heard


@pytest.mark.parametrize("family", ["llama", "gemma2", "gpt2"])
def test_pooled_mlp_outputs_are_the_means_of_the_site(family: str, tmp_path: Path) -> None:
    subject = tiny(family, tmp_path)
    found = embed(subject, packing(subject, SNIPPETS, 100, 256), "mlp", "mean")
    for number, snippet in enumerate(SNIPPETS):
        ids = torch.tensor([subject.tokenizer(snippet.text)["input_ids"]])
        for layer, values in enumerate(mlp_down(subject, ids)):
            np.testing.assert_allclose(found[number, layer], values[0, 1:].mean(dim=0), rtol=1e-3, atol=1e-4)


def test_packing_changes_nothing(llama: Subject, corpus: Corpus) -> None:
    together = embed(llama, packing(llama, corpus.snippets, 100, 4096))
    apart = embed(llama, packing(llama, corpus.snippets, 100, 64))
    np.testing.assert_allclose(together, apart, rtol=1e-4, atol=1e-5)
    backwards = embed(llama, packing(llama, corpus.snippets[::-1], 100, 512))
    np.testing.assert_allclose(backwards[::-1], together, rtol=1e-4, atol=1e-5)


def test_a_batch_holds_whole_programs_and_layers_can_be_chosen(llama: Subject, corpus: Corpus) -> None:
    packed = packing(llama, corpus.snippets, 100, 256)
    places = [place for batch in packed for place in pooled(llama, batch, [("mlp", "mean")])[0].tolist()]
    assert sorted(places) == list(range(len(corpus.snippets)))
    np.testing.assert_array_equal(embed(llama, packed, layers=[2, 0]), embed(llama, packed)[:, [2, 0]])


def test_rare_tokens_count_for_more(llama: Subject) -> None:
    documents = packing(llama, SNIPPETS, 100, 256).documents
    idf = inverse_frequencies(llama, documents)
    newline, once = (llama.tokenizer(text, add_special_tokens=False)["input_ids"][0] for text in ("\n", "*"))
    assert idf[newline] == pytest.approx(math.log(5 / 5) + 1)
    assert idf[once] == pytest.approx(math.log(5 / 2) + 1)


def test_the_model_is_as_before(llama: Subject) -> None:
    ids = torch.tensor([llama.tokenizer(SNIPPETS[0].text)["input_ids"]])
    before = llama.model(input_ids=ids).logits
    embed(llama, packing(llama, SNIPPETS, 100, 256))
    assert torch.equal(llama.model(input_ids=ids).logits, before)
    assert not any(block._forward_hooks for block in llama.blocks)


@pytest.mark.parametrize(
    ("text", "what", "how", "message"),
    [
        ("", "residual", "mean", "without tokens"),
        ("ab", "logits", "mean", "unknown output"),
        ("ab", "mlp", "max", "unknown pooling"),
    ],
)
def test_what_cannot_be_pooled_is_refused(llama: Subject, text: str, what: str, how: str, message: str) -> None:
    cut = packing(llama, [Snippet("python", text, "made by hand")], 100, 256)
    if not text:
        cut = replace(cut, documents=[replace(cut.documents[0], ids=())], batches=[])
    with pytest.raises(NeuroglotError, match=message):
        embed(llama, cut, what, how)


def test_blocks_behind_the_last_layer_are_not_run(llama: Subject, corpus: Corpus) -> None:
    packed = packing(llama, corpus.snippets, 100, 256)
    every = embed(llama, packed)
    ran: list[int] = []
    handles = [block.register_forward_hook(lambda *_, at=at: ran.append(at)) for at, block in enumerate(llama.blocks)]
    first = embed(llama, packed, layers=[1])
    for handle in handles:
        handle.remove()
    np.testing.assert_array_equal(first[:, 0], every[:, 1])
    assert set(ran) == {0, 1}
    np.testing.assert_array_equal(embed(llama, packed), every)
