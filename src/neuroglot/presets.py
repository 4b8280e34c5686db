"""How thorough a study is, by the name of its preset."""

from __future__ import annotations

from dataclasses import dataclass

from neuroglot.stages.ablate import PassOptions


@dataclass(frozen=True, slots=True)
class Preset:
    """How much of the corpus a study reads, and what it compares with. 0: all.

    `programs` limits how many implementations of a task are read in each language; `pass_tasks` counts the tasks for
    which programs are written and run. `checked` are the methods whose sets are measured on the natural programs and
    looked for in the twin (empty: all), with `check_draws` random controls a set.
    """

    record_tasks: int
    ablate_tasks: int
    programs: int
    draws: int
    controlled: tuple[str, ...]
    pass_tasks: int
    passing: PassOptions
    checked: tuple[str, ...] = ()
    check_draws: int = 20


PRESETS = {
    "quick": Preset(
        record_tasks=100,
        ablate_tasks=30,
        programs=1,
        draws=20,
        controlled=("pls",),
        pass_tasks=10,
        passing=PassOptions(methods=("pls", "universal")),
        checked=("pls", "universal"),
        check_draws=10,
    ),
    "full": Preset(
        record_tasks=0,
        ablate_tasks=0,
        programs=0,
        draws=20,
        controlled=("pls", "pls-equal", "lape", "universal"),
        pass_tasks=0,
        passing=PassOptions(controlled=("pls", "pls-equal", "lape", "universal")),
    ),
}
