"""What a study is asked, and what it reads: its options, both splits of its corpus, parallel programs and problems."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated

from neuroglot.core.artifacts import read_json, write_json
from neuroglot.core.corpus import Corpus, ProblemSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import FIVE
from neuroglot.corpora import load_corpus, natural
from neuroglot.corpora.clone_pairs import PairOptions
from neuroglot.corpora.load import SPLITS, first_programs, sample_tasks
from neuroglot.corpora.parallel import Versions, versions
from neuroglot.corpora.problems import BENCHMARKS, load_problems, sample_problems
from neuroglot.corpora.stripped import without_comments
from neuroglot.execution.judge import JudgeOptions
from neuroglot.execution.sandbox import HOW_TO, defect
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.models.loading import UNTRAINED, HoldOptions, load_subject
from neuroglot.models.slices import TENSOR_PARALLEL
from neuroglot.presets import PRESETS, Preset
from neuroglot.stages.record import RecordOptions
from neuroglot.stages.residual import Written
from neuroglot.steps import Inputs

ASKED = "study.json"
"""In a run's folder: what its study was asked."""


@dataclass(frozen=True, slots=True)
class StudyOptions:
    """What is studied, on what, how thoroughly."""

    model: Annotated[
        str, "embedded, a folder with a Hugging Face model, its name on the hub, or untrained:NAME for random weights"
    ] = "embedded"
    corpus: Annotated[str, "bundled, natural, a folder of source files, a JSONL file, or humaneval_x:PATH"] = "bundled"
    languages: Annotated[tuple[str, ...], "languages that are compared"] = FIVE
    preset: Annotated[str, "quick (an hour and a half on two cores for the embedded model) or full"] = "quick"
    twin: Annotated[bool, "look for the same in the untrained twin: what is found there too is no finding"] = True
    programs: Annotated[bool, "keep every program's own means (permutation tests, average precision): disk"] = True
    classes: Annotated[bool, "sums by syntactic class (a fixed mix): eight times the memory of the sums"] = True
    learning: Annotated[
        bool, "also train: a language through its neurons, and summaries by concept transfer, each beside controls"
    ] = True
    comments: Annotated[bool, "comments and docstrings are read too, where neurons are found"] = True
    runs: Annotated[str, "folder of all runs"] = "runs"
    name: Annotated[str, "name of this run; by default made from model, corpus and preset"] = ""

    @property
    def run(self) -> Path:
        """The folder of this run."""
        parts = (Path(self.model).name, self.corpus.replace(":", "-"), self.preset)
        name = self.name or "-".join(re.sub(r"[^A-Za-z0-9._]+", "-", Path(part).name) for part in parts)
        return Path(self.runs) / name

    @property
    def has_twin(self) -> bool:
        """Whether the search is repeated in a twin; a model that is one has none."""
        return self.twin and not self.model.startswith(UNTRAINED)

    @property
    def recording(self) -> RecordOptions:
        """What is recorded."""
        return RecordOptions(programs=self.programs, classes=self.classes)

    @property
    def twin_recording(self) -> RecordOptions:
        """What is recorded in the twin: the plain sums, where only some methods are looked for in it."""
        return RecordOptions() if self.amounts.checked else self.recording

    @property
    def amounts(self) -> Preset:
        """The preset. Raises NeuroglotError for an unknown one."""
        if self.preset not in PRESETS:
            raise NeuroglotError(f"unknown preset {self.preset!r}; known: {', '.join(PRESETS)}")
        return PRESETS[self.preset]


def inputs(options: StudyOptions, hold: HoldOptions) -> Inputs:
    """Load the model and both splits of the corpus. Raises NeuroglotError before any work is done."""
    if options.has_twin and hold.device == TENSOR_PARALLEL:
        raise NeuroglotError("the untrained twin can't be split over ranks: give --no-twin, or use --device spread")
    amounts = options.amounts
    tasks = {"validation": amounts.record_tasks, "test": amounts.ablate_tasks}
    found_on, confirmed_on = (
        first_programs(
            sample_tasks(load_corpus(options.corpus, split, options.languages), count, seed=0), amounts.programs
        )
        for split, count in tasks.items()
    )
    if not options.comments:
        found_on = without_comments(found_on)
    return Inputs(load_subject(options.model, hold), found_on, confirmed_on)


def ask(options: StudyOptions, hold: HoldOptions) -> Inputs:
    """What a study works on; what was asked is written down once that is there, so that a refused study leaves nothing.

    Raises NeuroglotError where the run's folder holds another study, and where the model or the corpus can't be read.
    """
    path = options.run / ASKED
    asked = {name: value for name, value in asdict(options).items() if name not in ("runs", "name")}
    asked["languages"] = list(options.languages)
    before = read_json(path) if path.exists() else {}
    for name in asked:
        if before.get(name, asked[name]) != asked[name]:
            raise NeuroglotError(
                f"{options.run} holds a study with {name} {before.get(name)!r}, now {asked[name]!r} was asked: "
                "give another --name"
            )
    given = inputs(options, hold)
    write_json(path, asked)
    return given


def parallel_programs(options: StudyOptions) -> tuple[Versions, Versions]:
    """Parallel programs of both splits, to fix a band on and to measure on. Raises NeuroglotError without enough."""
    first, second = (
        versions(sample_tasks(load_corpus(options.corpus, split, options.languages), count, seed=0), seed=0)
        for split, count in zip(SPLITS, options.amounts.layer_tasks, strict=True)
    )
    return first, second


def natural_versions(options: StudyOptions, development: Versions) -> tuple[Versions, Versions] | None:
    """The same programs to fix a band on, and the natural programs to measure on; None where there are none."""
    programs = natural_programs(options, development.corpus.languages)
    return None if programs is None else (development, versions(programs, seed=0))


def natural_programs(options: StudyOptions, languages: Sequence[str]) -> Corpus | None:
    """The natural programs in these languages; None where the study is about them, or one of the languages has none."""
    programs = natural.corpus(languages)
    return None if options.corpus == natural.NAME or set(programs.languages) != set(languages) else programs


def pairs_of(options: StudyOptions) -> PairOptions:
    """Which clones a study tells from other pairs: those of its corpus."""
    return replace(options.amounts.pairs, pairs=options.corpus, languages=options.languages)


def natural_inputs(options: StudyOptions, given: Inputs) -> Inputs | None:
    """The natural programs to confirm findings on; None where the study is about them, or none is in its languages."""
    programs = natural.corpus(options.languages)
    if options.corpus == natural.NAME or not programs.snippets:
        return None
    return replace(given, confirmed_on=programs)


def cannot_run(options: StudyOptions, judging: JudgeOptions) -> str:
    """Why the study runs no programs; empty where it can."""
    if not has_problems(options):
        return f"the corpus {options.corpus} has no tests"
    return no_sandbox(judging)


def no_sandbox(judging: JudgeOptions) -> str:
    """Why no program at all can be run on this machine; empty where it can."""
    problem = defect() if judging.sandbox != "none" else ""
    return f"{problem}. {HOW_TO}" if problem else ""


def has_problems(options: StudyOptions) -> bool:
    """Whether the corpus is a benchmark, for whose problems programs can be written."""
    return options.corpus.partition(":")[0] in BENCHMARKS and not Path(options.corpus).exists()


def written_for(options: StudyOptions) -> Written | None:
    """Programs of the model's own, whose tokens are looked at too; None where the preset or the corpus has none."""
    if not (options.amounts.written and has_problems(options)):
        return None
    return Written(problems_for(options, options.amounts.pass_tasks), SamplingOptions(samples=1))


def problems_for(options: StudyOptions, tasks: int) -> ProblemSet:
    """Problems of so many tasks (0: all) of a study's test split, for which programs are written."""
    return sample_problems(load_problems(options.corpus, "test", options.languages), tasks, seed=0)
