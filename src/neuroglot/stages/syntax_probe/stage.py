"""The stage: programs to train on and others to test on; how well a linear probe reads a token's node at every layer.

States are read in one pass over all programs, for all layers. A layer's answers are a part on disk, so that a killed
stage reads again and goes on with the layers that it lacks; each layer's fits begin at zero, so they are the same.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load, save

from neuroglot.core.artifacts import Artifact, Request, read_json, write_bytes, write_json
from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.halves import units
from neuroglot.core.progress import Progress, Silent
from neuroglot.core.results import Result
from neuroglot.core.spread import spread
from neuroglot.metrics.intervals import resamples
from neuroglot.models.batches import Packing, packing
from neuroglot.models.subject import Subject
from neuroglot.stages.syntax_probe.logistic import fit, held_out_accuracy, predict, standard
from neuroglot.stages.syntax_probe.questions import PROGRAMS, Question, program_question, questions
from neuroglot.stages.syntax_probe.reading import States, read_states
from neuroglot.stages.syntax_probe.results import Answers, Cases, probe_results
from neuroglot.stages.syntax_probe.tokens import Tokens, Types, labelled

PENALTIES = "penalties.json"
FOLDS = 5
PENALTY_GRID = ("0.1", "0.01", "0.001", "0.0001", "0.00001")


@dataclass(frozen=True, slots=True)
class SyntaxProbeOptions:
    """How many tokens a probe is trained and tested on, and how."""

    train_tokens: Annotated[int, "tokens to train on, as many of each language, evenly by program; 0: all"] = 20_000
    test_tokens: Annotated[int, "tokens to test on, in the same way; 0: all"] = 8_000
    penalty: Annotated[tuple[str, ...], "weight penalties, of which a held-out part of training chooses"] = PENALTY_GRID
    iterations: Annotated[int, "iterations of a fit, at most"] = 200
    context: Annotated[int, "longest program in tokens; longer ones are cut there"] = 1024
    batch_tokens: Annotated[int, "tokens in a batch"] = 2048
    seed: Annotated[int, "of the tokens that are drawn, the control task and the intervals"] = 0
    bootstrap: Annotated[int, "bootstrap samples behind each interval"] = 2000


def syntax_probe_request(subject: Subject, train: Corpus, test: Corpus, options: SyntaxProbeOptions) -> Request:
    """What identifies a probing: its options, the model's files, and both corpora."""
    return Request(
        stage="syntax_probe",
        options={
            **asdict(options),
            "model": subject.id,
            "corpus": test.name,
            "train": train.split,
            "split": test.split,
        },
        identity={
            "weights": subject.weights,
            "tokenizer": subject.tokens,
            "training programs": train.hash(),
            "test programs": test.hash(),
        },
    )


def syntax_probe(
    subject: Subject,
    train: Corpus,
    test: Corpus,
    options: SyntaxProbeOptions,
    artifact: Artifact,
    progress: Progress | None = None,
) -> tuple[Result, ...]:
    """Train on one corpus, test on the other. Raises NeuroglotError where a task is in both, or a penalty is none."""
    progress = progress or Silent()
    if artifact.complete:
        return artifact.results()
    started = time.monotonic()
    penalties = _penalties(options)
    data = _prepare(subject, train, test, options)
    progress.begin("reading states", len(data.packed[0]) + len(data.packed[1]))
    states = [
        read_states(subject, packed, tokens, progress.advance)
        for packed, tokens in zip(data.packed, data.tokens, strict=True)
    ]
    chosen = _chosen(data, states[0], penalties, options, artifact, progress)
    answers = _answers(data, states, chosen, options, artifact, progress)
    results = probe_results(data.asked, answers, data.cases)
    facts = {
        **subject.facts(),
        "seconds": round(time.monotonic() - started, 2),
        "tokens": {"train": len(data.tokens[0]), "test": len(data.tokens[1])},
        "classes": {question.key: question.classes for question in data.asked},
        "penalties": chosen,
        "programs cut to the context": sum(packed.cut for packed in data.packed),
    }
    artifact.finish(results, facts)
    return tuple(results)


@dataclass(frozen=True)
class _Data:
    """What is probed: of training and of test the packed programs and the tokens; what is asked; the test cases.

    `names` are the tasks of training, `program_unit` the place of every training program's task among them; fits run on
    `device`.
    """

    packed: tuple[Packing, Packing]
    tokens: tuple[Tokens, Tokens]
    asked: Sequence[Question]
    cases: Cases
    names: tuple[str, ...]
    program_unit: NDArray[np.int64]
    device: torch.device

    def kept_out(self, question: Question, seed: int) -> NDArray[np.bool_]:
        """Which of a question's training cases are kept out to choose the penalty: a fifth of the tasks, by hash."""
        drawn = sorted(self.names, key=lambda name: hashlib.sha256(f"{seed} probe {name}".encode()).digest())
        outside = set(drawn[::FOLDS])
        of_unit = np.array([name in outside for name in self.names])
        unit = self.program_unit if question.name == PROGRAMS else self.program_unit[self.tokens[0].program]
        return np.asarray(of_unit[unit[question.train]])


def _prepare(subject: Subject, train: Corpus, test: Corpus, options: SyntaxProbeOptions) -> _Data:
    languages = [language for language in train.languages if language in test.languages]
    corpora = tuple(_only(corpus, languages) for corpus in (train, test))
    (names, train_unit), (test_names, test_unit) = (units(corpus.snippets) for corpus in corpora)
    shared = set(names) & set(test_names)
    if shared:
        some = f"{len(shared)} tasks are in both corpora, such as {sorted(shared)[0]!r}"
        raise NeuroglotError(f"{some}: train and test a probe on different tasks")
    if not languages:
        raise NeuroglotError("no language is in both corpora: train and test a probe on the same languages")
    packed = tuple(packing(subject, one.snippets, options.context, options.batch_tokens) for one in corpora)
    types = Types()
    every = [
        labelled(subject, one, rows.documents, languages, types) for one, rows in zip(corpora, packed, strict=True)
    ]
    tokens = tuple(
        one.some(spread(one.program, one.language, count, len(languages), options.seed))
        for one, count in zip(every, (options.train_tokens, options.test_tokens), strict=True)
    )
    said = [np.array([languages.index(snippet.language) for snippet in one.snippets]) for one in corpora]
    bags = [[np.array(document.ids, dtype=np.int64) for document in rows.documents] for rows in packed]
    asked = questions(tokens[0], tokens[1], languages, options.seed)
    vocabulary = 1 + max((int(ids.max()) for part in bags for ids in part if len(ids)), default=0)
    asked.append(program_question((said[0], bags[0]), (said[1], bags[1]), vocabulary))
    origin = {"stage": "syntax_probe", "model": subject.id, "corpus": test.name, "split": test.split}
    weights = resamples(len(test_names), options.bootstrap, options.seed)
    of_token = (tokens[1].language, test_unit[tokens[1].program])
    cases = Cases(languages, *of_token, said[1], test_unit, weights, {**origin, "seed": options.seed})
    return _Data((packed[0], packed[1]), (tokens[0], tokens[1]), asked, cases, names, train_unit, subject.device)


def _only(corpus: Corpus, languages: Sequence[str]) -> Corpus:
    kept = tuple(snippet for snippet in corpus.snippets if snippet.language in languages)
    return Corpus(corpus.name, corpus.split, kept)


def _penalties(options: SyntaxProbeOptions) -> list[float]:
    try:
        found = [float(text) for text in options.penalty]
    except ValueError as error:
        raise NeuroglotError(f"a penalty is a number such as 0.01: {error}") from error
    if not found or min(found) < 0:
        raise NeuroglotError("give one penalty or several, none below 0")
    return found


def _features(
    states: States, question: Question, cases: NDArray[np.int64], depth: int, device: torch.device
) -> torch.Tensor:
    whole = states.programs if question.name == PROGRAMS else states.tokens
    return whole[depth].index_select(0, torch.from_numpy(cases)).to(device).float()


def _chosen(
    data: _Data,
    states: States,
    penalties: Sequence[float],
    options: SyntaxProbeOptions,
    artifact: Artifact,
    progress: Progress,
) -> Mapping[str, float]:
    """Each question's penalty: the best mean accuracy on the held-out tasks over first, middle and last layer.

    One for all layers, so that they differ by their states alone.
    """
    path = artifact.folder / PENALTIES
    if path.exists():
        return dict(read_json(path))
    last = len(states.tokens) - 1
    depths = sorted({min(1, last), (1 + last) // 2, last})
    progress.begin("choosing penalties", len(data.asked) * len(depths))
    chosen: dict[str, float] = {}
    for question in data.asked:
        kept_out = data.kept_out(question, options.seed)
        found: NDArray[Any] = np.zeros(len(penalties))
        for depth in depths if 0 < kept_out.sum() < len(kept_out) else ():
            features = _features(states, question, question.train, depth, data.device)
            most = options.iterations
            found += held_out_accuracy(features, question.labels, kept_out, question.classes, penalties, most)
            progress.advance()
        chosen[question.key] = penalties[int(found.argmax())]
    write_json(path, chosen)
    return chosen


def _answers(
    data: _Data,
    states: Sequence[States],
    penalty: Mapping[str, float],
    options: SyntaxProbeOptions,
    artifact: Artifact,
    progress: Progress,
) -> list[Answers]:
    """What every depth's probes answer on the test cases; those that are on disk are not fitted again."""
    depths = len(states[0].tokens)
    parts = [artifact.folder / f"part-{depth:04d}.safetensors" for depth in range(depths)]
    progress.begin("fitting probes", depths, sum(part.exists() for part in parts))
    found: list[Answers] = []
    for depth, part in enumerate(parts):
        if not part.exists():
            answers: dict[str, NDArray[np.int64]] = {}
            for question in data.asked:
                features = [
                    _features(part, question, cases, depth, data.device)
                    for part, cases in zip(states, (question.train, question.test), strict=True)
                ]
                answers |= _fitted(question, features, penalty[question.key], options.iterations)
            write_bytes(part, save(answers))
            progress.advance()
        found.append(load(part.read_bytes()))
    return found


def _fitted(
    question: Question, features: Sequence[torch.Tensor], penalty: float, most: int
) -> dict[str, NDArray[np.int64]]:
    train, test = standard(*features)
    found = {question.key: predict(test, fit(train, question.labels, question.classes, penalty, most))}
    if question.control is not None:
        weights = fit(train, question.control[0], question.classes, penalty, most)
        found[f"{question.key}/control"] = predict(test, weights)
    return found
