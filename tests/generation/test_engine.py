"""Engines write trimmed samples for what is asked; vLLM is given exactly what ours uses."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from transformers import AutoTokenizer

from neuroglot.core.corpus import Problem, ProblemSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import Neuron, NeuronSet, neuron_set
from neuroglot.generation.engine import Engine, Request, TransformersEngine, identity_of, requests_for
from neuroglot.generation.sampling import SamplingOptions, stream_seed
from neuroglot.generation.stopping import stops
from neuroglot.generation.vllm_engine import VllmEngine
from neuroglot.models import embedded
from neuroglot.models.edits import Edit
from neuroglot.models.export import export
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.models.subject import Subject

SHORT = SamplingOptions(samples=2, max_new_tokens=8, batch=3)


def problem(task_id: str, language: str, prompt: str) -> Problem:
    return Problem(task_id, task_id, language, "", prompt, "", (), "")


PROBLEMS = ProblemSet(
    "toy",
    "",
    (
        problem("Python/0", "python", "def f(x):\n"),
        problem("Go/0", "go", "func f(x int) int {\n"),
        problem("CPP/0", "cpp", "int f(int x) {\n"),
    ),
)


def silent(subject: Subject) -> NeuronSet:
    return neuron_set("some", "hand", [Neuron(1, "mlp.up", n) for n in range(subject.widths["mlp.up", 1])])


def texts(engine: Engine, options: SamplingOptions = SHORT) -> dict[tuple[str, int], str]:
    found = engine.generate(requests_for(PROBLEMS, options.samples), options)
    return {(sample.task_id, sample.number): sample.text for sample in found}


def test_each_request_gets_its_sample_whatever_batch_and_order(llama: Subject) -> None:
    engine = TransformersEngine(llama)
    whole = texts(engine)
    assert set(whole) == {(row.task_id, number) for row in PROBLEMS.problems for number in range(2)}
    assert 0 < engine.tokens <= 6 * 8
    assert whole == texts(engine, SamplingOptions(samples=2, max_new_tokens=8, batch=64))
    wanted = requests_for(PROBLEMS, 2)[4:1:-1]
    some = {(sample.task_id, sample.number): sample.text for sample in engine.generate(wanted, SHORT)}
    assert some == {place: whole[place] for place in some}
    assert len(some) == 3
    assert whole != texts(engine, SamplingOptions(samples=2, max_new_tokens=8, seed=1))


def test_an_ablated_engine_writes_what_the_exported_model_writes(llama: Subject, tmp_path: Path) -> None:
    neurons = silent(llama)
    plain = texts(TransformersEngine(llama))
    weights = llama.module("mlp.up", 1).weight.clone()
    ablated = TransformersEngine(llama, neurons)
    found = ablated.generate(requests_for(PROBLEMS, 2), SHORT)
    next(found)
    assert torch.equal(llama.module("mlp.up", 1).weight, weights)  # also while the caller holds a sample
    exported = load_subject(str(export(llama, tmp_path / "ablated", neurons)), HoldOptions(device="cpu"))
    assert texts(ablated) == texts(TransformersEngine(exported)) != plain


def test_an_engine_holds_what_an_edit_holds_and_leaves_no_hook(llama: Subject) -> None:
    neurons = silent(llama)
    plain = texts(TransformersEngine(llama))
    zeroes = {key: np.zeros(len(indices)) for key, indices in neurons.members.items()}
    edited = TransformersEngine(llama, Edit(neurons, {key: values + 2 for key, values in zeroes.items()}))
    found = edited.generate(requests_for(PROBLEMS, 2), SHORT)
    next(found)
    assert texts(TransformersEngine(llama)) == plain  # also while the caller holds a sample
    assert texts(TransformersEngine(llama, Edit(neurons, zeroes))) == texts(TransformersEngine(llama, neurons))
    assert (
        len({tuple(sorted(one.items())) for one in (plain, texts(edited), texts(TransformersEngine(llama, neurons)))})
        == 3
    )


def test_the_identity_tells_edits_apart() -> None:
    sets = [neuron_set(label, "hand", [Neuron(1, "mlp.up", n)]) for label, n in (("go", 3), ("go", 4), ("cpp", 3))]
    values = [Edit(sets[0], {("mlp.up", 1): np.array([value])}) for value in (0.0, 0.5)]
    identities = [identity_of("w", "t", silent) for silent in (None, *sets, *values)]
    assert len({tuple(identity.items()) for identity in identities}) == 6
    assert identities[1] == identity_of("w", "t", Edit(sets[0]))
    assert identities[1]["neurons"] != identities[2]["neurons"]
    assert identities[1]["neurons"] == identities[3]["neurons"]


def test_samples_are_trimmed_and_a_cut_prompt_ends_by_length(llama: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([*llama.tokenizer("a}\nfunc main(")["input_ids"][1:]])
    monkeypatch.setattr(
        "neuroglot.generation.decoding.sample_tokens",
        lambda logits, *_: torch.full((len(logits),), int(next(drawn))),
    )
    prompt = "// x\n" * 40 + "func f() {\n"
    options = SamplingOptions(max_new_tokens=16)
    (sample,) = TransformersEngine(llama).generate([Request("Go/1", 0, "go", prompt)], options)
    assert (sample.text, sample.finish) == ("a}\n", "length")


@dataclass
class FakeVllm:
    """Stands for the module: remembers what it is given, and answers each request with the same completion."""

    answer: str = "\treturn x\n}\n\nfunc g() {"
    reason: str = "stop"
    models: list[dict[str, Any]] = field(default_factory=list)
    given: list[tuple[list[int], dict[str, Any]]] = field(default_factory=list)

    def module(self) -> ModuleType:
        module = ModuleType("vllm")
        module.LLM = self.load  # type: ignore[attr-defined]
        module.SamplingParams = dict  # type: ignore[attr-defined]
        module.__version__ = "0"  # type: ignore[attr-defined]
        return module

    def load(self, **settings: Any) -> FakeVllm:
        self.models.append(settings)
        return self

    def generate(self, prompts: list[Any], sampling_params: list[Any], use_tqdm: bool) -> list[Any]:
        assert not use_tqdm
        outputs = []
        for prompt, wishes in zip(prompts, sampling_params, strict=True):
            self.given.append((prompt["prompt_token_ids"], wishes))
            allowed = wishes.get("allowed_token_ids")
            tokens = [allowed[-1]] if allowed else [7] * 5
            completion = {"text": "" if allowed else self.answer, "token_ids": tokens, "finish_reason": self.reason}
            outputs.append(type("Output", (), {"outputs": [type("Completion", (), completion)]}))
        return outputs


@pytest.fixture
def vllm(monkeypatch: pytest.MonkeyPatch) -> FakeVllm:
    fake = FakeVllm()
    monkeypatch.setitem(sys.modules, "vllm", fake.module())
    return fake


def test_vllm_is_given_what_our_engine_uses(llama: Subject, tmp_path: Path, vllm: FakeVllm) -> None:
    folder = export(llama, tmp_path / "model")
    engine = VllmEngine(folder, identity_of("w", "t", None), "float32")
    options = SamplingOptions(temperature=0.7, top_p=0.9, top_k=0, max_new_tokens=20, seed=3)
    request = Request("Go/0", 2, "go", "func f(x int) int {\n")
    (sample,) = engine.generate([request], options)
    assert (sample.task_id, sample.number, sample.text, sample.finish) == ("Go/0", 2, "\treturn x\n}\n", "stop")
    assert engine.tokens == 5
    assert engine.identity == {
        "engine": "vllm", "weights": "w", "tokenizer": "t", "ablated": "nothing", "neurons": "none",
    }  # fmt: skip
    tokens = llama.tokenizer(request.prompt)["input_ids"]
    assert vllm.models == [{"model": str(folder), "dtype": "float32", "max_model_len": len(tokens) + 20}]
    assert vllm.given == [
        (
            tokens,
            {
                "temperature": 0.7,
                "top_p": 0.9,
                "top_k": -1,
                "max_tokens": 20,
                "seed": stream_seed(3, "Go/0", 2),
                "stop": list(stops("go")),
                "stop_token_ids": [0, 1, 2],
            },
        )
    ]


def test_vllm_heals_a_newline_at_the_end_of_a_prompt(vllm: FakeVllm) -> None:
    """The first token is asked for alone, among those that begin with the newline."""
    tokenizer = AutoTokenizer.from_pretrained(embedded.folder())
    vllm.answer, vllm.reason = "return x", "length"
    engine = VllmEngine(embedded.folder(), {})
    request = Request("Python/0", 0, "python", "def f(x):\n")
    (sample,) = engine.generate([request], SamplingOptions(max_new_tokens=20))
    (first, wishes), (rest, more) = vllm.given
    assert wishes["max_tokens"] == 1
    assert more["max_tokens"] == 19
    assert tokenizer.decode(first[1:]) == "def f(x):"
    drawn = tokenizer.decode([wishes["allowed_token_ids"][-1]])
    assert drawn.startswith("\n")
    assert tokenizer.decode(rest[1:]) == "def f(x):" + drawn
    assert wishes["seed"] != more["seed"]
    assert sample.finish == "length"
    assert engine.tokens == 6


def test_vllms_answer_that_ran_out_of_tokens_ends_by_length(llama: Subject, tmp_path: Path, vllm: FakeVllm) -> None:
    vllm.answer, vllm.reason = "\treturn x\n}\n\nfunc g() int", "length"
    engine = VllmEngine(export(llama, tmp_path / "model"), {})
    found = list(engine.generate(requests_for(PROBLEMS, 2), SHORT))
    assert [(sample.task_id, sample.number) for sample in found] == [
        (request.task_id, request.number) for request in requests_for(PROBLEMS, 2)
    ]
    assert {sample.finish for sample in found} == {"length"}
    assert found[2].text == "\treturn x\n}\n"


def test_without_vllm_the_way_to_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vllm", None)
    with pytest.raises(NeuroglotError, match="pip install vllm"):
        VllmEngine(tmp_path, {})
