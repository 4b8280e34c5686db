"""How thorough a study is, by the name of its preset."""

from __future__ import annotations

from dataclasses import dataclass

from neuroglot.applied.examine import ExamineAmounts
from neuroglot.applied.tune import Amounts as TuneAmounts
from neuroglot.applied.tune import MeasureOptions, TargetOptions
from neuroglot.corpora.clone_pairs import PairOptions
from neuroglot.execution.judge import JudgeOptions
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.learning import LearnOptions
from neuroglot.stages.ablate import PassOptions
from neuroglot.stages.clones import CloneOptions
from neuroglot.stages.concept_layers import LayerOptions
from neuroglot.stages.residual import ResidualOptions
from neuroglot.stages.select import CURVES, MORE_CURVES, Curve
from neuroglot.stages.steer import SteerOptions
from neuroglot.stages.summarize import How, PromptOptions, SummarizeOptions
from neuroglot.stages.syntax_probe import SyntaxProbeOptions
from neuroglot.stages.tune import CompareOptions, Teaching


@dataclass(frozen=True, slots=True)
class Preset:
    """How much of the corpus a study reads, and what it compares with. 0: all.

    `programs` limits how many implementations of a task are read in each language; `pass_tasks` counts the tasks for
    which programs are written and run. `checked` are the methods whose sets are measured on the natural programs and
    looked for in the twin (empty: all), with `check_draws` random controls a set, and held at their mean instead of
    zero, with `mean_draws`. `steering` is measured behind the prompts of `steer_tasks`; `layers` on `layer_tasks` tasks
    of the validation and of the test split. Frontiers compare `curves` at `shares` of all neurons for each language; on
    the natural programs `natural_curves` at `natural_shares`. `probing` and `streaming` read the states of
    `probe_tasks` of either split; with `natural_probes` also of the natural programs, with `written` of what the model
    writes for `pass_tasks`. `examining` is what the explorer shows; `pairs` and `cloning` say which clones are told
    from other pairs of the corpus, and how. `tunings` teach one language by its neurons and by controls;
    `summarizing`, by `summary_how`, compares the ways to learn summaries on the bundled examples.
    """

    record_tasks: int
    ablate_tasks: int
    programs: int
    draws: int
    controlled: tuple[str, ...]
    pass_tasks: int
    passing: PassOptions
    curves: tuple[Curve, ...]
    shares: tuple[float, ...]
    natural_curves: tuple[Curve, ...]
    natural_shares: tuple[float, ...]
    steer_tasks: int
    steering: SteerOptions
    layer_tasks: tuple[int, int]
    layers: LayerOptions
    probe_tasks: int
    probing: SyntaxProbeOptions
    streaming: ResidualOptions
    natural_probes: bool
    written: bool
    examining: ExamineAmounts
    pairs: PairOptions
    cloning: CloneOptions
    tunings: tuple[TuneAmounts, ...]
    summarizing: SummarizeOptions
    summary_how: How
    checked: tuple[str, ...] = ()
    check_draws: int = 20
    mean_draws: int = 20

    @property
    def reading(self) -> tuple[SyntaxProbeOptions, ResidualOptions]:
        """How the states behind every layer are probed, and what is written into them read."""
        return self.probing, self.streaming


_NATURAL = "programs:natural"

_SHARES = (0.0002, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.016)

PRESETS = {
    "quick": Preset(
        record_tasks=100,
        ablate_tasks=30,
        programs=1,
        draws=20,
        controlled=("pls", "margin"),
        pass_tasks=10,
        passing=PassOptions(methods=("pls", "margin", "universal"), controlled=("pls",)),
        curves=CURVES,
        shares=(0.0005, 0.002, 0.008),
        natural_curves=tuple(curve for curve in CURVES if curve.method in ("pls", "balanced", "margin")),
        natural_shares=(0.002,),
        steer_tasks=15,
        steering=SteerOptions(
            factor=("1", "4"), methods=("margin",), draws=2, pooled=False, prompts=("neutral", "empty")
        ),
        layer_tasks=(40, 30),
        layers=LayerOptions(pooling=("mean",), swap_tasks=4, bootstrap=1000),
        probe_tasks=40,
        probing=SyntaxProbeOptions(
            train_tokens=4_000, test_tokens=2_000, penalty=("0.01", "0.001", "0.0001"), iterations=100
        ),
        streaming=ResidualOptions(tokens=2_000),
        natural_probes=False,
        written=False,
        examining=ExamineAmounts(methods=("margin",), tasks=40, ablate=5),
        pairs=PairOptions(tasks=60, development_tasks=40, programs=1),
        cloning=CloneOptions(),
        tunings=(
            TuneAmounts(
                TargetOptions(instructions=_NATURAL, validating=0),
                MeasureOptions(problems=_NATURAL, write_for="bundled", tasks=30, pass_tasks=10),
                CompareOptions(
                    arms=("neurons", "random", "lora"), rates=("1e-2", "3e-2", "1e-1"), seeds=1, bootstrap=1000
                ),
                Teaching(LearnOptions(rows=2, length=1024, steps=15, at_once=2), SamplingOptions(), JudgeOptions()),
            ),
        ),
        summarizing=SummarizeOptions(
            languages=("python", "ruby"),
            arms=("base", "concept-lora", "two-stage", "concept-transfer", "elsewhere", "equal"),
            amounts=("60",),
            high_amount=80,
            tests=40,
            checks=40,
            bootstrap=1000,
        ),
        summary_how=How(LearnOptions(lr=3e-3, rows=2, length=512, epochs=2), PromptOptions()),
        checked=("pls", "balanced", "margin", "universal"),
        check_draws=3,
        mean_draws=0,
    ),
    "full": Preset(
        record_tasks=0,
        ablate_tasks=0,
        programs=0,
        draws=20,
        controlled=("pls", "pls-equal", "lape", "universal", "balanced", "signed", "margin"),
        pass_tasks=0,
        passing=PassOptions(controlled=("pls", "pls-equal", "lape", "universal", "balanced", "margin")),
        curves=MORE_CURVES,
        shares=_SHARES,
        natural_curves=MORE_CURVES,
        natural_shares=_SHARES,
        steer_tasks=0,
        steering=SteerOptions(factor=("1", "2", "4"), methods=("pls-equal", "balanced", "margin")),
        layer_tasks=(0, 0),
        layers=LayerOptions(),
        probe_tasks=0,
        probing=SyntaxProbeOptions(),
        streaming=ResidualOptions(),
        natural_probes=True,
        written=True,
        examining=ExamineAmounts(methods=("margin", "pls", "balanced", "universal"), random=100),
        pairs=PairOptions(),
        cloning=CloneOptions(prompt=True),
        tunings=(
            TuneAmounts(
                TargetOptions(),
                MeasureOptions(),
                CompareOptions(),
                Teaching(LearnOptions(), SamplingOptions(), JudgeOptions()),
            ),
            TuneAmounts(
                TargetOptions(instructions=_NATURAL, validating=0),
                MeasureOptions(problems=_NATURAL, write_for="bundled"),
                CompareOptions(rates=("1e-3", "1e-2", "3e-2", "1e-1")),
                Teaching(LearnOptions(rows=2, length=1024, steps=15, at_once=2), SamplingOptions(), JudgeOptions()),
            ),
        ),
        summarizing=SummarizeOptions(amounts=("50", "200", "0"), rates=("5e-5", "2e-4", "1e-3", "3e-3"), repeats=3),
        summary_how=How(LearnOptions(rows=2, length=512, epochs=2), PromptOptions()),
    ),
}
