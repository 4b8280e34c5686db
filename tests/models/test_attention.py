"""Attention one document at a time is attention under the mask over all positions, whatever is packed beside what."""

from __future__ import annotations

from array import array
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from neuroglot.core.corpus import Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.models import attention
from neuroglot.models.attention import BY_DOCUMENT, attends_by_document, where_documents_are
from neuroglot.models.batches import Document, keep_layout, pack_in_one_row, packing
from neuroglot.models.hooks import capture
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.models.losses import hidden_states
from neuroglot.models.subject import Subject
from tests.families import save_tiny, tiny

SLOTS = torch.tensor([[0] * 5 + [1] * 9 + [2] + [-1] * 3, [0] * 18])


class Layer(nn.Module):
    """What an attention function asks of its layer: two heads of queries share one of keys."""

    num_key_value_groups = 2
    is_causal = True


def by_definition(query: Tensor, key: Tensor, value: Tensor, window: int | None) -> Tensor:
    """Softmax over the positions of the same document that are not later, nor too far back."""
    position = torch.arange(SLOTS.shape[1])
    back = position[:, None] - position[None, :]
    seen = (SLOTS[:, :, None] == SLOTS[:, None, :]) & (back >= 0) & (back < (window or 99))
    key, value = (tensor.repeat_interleave(2, dim=1) for tensor in (key, value))
    weights = (query @ key.transpose(2, 3) * 0.5).masked_fill(~seen[:, None], float("-inf")).softmax(-1)
    return (weights @ value).transpose(1, 2)


@pytest.mark.parametrize("window", [None, 4, 9])
@pytest.mark.parametrize("moved", [False, True])
def test_documents_attend_to_themselves(window: int | None, moved: bool) -> None:
    torch.manual_seed(0)
    query, key, value = (torch.randn(2, heads, 18, 4, requires_grad=True) for heads in (4, 2, 2))
    where = where_documents_are(SLOTS)
    if moved:  # to another device it goes as a plain tensor
        where = where.clone()
    found, _ = attention._attention(Layer(), query, key, value, where, sliding_window=window, scaling=0.5)
    expected = by_definition(query, key, value, window)
    real = SLOTS >= 0
    torch.testing.assert_close(found[real], expected[real])
    assert not found[~real].any()
    slopes = [torch.autograd.grad(one[real].pow(2).sum(), (query, key, value)) for one in (found, expected)]
    for one, other in zip(*slopes, strict=True):
        torch.testing.assert_close(one, other)


def test_any_other_mask_is_left_to_transformers() -> None:
    torch.manual_seed(0)
    query, key, value = (torch.randn(2, heads, 18, 4) for heads in (4, 2, 2))
    seen = torch.ones(18, 18, dtype=torch.bool).tril()
    masked, _ = attention._attention(Layer(), query, key, value, seen[None, None], scaling=0.5)
    plain, _ = attention._attention(Layer(), query, key, value, None, scaling=0.5)
    whole = where_documents_are(torch.zeros(2, 18, dtype=torch.int64))
    as_one, _ = attention._attention(Layer(), query, key, value, whole, scaling=0.5)
    torch.testing.assert_close(masked, plain)
    assert torch.equal(plain, as_one)


@pytest.mark.parametrize(("family", "attends"), [("llama", True), ("gemma3_text", True), ("gemma2", False)])
def test_which_models_attend_by_document(family: str, attends: bool, tmp_path: Path) -> None:
    assert attends_by_document(tiny(family, tmp_path / "auto").model) == attends
    eager = load_subject(str(save_tiny(family, tmp_path / "eager")), HoldOptions(device="cpu", attention="eager"))
    assert not attends_by_document(eager.model)
    snippets = [Snippet("python", "x = 1\n" * 10, "")] * 7
    assert len(packing(eager, snippets, 128, 512)[0].slots) == 2  # rows of 256 tokens at most


def test_what_is_written_is_what_sdpa_writes(llama: Subject) -> None:
    ids = torch.randint(3, 260, (2, 12), generator=torch.Generator().manual_seed(0))
    mask = torch.ones_like(ids)
    mask[0, :4] = 0
    written = []
    for implementation in (BY_DOCUMENT, "sdpa"):
        llama.model.set_attn_implementation(implementation)
        with torch.no_grad():
            written.append(llama.model.generate(input_ids=ids, attention_mask=mask, max_new_tokens=8, do_sample=False))
    llama.model.set_attn_implementation(BY_DOCUMENT)
    assert torch.equal(*written)


def test_a_document_reads_the_same_alone_and_beside_others(llama: Subject) -> None:
    texts = ["x = 1\ny = 2\n", "def f(a):\n    return a + 1\n", "while True:\n    pass\n"]
    snippets = [Snippet("python", text, "") for text in texts]
    found: list[Tensor] = []
    with torch.no_grad(), capture(llama, ["mlp.down"], lambda key, values, _: found.append(values[0])):
        hidden_states(llama, packing(llama, snippets, 128, 512)[0])
        together, found = found[-1], []
        for snippet in snippets:
            hidden_states(llama, packing(llama, [snippet], 128, 512)[0])
    torch.testing.assert_close(together, torch.cat(found[2::3]))


def test_one_row_holds_every_document_whole_and_in_order() -> None:
    lengths = [5, 0, 3, 9, 1, 1, 12, 2]
    documents = [Document(place, array("i", [1] * length), frozenset(), 0) for place, length in enumerate(lengths)]
    batches = pack_in_one_row(documents, 10)
    assert [[document.index for document in row] for batch in batches for row in batch] == [
        [0, 2],
        [3, 4],
        [5],
        [6],
        [7],
    ]
    assert all(len(batch) == 1 for batch in batches)


def test_batches_that_others_began_are_refused(tmp_path: Path, llama: Subject) -> None:
    snippets = [Snippet("python", "x = 1\n" * 10, "")] * 7
    stem = tmp_path / "run" / "part"
    keep_layout(stem, packing(llama, snippets, 128, 512))
    (tmp_path / "run" / "part-00000.safetensors").touch()
    keep_layout(stem, packing(llama, snippets, 128, 512))
    eager = load_subject(llama.id, HoldOptions(device="cpu", attention="eager"))
    with pytest.raises(NeuroglotError, match="begun with other batches"):
        keep_layout(stem, packing(eager, snippets, 128, 512))
    keep_layout(stem, packing(llama, snippets, 128, 512))


def test_parts_of_unknown_batches_are_refused(tmp_path: Path, llama: Subject) -> None:
    (tmp_path / "part-00000.safetensors").touch()
    with pytest.raises(NeuroglotError, match="begun with other batches"):
        keep_layout(tmp_path / "part", packing(llama, [Snippet("python", "x = 1\n", "")], 128, 512))
