"""The embedded model: a small Llama with tied embeddings, and the optimizers for its two kinds of parameters."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from transformers import LlamaConfig, LlamaForCausalLM

CONTEXT = 1024


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the model."""

    vocabulary: int = 4096
    hidden: int = 256
    layers: int = 8
    heads: int = 8
    key_value_heads: int = 4
    inner: int = 640


def build(shape: Shape, special: tuple[int, int, int] = (0, 1, 2)) -> LlamaForCausalLM:
    """A freshly initialised model, fp32; `special` are the ids of BOS, EOS and padding.

    Projections that write to the residual stream begin at zero (Yang and Hu's muP reading of residual branches, as in
    nanochat), so every block begins as the identity.
    """
    begin, end, pad = special
    config = LlamaConfig(  # type: ignore[call-arg]
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        intermediate_size=shape.inner,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.key_value_heads,
        max_position_embeddings=CONTEXT,
        tie_word_embeddings=True,
        attn_implementation="sdpa",
        bos_token_id=begin,
        eos_token_id=end,
        pad_token_id=pad,
    )
    model = LlamaForCausalLM(config)
    for block in model.model.layers:
        torch.nn.init.zeros_(block.self_attn.o_proj.weight)
        torch.nn.init.zeros_(block.mlp.down_proj.weight)
    return model


def optimizers(model: LlamaForCausalLM, matrix_rate: float, other_rate: float) -> list[torch.optim.Optimizer]:
    """Muon (Jordan et al. 2024) for the blocks' matrices, AdamW for the embedding and the norms.

    Every group remembers its peak rate as `peak`; the schedule scales it.
    """
    matrices = [weight for weight in model.model.layers.parameters() if weight.ndim == 2]
    norms = [weight for weight in model.parameters() if weight.ndim == 1]
    embedding = [model.model.embed_tokens.weight]
    muon = torch.optim.Muon(matrices, lr=matrix_rate, weight_decay=0.1, adjust_lr_fn="match_rms_adamw")
    groups = [{"params": embedding, "weight_decay": 0.1}, {"params": norms, "weight_decay": 0.0}]
    adamw = torch.optim.AdamW(groups, lr=other_rate, betas=(0.9, 0.95), eps=1e-10)
    chosen: list[torch.optim.Optimizer] = [muon, adamw]
    for optimizer in chosen:
        for group in optimizer.param_groups:
            group["peak"] = group["lr"]
    return chosen
