"""Tiny random models of every family, with a byte tokenizer, as Subjects: for laws that need no trained weights."""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedTokenizerFast

from neuroglot.models.architectures import ARCHITECTURES
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.models.subject import Subject

FAMILIES = tuple(family for family, row in ARCHITECTURES.items() if row.mixture is None)
MIXTURES = tuple(family for family in ARCHITECTURES if family not in FAMILIES)

_COMMON = {"vocab_size": 260, "bos_token_id": 0, "eos_token_id": 1, "pad_token_id": 2, "tie_word_embeddings": False}

_GATED = {
    **_COMMON,
    "hidden_size": 24,
    "intermediate_size": 40,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 8,
    "max_position_embeddings": 128,
}

_CONFIGS = {
    "llama": {**_GATED, "attention_bias": True, "mlp_bias": True},
    "qwen2": {name: value for name, value in _GATED.items() if name != "head_dim"},
    "qwen3": _GATED,
    "mistral": {**_GATED, "sliding_window": 16},
    "gemma2": {**_GATED, "sliding_window": 16, "query_pre_attn_scalar": 8},
    "gemma3_text": {**_GATED, "sliding_window": 16, "query_pre_attn_scalar": 8},
    "gpt2": {**_COMMON, "n_embd": 24, "n_layer": 3, "n_head": 4, "n_positions": 128},
    "gpt_neox": {**_GATED, "num_key_value_heads": None, "head_dim": None},
    "starcoder2": {name: value for name, value in _GATED.items() if name != "head_dim"},
    "mixtral": {**_GATED, "num_local_experts": 4, "num_experts_per_tok": 2},
    # Layers 0 and 2 have experts, layer 1 an MLP.
    "qwen3_moe": {
        **_GATED,
        "num_experts": 6,
        "num_experts_per_tok": 2,
        "moe_intermediate_size": 20,
        "mlp_only_layers": [1],
        "norm_topk_prob": True,
    },
    "olmoe": {
        **{name: value for name, value in _GATED.items() if name != "head_dim"},
        "num_experts": 4,
        "num_experts_per_tok": 2,
    },
}


def byte_tokenizer() -> PreTrainedTokenizerFast:
    """A byte-level tokenizer without merges that puts `<s>` before every text."""
    vocabulary = {"<s>": 0, "</s>": 1, "<pad>": 2}
    for symbol in sorted(pre_tokenizers.ByteLevel.alphabet()):
        vocabulary[symbol] = len(vocabulary)
    tokenizer = Tokenizer(models.BPE(vocabulary, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 0)])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        clean_up_tokenization_spaces=False,
    )


def save_tiny(family: str, folder: Path, seed: int = 0, **changes: object) -> Path:
    """Write a tiny random model of a family, with biases that are not zero, as a Hugging Face folder."""
    settings = {**_CONFIGS[family], **changes}
    config = AutoConfig.for_model(family, **{name: value for name, value in settings.items() if value is not None})
    torch.manual_seed(seed)
    model = AutoModelForCausalLM.from_config(config)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("bias"):
                parameter.normal_(std=0.1)
            elif parameter.ndim in (2, 3):
                parameter.mul_(4)  # small weights would make every law easy
    model.save_pretrained(folder)
    byte_tokenizer().save_pretrained(folder)
    return folder


def tiny(family: str, folder: Path, **changes: object) -> Subject:
    """A tiny random Subject of a family, in float32 on the CPU."""
    return load_subject(str(save_tiny(family, folder, **changes)), HoldOptions(device="cpu"))
