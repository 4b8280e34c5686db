from .core.artifacts import open_artifact
from .core.class_mix import standardised
from .core.controls import matched_random
from .core.corpus import Corpus, Pair, Problem, ProblemSet, Snippet
from .core.errors import NeuroglotError
from .core.layers import Band, LayerProfile, profile_of
from .core.neuron_files import load_sets, save_sets
from .core.neurons import Neuron, NeuronSet, jaccard, neuron_set
from .core.recordings import load_recording
from .core.results import Result
from .core.samples import Sample, read_samples
from .core.statistics import NeuronStatistics, load_statistics
from .core.verdicts import Program, Status, Verdict
from .corpora.clone_pairs import ClonePairs, PairOptions, clone_pairs
from .corpora.instructions import Lessons, load_lessons
from .corpora.load import load_corpus
from .corpora.pairs import load_pairs
from .corpora.parallel import versions
from .corpora.problems import load_problems
from .execution.assemble import program_of
from .execution.judge import JudgeOptions, judge
from .generation.engine import TransformersEngine
from .generation.generate import generate
from .generation.sampling import SamplingOptions
from .languages.comments import strip_comments
from .learning import LearnOptions, learn
from .metrics.band import find_band
from .metrics.pass_at_k import pass_at_k
from .models.adapters import save_adapter
from .models.deltas import NeuronDelta, load_delta, save_delta, zero_delta
from .models.edits import Edit, edited
from .models.embed import embed
from .models.export import export
from .models.hooks import attribute, capture, held, zeroed
from .models.loading import HoldOptions, load_subject
from .models.subject import Subject
from .models.token_classes import token_classes
from .models.tuned import attached, merged
from .models.vectors import vectors_of
from .report import write_report
from .report.explorer import write_explorer
from .stages.ablate import (
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
from .stages.chance import ChanceOptions, chance, chance_request
from .stages.clone_scan import FileOptions, MatchOptions, ReadOptions, ScanOptions, scan
from .stages.clones import CloneOptions, clones, clones_request
from .stages.concept_layers import LayerOptions, concept_layers, layers_request
from .stages.examine import ExamineOptions, Sources, choose, examine, examine_request
from .stages.record import RecordOptions, record, record_request
from .stages.residual import ResidualOptions, residual, residual_request
from .stages.select import (
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
from .stages.steer import SteerOptions, Writing, activity, steer, steer_request
from .stages.summarize import SummarizeOptions, summaries, summarize, summarize_request
from .stages.syntax_probe import SyntaxProbeOptions, syntax_probe, syntax_probe_request
from .stages.tune import (
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
