"""A small Llama whose weights are written, not trained: planted units among units of noise.

The residual stream has one orthonormal direction for each name of `plan`, turned at random, so that no feature of the
model is a direction. `one` is long and constant, so RMSNorm divides by almost the same number everywhere.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from neuroglot.core.corpus import Corpus
from neuroglot.core.languages import FIVE
from neuroglot.models.planted.difficulty import Difficulty
from neuroglot.models.planted.grammar import CLASSES, MARKERS, OWN, SYMBOLS, TAIL, WORDS, Grammar
from neuroglot.models.planted.plan import IDLE, INTERMEDIATE, LAYERS, PlantedUnit, Weights

WIDTH = 128
HEADS = 4
IDENTITY = 0.7
"""Length of the part of a token's embedding that nothing planted reads."""
UNEMBEDDING = 8.0
"""Logits that a step of 1 along `next T` adds to token T."""
BIGRAM = 1.0
"""How far a tail's embedding goes along the direction of the next one: 8 logits."""
BLUR = 0.05
"""How much of a noise unit there is in a planted one."""
UNREAD = 0.3
"""Length of the noise in a row of the unembedding."""
MIXING = 0.15
"""Scale of the noise in attention."""
NOISE_READ = 0.5
"""Scale of what a noise unit's gate and up read."""
NOISE_GATE = -0.5
"""Mean gate of a noise unit: it fires at about a quarter of the tokens, as units of trained models do."""

Array = NDArray[np.float64]


def tokenizer(rules: Grammar) -> Any:
    """One token for every word between blanks; nothing is put before a text."""
    vocabulary = {token: place for place, token in enumerate(("<pad>", "<unknown>", *rules.vocabulary))}
    words = Tokenizer(models.WordLevel(vocabulary, unk_token="<unknown>"))
    words.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    wrapper: Any = PreTrainedTokenizerFast
    return wrapper(tokenizer_object=words, pad_token="<pad>")


def model(rules: Grammar, units: Sequence[PlantedUnit], programs: Corpus, seed: int, difficulty: Difficulty) -> Any:
    """A LlamaForCausalLM, frozen, in float32 on the CPU. The programs only say how frequent each token is."""
    generator = np.random.default_rng([seed, 4])
    directions = _directions(generator)
    ids: dict[str, int] = tokenizer(rules).get_vocab()
    config = LlamaConfig(
        vocab_size=len(ids),
        hidden_size=WIDTH,
        intermediate_size=INTERMEDIATE,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        max_position_embeddings=512,
        # So slow a rotation that the last pair of a head's features hardly turns within a program.
        rope_parameters={"rope_type": "default", "rope_theta": 1e6},
        pad_token_id=ids["<pad>"],
        bos_token_id=None,
        eos_token_id=None,
        tie_word_embeddings=False,
    )
    with torch.random.fork_rng(devices=[]):  # its initialisation draws numbers, none of which stays
        made: Any = LlamaForCausalLM(config)
    made.requires_grad_(False)
    made.eval()
    _write(made.model.embed_tokens, _embedding(directions, ids, generator))
    _write(made.lm_head, _unembedding(directions, ids, programs, generator))
    for layer, block in enumerate(made.model.layers):
        _attention(block.self_attn, directions, generator, copies=layer == 0)
        here = [unit for unit in units if unit.neuron.layer == layer]
        _mlp(block.mlp, here, directions, generator, difficulty)
    return made


def _directions(generator: np.random.Generator) -> dict[str, Array]:
    """An orthonormal direction for every name; `rest` (directions, WIDTH) are the others.

    `readable` (WIDTH, WIDTH) projects onto all but the idle ones: what noise may read.
    """
    names = ["one", *(f"{what} {language}" for what in ("marks", "language", "own") for language in FIVE)]
    names += [f"class {place}" for place in CLASSES]
    names += [f"next {token}" for token in (*SYMBOLS, *TAIL)] + ["symbol"] + [f"idle {place}" for place in range(IDLE)]
    turned = np.linalg.qr(generator.normal(size=(WIDTH, WIDTH)))[0].T
    directions = {**dict(zip(names, turned, strict=False)), "rest": turned[len(names) :]}
    idle = np.stack([directions[f"idle {place}"] for place in range(IDLE)])
    return {**directions, "readable": np.eye(WIDTH) - idle.T @ idle}


def _along(directions: Mapping[str, Array], weights: Weights) -> Array:
    result: Array = np.sum([weight * directions[name] for name, weight in weights.items()], axis=0)
    return result


def _embedding(directions: Mapping[str, Array], ids: Mapping[str, int], generator: np.random.Generator) -> Array:
    rest = directions["rest"]
    identity = generator.normal(size=(len(ids), len(rest))) / math.sqrt(len(rest))
    rows = math.sqrt(WIDTH) * directions["one"] + IDENTITY * identity @ rest
    for place, words in zip(CLASSES, WORDS, strict=True):
        for word in words:
            rows[ids[word]] += directions[f"class {place}"]
    for language in FIVE:
        rows[ids[MARKERS[language]]] += directions[f"marks {language}"]
        rows[ids[OWN[language]]] += directions[f"own {language}"]
    for token, following in pairwise(TAIL):
        rows[ids[token]] += BIGRAM * directions[f"next {following}"]
    return rows


def _unembedding(
    directions: Mapping[str, Array], ids: Mapping[str, int], programs: Corpus, generator: np.random.Generator
) -> Array:
    """Rows read their token's direction; along `one` lies the logarithm of the token's frequency."""
    seen = Counter(token for snippet in programs.snippets for token in snippet.text.split()[1:])
    rows = UNREAD * generator.normal(size=(len(ids), WIDTH)) / math.sqrt(WIDTH) @ directions["readable"]
    for token, row in ids.items():
        rows[row] += math.log((seen[token] + 0.5) / seen.total()) / math.sqrt(WIDTH) * directions["one"]
        if f"next {token}" in directions:
            rows[row] += UNEMBEDDING * directions[f"next {token}"]
        if token in SYMBOLS:
            rows[row] += UNEMBEDDING * directions["symbol"]
    return rows


def _attention(attention: Any, directions: Mapping[str, Array], generator: np.random.Generator, copies: bool) -> None:
    """Noise, and, if the layer copies, a head that brings the marker's language to every later position."""
    q, k, v, o = (MIXING * generator.normal(size=(WIDTH, WIDTH)) / math.sqrt(WIDTH) for _ in range(4))
    q, k, v = (part @ directions["readable"] for part in (q, k, v))
    if copies:
        size = WIDTH // HEADS
        for part in (q, k, v, o.T):
            part[:size] = 0.0
        # The last feature of the head is in its slowest pair.
        q[size - 1] = 8.0 / math.sqrt(WIDTH) * directions["one"]
        k[size - 1] = 8.0 * _along(directions, {f"marks {language}": 1.0 for language in FIVE})
        for place, language in enumerate(FIVE):
            v[place] = directions[f"marks {language}"]
            o[:, place] = directions[f"language {language}"]
    for name, weight in {"q": q, "k": k, "v": v, "o": o}.items():
        _write(attention.get_submodule(f"{name}_proj"), weight)


def _mlp(
    mlp: Any,
    units: Sequence[PlantedUnit],
    directions: Mapping[str, Array],
    generator: np.random.Generator,
    difficulty: Difficulty,
) -> None:
    shape = (INTERMEDIATE, WIDTH)
    constant = directions["one"] / math.sqrt(WIDTH)
    content = directions["readable"] - np.outer(directions["one"], directions["one"])
    gate, up = (NOISE_READ * generator.normal(size=shape) @ content for _ in range(2))
    gate += (NOISE_GATE + 0.25 * generator.normal(size=(INTERMEDIATE, 1))) * constant
    length = difficulty.noise * np.exp(difficulty.spread * generator.normal(size=(INTERMEDIATE, 1)))
    writes = length * generator.normal(size=shape) / math.sqrt(WIDTH)
    scaled = {**directions, "one": constant}
    opened = difficulty.margin / (1 + math.exp(-difficulty.margin))
    for unit in units:
        index = unit.neuron.index
        gate[index] = BLUR * gate[index] + difficulty.margin * _along(scaled, unit.role.gate)
        up[index] = BLUR * up[index] + _along(scaled, unit.role.up)
        writes[index] = BLUR * writes[index] + _along(directions, unit.role.writes) / (UNEMBEDDING * opened)
    for name, weight in {"gate": gate, "up": up, "down": writes.T}.items():
        _write(mlp.get_submodule(f"{name}_proj"), weight)


def _write(module: Any, weight: Array) -> None:
    with torch.no_grad():
        module.weight.copy_(torch.from_numpy(weight))
