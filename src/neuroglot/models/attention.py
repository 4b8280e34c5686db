"""Attention of packed rows, one document at a time.

Where a row holds several documents, transformers' own way is a mask over all pairs of its positions, of which most are
hidden. Here each document is a call of its own, with the causal kernel and no mask. The model is told where documents
are by a tensor in the place of its attention mask; with any other mask, or none, the function is transformers' sdpa.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

BY_DOCUMENT = "sdpa_by_document"
"""The attention implementation's name in a model's configuration."""

NUMBERS = torch.int32
"""The type of a tensor that says where documents are: masks are of bool or of a floating type."""


def attend_by_document(model: Any) -> None:
    """Let a model that attends by sdpa, and lets its attention be chosen, attend by document."""
    if model.config._attn_implementation == "sdpa" and model._can_set_attn_implementation():
        model.set_attn_implementation(BY_DOCUMENT)


def attends_by_document(model: Any) -> bool:
    """Whether `attend_by_document` took."""
    return str(model.config._attn_implementation) == BY_DOCUMENT


def where_documents_are(slots: Tensor) -> Tensor:
    """What stands for an attention mask: `slots` is the number of each position's document in its row, -1 for padding,
    shape (rows, positions)."""
    found = slots[:, None, None, :].to(NUMBERS)
    found.stretches = _stretches(found)  # type: ignore[attr-defined]  # for all layers: reading a device waits for it
    return found


def _stretches(where: Tensor) -> list[list[tuple[bool, int]]]:
    """Of every row: what lies one behind another, whether it is a document, and its length."""
    found = []
    for row in where[:, 0, 0].cpu():
        numbers, lengths = torch.unique_consecutive(row, return_counts=True)
        found.append(list(zip((numbers >= 0).tolist(), lengths.tolist(), strict=True)))
    return found


def _attention(
    module: nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    sliding_window: int | None = None,
    **settings: Any,
) -> tuple[Tensor, None]:
    """transformers' form: queries (rows, heads, positions, features) to (rows, positions, heads, features)."""
    if attention_mask is None or attention_mask.dtype != NUMBERS:
        return sdpa_attention_forward(module, query, key, value, attention_mask, **settings)
    stretches = getattr(attention_mask, "stretches", None) or _stretches(attention_mask)
    rows = []
    for *row, parts in zip(*(torch.split(tensor, 1) for tensor in (query, key, value)), stretches, strict=True):
        lengths = [length for _, length in parts]
        pieces = zip(*(torch.split(tensor, lengths, dim=2) for tensor in row), (real for real, _ in parts), strict=True)
        rows.append(
            torch.cat(
                [
                    sdpa_attention_forward(module, q, k, v, _window(q, sliding_window), **settings)[0]
                    if real
                    else q.new_zeros(1, q.shape[2], q.shape[1], v.shape[3])
                    for q, k, v, real in pieces
                ],
                dim=1,
            )
        )
    return torch.cat(rows), None


def _window(query: Tensor, sliding_window: int | None) -> Tensor | None:
    """The mask of a document that is longer than the window of its layer; others need none."""
    length = query.shape[2]
    if sliding_window is None or length <= sliding_window:
        return None
    inside = torch.ones(length, length, dtype=torch.bool, device=query.device)
    return inside.tril().triu(1 - sliding_window)[None, None]


AttentionInterface.register(BY_DOCUMENT, _attention)
AttentionMaskInterface.register(BY_DOCUMENT, sdpa_mask)
