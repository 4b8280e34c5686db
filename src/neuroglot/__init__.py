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
    from neuroglot.corpora.load import load as load_corpus
    from neuroglot.corpora.parallel import versions
    from neuroglot.corpora.problems import load_problems
    from neuroglot.execution.assemble import program_of
    from neuroglot.execution.judge import JudgeOptions, judge
    from neuroglot.generation.engine import TransformersEngine
    from neuroglot.generation.generate import generate
    from neuroglot.generation.sampling import SamplingOptions
    from neuroglot.languages.comments import strip_comments
    from neuroglot.metrics.band import find_band
    from neuroglot.metrics.pass_at_k import pass_at_k
    from neuroglot.models.edits import Edit, edited
    from neuroglot.models.embed import embed
    from neuroglot.models.export import export
    from neuroglot.models.hooks import attribute, capture, held, zeroed
    from neuroglot.models.loading import HoldOptions, load_subject
    from neuroglot.models.subject import Subject
    from neuroglot.models.token_classes import token_classes
    from neuroglot.report import write_report
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
    from neuroglot.stages.concept_layers import LayerOptions, concept_layers, layers_request
    from neuroglot.stages.record import RecordOptions, record, record_request
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
    "corpora.parallel": ("versions",),
    "corpora.problems": ("load_problems",),
    "execution.assemble": ("program_of",),
    "execution.judge": ("JudgeOptions", "judge"),
    "generation.engine": ("TransformersEngine",),
    "generation.generate": ("generate",),
    "generation.sampling": ("SamplingOptions",),
    "languages.comments": ("strip_comments",),
    "metrics.band": ("find_band",),
    "metrics.pass_at_k": ("pass_at_k",),
    "models.edits": ("Edit", "edited"),
    "models.embed": ("embed",),
    "models.export": ("export",),
    "models.hooks": ("attribute", "capture", "held", "zeroed"),
    "models.loading": ("HoldOptions", "load_subject"),
    "models.subject": ("Subject",),
    "models.token_classes": ("token_classes",),
    "report": ("write_report",),
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
    "stages.concept_layers": ("LayerOptions", "concept_layers", "layers_request"),
    "stages.record": ("RecordOptions", "record", "record_request"),
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
}

_MODULES = {name: module for module, names in _WHERE.items() for name in names}

__all__ = [
    "AblateOptions",
    "AveragePrecisionOptions",
    "BalancedOptions",
    "Band",
    "ChanceOptions",
    "ContributionOptions",
    "Corpus",
    "Edit",
    "FrontierOptions",
    "HoldOptions",
    "JudgeOptions",
    "LapeOptions",
    "LayerOptions",
    "LayerProfile",
    "MarginOptions",
    "MeanDifferenceOptions",
    "NeuroglotError",
    "Neuron",
    "NeuronSet",
    "NeuronStatistics",
    "Pair",
    "PassOptions",
    "PlsOptions",
    "Problem",
    "ProblemSet",
    "Program",
    "Programs",
    "RecordOptions",
    "Result",
    "Sample",
    "SamplingOptions",
    "SignedOptions",
    "Snippet",
    "Status",
    "Subject",
    "TransformersEngine",
    "UniversalOptions",
    "Verdict",
    "ablate",
    "ablate_passing",
    "ablate_request",
    "attribute",
    "capture",
    "chance",
    "chance_request",
    "concept_layers",
    "edited",
    "embed",
    "export",
    "find_band",
    "frontier",
    "frontier_request",
    "generate",
    "held",
    "jaccard",
    "judge",
    "layers_request",
    "load_corpus",
    "load_problems",
    "load_recording",
    "load_sets",
    "load_statistics",
    "load_subject",
    "matched_random",
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
    "save_sets",
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
    "strip_comments",
    "token_classes",
    "versions",
    "write_report",
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
