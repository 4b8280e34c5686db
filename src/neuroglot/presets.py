"""How thorough a study is, by the name of its preset."""

from __future__ import annotations

from dataclasses import dataclass

from neuroglot.stages.ablate import PassOptions
from neuroglot.stages.select import CURVES, MORE_CURVES, Curve
from neuroglot.stages.steer import SteerOptions


@dataclass(frozen=True, slots=True)
class Preset:
    """How much of the corpus a study reads, and what it compares with. 0: all.

    `programs` limits how many implementations of a task are read in each language; `pass_tasks` counts the tasks for
    which programs are written and run. `checked` are the methods whose sets are measured on the natural programs and
    looked for in the twin (empty: all), with `check_draws` random controls a set, and held at their mean instead of
    zero, with `mean_draws`. `steering` is measured behind the prompts of `steer_tasks`. Frontiers compare `curves` at
    `shares` of all neurons for each language; on the natural programs `natural_curves` at `natural_shares`.
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
    checked: tuple[str, ...] = ()
    check_draws: int = 20
    mean_draws: int = 20


_SHARES = (0.0002, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.016)

PRESETS = {
    "quick": Preset(
        record_tasks=100,
        ablate_tasks=30,
        programs=1,
        draws=20,
        controlled=("pls", "margin"),
        pass_tasks=10,
        passing=PassOptions(methods=("pls", "margin", "universal")),
        curves=CURVES,
        shares=(0.0005, 0.002, 0.008),
        natural_curves=tuple(curve for curve in CURVES if curve.method in ("pls", "balanced", "margin")),
        natural_shares=(0.002,),
        steer_tasks=30,
        steering=SteerOptions(
            factor=("1", "4"), methods=("margin",), draws=3, pooled=False, prompts=("neutral", "empty")
        ),
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
    ),
}
