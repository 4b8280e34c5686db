"""neuroglot: find where programming languages live inside a code language model, and prove it by experiment.

The table of contents of the library. Names that need torch are imported when they are first used.
The main job as a function is `neuroglot.study.study`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from neuroglot.core.artifacts import open_artifact
    from neuroglot.core.class_mix import standardised
    from neuroglot.core.controls import matched_random
    from neuroglot.core.corpus import Corpus, Pair, Problem, ProblemSet, Snippet
    from neuroglot.core.errors import NeuroglotError
    from neuroglot.core.layers import Band, LayerProfile, profile_of
    from neuroglot.core.neuron_files import load_sets, save_sets
    from neuroglot.core.neurons import Neuron, NeuronSet, jaccard, neuron_set
    from neuroglot.core.recordings import load_recording
    from neuroglot.core.results import Result
    from neuroglot.core.samples import Sample, read_samples
    from neuroglot.core.statistics import NeuronStatistics, load_statistics
    from neuroglot.core.verdicts import Program, Status, Verdict
    from neuroglot.corpora.clone_pairs import ClonePairs, PairOptions, clone_pairs
    from neuroglot.corpora.instructions import Lessons, load_lessons
    from neuroglot.corpora.load import load as load_corpus
    from neuroglot.corpora.pairs import load_pairs
    from neuroglot.corpora.parallel import versions
    from neuroglot.corpora.problems import load_problems
    from neuroglot.execution.assemble import program_of
    from neuroglot.execution.judge import JudgeOptions, judge
    from neuroglot.generation.engine import TransformersEngine
    from neuroglot.generation.generate import generate
    from neuroglot.generation.sampling import SamplingOptions
    from neuroglot.languages.comments import strip_comments
    from neuroglot.learning import LearnOptions, learn
    from neuroglot.metrics.band import find_band
    from neuroglot.metrics.pass_at_k import pass_at_k
    from neuroglot.models.adapters import save_adapter
    from neuroglot.models.deltas import NeuronDelta, load_delta, save_delta, zero_delta
    from neuroglot.models.edits import Edit, edited
    from neuroglot.models.embed import embed
    from neuroglot.models.export import export
    from neuroglot.models.hooks import attribute, capture, held, zeroed
    from neuroglot.models.loading import HoldOptions, load_subject
    from neuroglot.models.subject import Subject
    from neuroglot.models.token_classes import token_classes
    from neuroglot.models.tuned import attached, merged
    from neuroglot.models.vectors import vectors_of
    from neuroglot.report import write_report
    from neuroglot.report.explorer import write_explorer
    from neuroglot.stages.ablate import (
        AblateOptions,
        FrontierOptions,
        PassOptions,
        Programs,
        ablate,
        ablate_passing,
        ablate_request,
        frontier,
        frontier_request,
        pass_request,
        pooled_means,
    )
    from neuroglot.stages.chance import ChanceOptions, chance, chance_request
    from neuroglot.stages.clone_scan import FileOptions, MatchOptions, ReadOptions, ScanOptions, scan
    from neuroglot.stages.clones import CloneOptions, clones, clones_request
    from neuroglot.stages.concept_layers import LayerOptions, concept_layers, layers_request
    from neuroglot.stages.examine import ExamineOptions, Sources, choose, examine, examine_request
    from neuroglot.stages.record import RecordOptions, record, record_request
    from neuroglot.stages.residual import ResidualOptions, residual, residual_request
    from neuroglot.stages.select import (
        AveragePrecisionOptions,
        BalancedOptions,
        ContributionOptions,
        LapeOptions,
        MarginOptions,
        MeanDifferenceOptions,
        PlsOptions,
        SignedOptions,
        UniversalOptions,
        points,
        select_average_precision,
        select_balanced,
        select_contribution,
        select_lape,
        select_margin,
        select_mean_difference,
        select_pls,
        select_signed,
        select_universal,
    )
    from neuroglot.stages.steer import SteerOptions, Writing, activity, steer, steer_request
    from neuroglot.stages.summarize import SummarizeOptions, summaries, summarize, summarize_request
    from neuroglot.stages.syntax_probe import SyntaxProbeOptions, syntax_probe, syntax_probe_request
    from neuroglot.stages.tune import (
        Assignment,
        CompareOptions,
        Given,
        SingleOptions,
        Teaching,
        compare,
        compare_request,
        tune_request,
        tune_single,
    )

_WHERE = {
    "core.artifacts": ("open_artifact",),
    "core.class_mix": ("standardised",),
    "core.controls": ("matched_random",),
    "core.corpus": ("Corpus", "Pair", "Problem", "ProblemSet", "Snippet"),
    "core.errors": ("NeuroglotError",),
    "core.layers": ("Band", "LayerProfile", "profile_of"),
    "core.neuron_files": ("load_sets", "save_sets"),
    "core.neurons": ("Neuron", "NeuronSet", "jaccard", "neuron_set"),
    "core.recordings": ("load_recording",),
    "core.results": ("Result",),
    "core.samples": ("Sample", "read_samples"),
    "core.statistics": ("NeuronStatistics", "load_statistics"),
    "core.verdicts": ("Program", "Status", "Verdict"),
    "corpora.clone_pairs": (
        "ClonePairs",
        "PairOptions",
        "clone_pairs",
    ),
    "corpora.instructions": (
        "Lessons",
        "load_lessons",
    ),
    "corpora.pairs": ("load_pairs",),
    "corpora.parallel": ("versions",),
    "corpora.problems": ("load_problems",),
    "execution.assemble": ("program_of",),
    "execution.judge": ("JudgeOptions", "judge"),
    "generation.engine": ("TransformersEngine",),
    "generation.generate": ("generate",),
    "generation.sampling": ("SamplingOptions",),
    "languages.comments": ("strip_comments",),
    "learning": (
        "LearnOptions",
        "learn",
    ),
    "metrics.band": ("find_band",),
    "metrics.pass_at_k": ("pass_at_k",),
    "models.adapters": ("save_adapter",),
    "models.deltas": (
        "NeuronDelta",
        "load_delta",
        "save_delta",
        "zero_delta",
    ),
    "models.edits": ("Edit", "edited"),
    "models.embed": ("embed",),
    "models.export": ("export",),
    "models.hooks": ("attribute", "capture", "held", "zeroed"),
    "models.loading": ("HoldOptions", "load_subject"),
    "models.subject": ("Subject",),
    "models.token_classes": ("token_classes",),
    "models.tuned": (
        "attached",
        "merged",
    ),
    "models.vectors": ("vectors_of",),
    "report": ("write_report",),
    "report.explorer": ("write_explorer",),
    "stages.ablate": (
        "AblateOptions",
        "FrontierOptions",
        "PassOptions",
        "Programs",
        "ablate",
        "ablate_passing",
        "ablate_request",
        "frontier",
        "frontier_request",
        "pass_request",
        "pooled_means",
    ),
    "stages.chance": ("ChanceOptions", "chance", "chance_request"),
    "stages.clone_scan": (
        "FileOptions",
        "MatchOptions",
        "ReadOptions",
        "ScanOptions",
        "scan",
    ),
    "stages.clones": (
        "CloneOptions",
        "clones",
        "clones_request",
    ),
    "stages.concept_layers": ("LayerOptions", "concept_layers", "layers_request"),
    "stages.examine": (
        "ExamineOptions",
        "Sources",
        "choose",
        "examine",
        "examine_request",
    ),
    "stages.record": ("RecordOptions", "record", "record_request"),
    "stages.residual": (
        "ResidualOptions",
        "residual",
        "residual_request",
    ),
    "stages.select": (
        "AveragePrecisionOptions",
        "BalancedOptions",
        "ContributionOptions",
        "LapeOptions",
        "MarginOptions",
        "MeanDifferenceOptions",
        "PlsOptions",
        "SignedOptions",
        "UniversalOptions",
        "points",
        "select_average_precision",
        "select_balanced",
        "select_contribution",
        "select_lape",
        "select_margin",
        "select_mean_difference",
        "select_pls",
        "select_signed",
        "select_universal",
    ),
    "stages.steer": (
        "SteerOptions",
        "Writing",
        "activity",
        "steer",
        "steer_request",
    ),
    "stages.summarize": (
        "SummarizeOptions",
        "summaries",
        "summarize",
        "summarize_request",
    ),
    "stages.syntax_probe": (
        "SyntaxProbeOptions",
        "syntax_probe",
        "syntax_probe_request",
    ),
    "stages.tune": (
        "Assignment",
        "CompareOptions",
        "Given",
        "SingleOptions",
        "Teaching",
        "compare",
        "compare_request",
        "tune_request",
        "tune_single",
    ),
}

_MODULES = {name: module for module, names in _WHERE.items() for name in names}

__all__ = [
    "AblateOptions",
    "Assignment",
    "AveragePrecisionOptions",
    "BalancedOptions",
    "Band",
    "ChanceOptions",
    "CloneOptions",
    "ClonePairs",
    "CompareOptions",
    "ContributionOptions",
    "Corpus",
    "Edit",
    "ExamineOptions",
    "FileOptions",
    "FrontierOptions",
    "Given",
    "HoldOptions",
    "JudgeOptions",
    "LapeOptions",
    "LayerOptions",
    "LayerProfile",
    "LearnOptions",
    "Lessons",
    "MarginOptions",
    "MatchOptions",
    "MeanDifferenceOptions",
    "NeuroglotError",
    "Neuron",
    "NeuronDelta",
    "NeuronSet",
    "NeuronStatistics",
    "Pair",
    "PairOptions",
    "PassOptions",
    "PlsOptions",
    "Problem",
    "ProblemSet",
    "Program",
    "Programs",
    "ReadOptions",
    "RecordOptions",
    "ResidualOptions",
    "Result",
    "Sample",
    "SamplingOptions",
    "ScanOptions",
    "SignedOptions",
    "SingleOptions",
    "Snippet",
    "Sources",
    "Status",
    "SteerOptions",
    "Subject",
    "SummarizeOptions",
    "SyntaxProbeOptions",
    "Teaching",
    "TransformersEngine",
    "UniversalOptions",
    "Verdict",
    "Writing",
    "ablate",
    "ablate_passing",
    "ablate_request",
    "activity",
    "attached",
    "attribute",
    "capture",
    "chance",
    "chance_request",
    "choose",
    "clone_pairs",
    "clones",
    "clones_request",
    "compare",
    "compare_request",
    "concept_layers",
    "edited",
    "embed",
    "examine",
    "examine_request",
    "export",
    "find_band",
    "frontier",
    "frontier_request",
    "generate",
    "held",
    "jaccard",
    "judge",
    "layers_request",
    "learn",
    "load_corpus",
    "load_delta",
    "load_lessons",
    "load_pairs",
    "load_problems",
    "load_recording",
    "load_sets",
    "load_statistics",
    "load_subject",
    "matched_random",
    "merged",
    "neuron_set",
    "open_artifact",
    "pass_at_k",
    "pass_request",
    "points",
    "pooled_means",
    "profile_of",
    "program_of",
    "read_samples",
    "record",
    "record_request",
    "residual",
    "residual_request",
    "save_adapter",
    "save_delta",
    "save_sets",
    "scan",
    "select_average_precision",
    "select_balanced",
    "select_contribution",
    "select_lape",
    "select_margin",
    "select_mean_difference",
    "select_pls",
    "select_signed",
    "select_universal",
    "standardised",
    "steer",
    "steer_request",
    "strip_comments",
    "summaries",
    "summarize",
    "summarize_request",
    "syntax_probe",
    "syntax_probe_request",
    "token_classes",
    "tune_request",
    "tune_single",
    "vectors_of",
    "versions",
    "write_explorer",
    "write_report",
    "zero_delta",
    "zeroed",
]


def __getattr__(name: str) -> Any:
    if name == "load_corpus":
        return import_module("neuroglot.corpora.load").load
    if name in _MODULES:
        return getattr(import_module(f"neuroglot.{_MODULES[name]}"), name)
    raise AttributeError(f"neuroglot has no name {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)
