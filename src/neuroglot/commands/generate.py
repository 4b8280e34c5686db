"""neuroglot generate: samples of a model, plain or ablated, for every problem of a benchmark."""

from __future__ import annotations

import gc
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from rich.table import Table

from neuroglot.answer import Answer
from neuroglot.commands.options import MODEL
from neuroglot.console import PROGRESS
from neuroglot.core.corpus import ProblemSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import FIVE, title
from neuroglot.core.neuron_files import load_sets
from neuroglot.core.neurons import NeuronSet
from neuroglot.core.samples import Sample
from neuroglot.corpora.problems import load_problems, sample_problems
from neuroglot.generation.engine import Engine, TransformersEngine, identity_of
from neuroglot.generation.generate import generate as run_generate
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.generation.vllm_engine import VllmEngine
from neuroglot.models.export import export
from neuroglot.models.fingerprint import TOKENIZER, WEIGHTS, fingerprint
from neuroglot.models.loading import DTYPES, UNTRAINED, HoldOptions, load_config, load_subject, model_folder
from neuroglot.models.slices import run_of

ENGINES = ("transformers", "vllm")


@dataclass(frozen=True, slots=True)
class GenerateOptions:
    """Which model writes for which problems, and where to."""

    model: Annotated[str, MODEL] = "embedded"
    problems: Annotated[str, "bundled, humaneval_x:PATH, mceval:PATH, mbxp:PATH, or a file of problems"] = "bundled"
    split: Annotated[str, "bundled: test, validation, ...; of other benchmarks a half; none: all (bundled: test)"] = ""
    languages: Annotated[tuple[str, ...], "languages of the problems"] = FIVE
    tasks: Annotated[int, "problems of so many tasks a language; 0: all"] = 0
    draw: Annotated[int, "seed by which those tasks are drawn"] = 0
    out: Annotated[str, "file of the samples; a run that was stopped goes on"] = "samples.jsonl"
    ablate: Annotated[str, "neurons that are silent meanwhile: SETS.safetensors:LABEL; none: the plain model"] = ""
    engine: Annotated[str, "transformers, or vllm (many times faster on a GPU; installed apart)"] = "transformers"


def generate(options: GenerateOptions, sampling: SamplingOptions, hold: HoldOptions) -> Answer:
    """Write samples."""
    if options.engine not in ENGINES:
        raise NeuroglotError(f"unknown engine {options.engine!r}; known: {', '.join(ENGINES)}")
    problem_set = load_problems(options.problems, options.split, options.languages)
    problem_set = sample_problems(problem_set, options.tasks, options.draw)
    neurons = _neurons(options.ablate) if options.ablate else None
    out = run_of(hold.device, Path(options.out).expanduser())
    opened = _vllm if options.engine == "vllm" else _transformers
    with opened(options.model, hold, neurons) as engine:
        start = time.perf_counter()
        samples = run_generate(engine, problem_set, sampling, out, PROGRESS)
        seconds = time.perf_counter() - start
    return _answer(out, problem_set, samples, engine.tokens, seconds)


def _neurons(spec: str) -> NeuronSet:
    name, separator, label = spec.rpartition(":")
    if not separator or not name:
        raise NeuroglotError(f"--ablate {spec}: expected FILE.safetensors:LABEL, such as sets.safetensors:go")
    sets = load_sets(Path(name).expanduser())
    if label not in sets:
        raise NeuroglotError(f"{name} has no set {label!r}; it has {', '.join(sets)}")
    return sets[label]


@contextmanager
def _transformers(model: str, hold: HoldOptions, neurons: NeuronSet | None) -> Iterator[Engine]:
    yield TransformersEngine(load_subject(model, hold), neurons)


@contextmanager
def _vllm(model: str, hold: HoldOptions, neurons: NeuronSet | None) -> Iterator[Engine]:
    """vLLM on the model's folder, or on a checkpoint of the ablated model that is removed afterwards."""
    if model.startswith(UNTRAINED):
        raise NeuroglotError(f"vLLM reads weights from files, and {model} has none: give --engine transformers")
    folder = model_folder(model)
    identity = identity_of(fingerprint(folder, WEIGHTS), fingerprint(folder, TOKENIZER), neurons)
    if neurons is None:
        yield VllmEngine(folder, identity, hold.dtype)
        return
    own = str(getattr(load_config(folder, hold.remote_code), "dtype", None)).removeprefix("torch.")
    dtype = hold.dtype if hold.dtype != "auto" else own if own in DTYPES else "float32"
    with tempfile.TemporaryDirectory(prefix="neuroglot-") as place:
        engine = VllmEngine(Path(place) / "ablated", identity, hold.dtype)
        subject = load_subject(model, replace(hold, device="cpu", dtype=dtype))
        export(subject, engine.folder, neurons)
        del subject
        gc.collect()
        yield engine


def _answer(out: Path, problem_set: ProblemSet, samples: tuple[Sample, ...], tokens: int, seconds: float) -> Answer:
    language_of = {problem.task_id: problem.language for problem in problem_set.problems}
    problems = Counter(problem.language for problem in problem_set.problems)
    written = Counter(language_of[sample.task_id] for sample in samples)
    by_length = Counter(language_of[sample.task_id] for sample in samples if sample.finish == "length")
    table = Table(title=f"samples in {out}")
    for column in ("language", "problems", "samples", "ended by length"):
        table.add_column(column, justify="left" if column == "language" else "right")
    for language in problem_set.languages:
        table.add_row(title(language), f"{problems[language]:,}", f"{written[language]:,}", f"{by_length[language]:,}")
    rate = tokens / seconds if tokens else None
    table.caption = "all were there already" if rate is None else f"{tokens:,} tokens, {rate:,.0f} a second"
    data = {
        "file": str(out),
        "problems": problem_set.hash(),
        "samples": len(samples),
        "languages": {
            language: {
                "problems": problems[language],
                "samples": written[language],
                "ended by length": by_length[language],
            }
            for language in problem_set.languages
        },
        "tokens": tokens,
        "tokens per second": rate,
    }
    return Answer(data, table)
