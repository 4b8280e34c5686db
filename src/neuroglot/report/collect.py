"""Reading a run folder: which artefacts the report shows, and what is missing.

Results of different artefacts are never merged: for each method, split and measure (an ablation's loss is one measure,
its pass@3 another, and either under an ablation to the mean a third and fourth) one artefact speaks, the one that later
stages were made from, or else the newest; the others are named.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from neuroglot.core.artifacts import MANIFEST, REQUEST, Artifact, artifacts, read_json
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.results import Result
from neuroglot.report.kinds import ZERO

STAGES = ("record", "select", "ablate")
"""The stages that the report draws, in their order."""

SKIPPED = "skipped.json"
"""In a run's folder, what was left out on purpose: {"skipped": [{"what": ..., "why": ...}]}; it need not be there."""

TWIN = "twin"
"""In a run's folder: the run of the model's untrained twin."""

LOSS_MEASURE = "loss"

_Key = tuple[str, str, str]
"""Method, split, measure."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A complete artefact, read."""

    artifact: Artifact
    results: tuple[Result, ...]
    facts: Mapping[str, Any]
    finished: str

    @property
    def stage(self) -> str:
        """The stage's name."""
        return self.artifact.request.stage

    @property
    def metric(self) -> str:
        """What an ablation was measured by: `loss`, or `pass@3` and the like; `loss` for every other stage."""
        return str(self._option("metric", LOSS_MEASURE))

    @property
    def kind(self) -> str:
        """What silence meant in an ablation: `zero`, or `mean`; `zero` for every other stage."""
        return str(self._option("kind", ZERO))

    @property
    def measure(self) -> str:
        """The metric, with the kind where it is not zero: `loss`, `pass@3`, `loss (mean ablation)`."""
        return self.metric if self.kind == ZERO else f"{self.metric} ({self.kind} ablation)"

    def _option(self, name: str, default: str) -> Any:
        given = self.artifact.request.options.get(name) if self.stage == "ablate" else None
        return default if given is None else given


@dataclass(frozen=True)
class Run:
    """What the report shows of a run folder.

    `results` are those of the artefacts that speak, but for ablations to anything other than zero; `selected` are the
    same for `select` by method, with the counts of available neurons that belong to it; `ablations` are all that
    speak, whatever their measure, the newest first, each with its own baseline and the methods that it speaks for;
    `skipped` is what the run's `skipped.json` lists; `twin` is the run of the model's untrained twin, None where there
    is none; `notices` are sentences about what is missing or left aside.
    """

    folder: Path
    study: Mapping[str, Any] | None
    loaded: tuple[Loaded, ...]
    results: tuple[Result, ...]
    selected: Mapping[str, tuple[Result, ...]]
    ablations: tuple[Loaded, ...]
    skipped: tuple[Any, ...]
    twin: Run | None
    notices: tuple[str, ...]

    @property
    def passed(self) -> tuple[Loaded, ...]:
        """The ablations to zero that were measured by programs."""
        return tuple(one for one in self.ablations if one.kind == ZERO and one.metric != LOSS_MEASURE)

    def stage(self, stage: str) -> tuple[Loaded, ...]:
        """The complete artefacts of one stage."""
        return tuple(loaded for loaded in self.loaded if loaded.stage == stage)


def method_of(result: Result) -> str:
    """The method in a result's condition, or nothing."""
    return str(result.condition.get("method", ""))


def read_run(folder: Path) -> Run:
    """Read a run folder. Raises NeuroglotError where it is none or something in it can't be read."""
    if not folder.is_dir():
        raise NeuroglotError(f"{folder} is no run folder; `neuroglot study` makes one")
    loaded = tuple(one for stage in _stages(folder) for one in _load(folder, stage))
    speaking: dict[str, dict[_Key, Loaded]] = {}
    parents: set[str] = set()
    for stage in reversed(STAGES):
        speaking[stage] = _speaking([one for one in loaded if one.stage == stage], parents)
        for one in speaking[stage].values():
            parents.update(map(str, one.artifact.request.identity.values()))
    results = tuple(
        result
        for stage in STAGES
        for key, one in speaking[stage].items()
        for result in one.results
        if one.kind == ZERO and _key(one, result) == key
    )
    selected = {
        method: tuple(result for result in one.results if method_of(result) in {method, ""})
        for (method, *_), one in speaking["select"].items()
        if method
    }
    study_file = folder / "study.json"
    study = read_json(study_file) if study_file.exists() else None
    notices = (*_missing(folder, loaded), *_set_aside(loaded, speaking), *_several_models(results))
    ablations = _ablations(loaded, speaking["ablate"])
    twin = read_run(folder / TWIN) if (folder / TWIN).is_dir() else None
    return Run(folder, study, loaded, results, selected, ablations, _skipped(folder / SKIPPED), twin, notices)


def _ablations(loaded: Iterable[Loaded], speaking: Mapping[_Key, Loaded]) -> tuple[Loaded, ...]:
    found = []
    for one in loaded:
        methods = {key[0] for key, speaker in speaking.items() if speaker is one}
        if methods:
            heard = tuple(result for result in one.results if method_of(result) in {*methods, ""})
            found.append(replace(one, results=heard))
    return tuple(reversed(found))


def _skipped(path: Path) -> tuple[Any, ...]:
    rows = read_json(path).get("skipped") if path.exists() else None
    return tuple(rows) if isinstance(rows, list) else ()


def _stages(folder: Path) -> list[str]:
    found = {manifest.parent.parent.name for manifest in folder.glob(f"*/*/{MANIFEST}")}
    return [stage for stage in STAGES if stage in found] + sorted(found - set(STAGES))


def _load(folder: Path, stage: str) -> Iterable[Loaded]:
    for artifact in artifacts(folder, stage):
        try:
            results = tuple(result for result in artifact.results() if _sound(result))
        except OSError as error:
            raise NeuroglotError(f"{artifact.folder} has no readable results ({error}); run the stage again") from error
        facts = artifact.facts()
        written = time.localtime((artifact.folder / MANIFEST).stat().st_mtime)
        given = next((facts[key] for key in ("finished", "date", "started") if facts.get(key)), None)
        yield Loaded(artifact, results, facts, str(given or time.strftime("%Y-%m-%d %H:%M", written)))


def _sound(result: Result) -> bool:
    numbers = [result.value, *(bound for bound in (result.low, result.high) if bound is not None)]
    return (
        isinstance(result.condition, Mapping)
        and isinstance(result.n, int)
        and (result.layer is None or isinstance(result.layer, int))
        and all(isinstance(number, int | float) and math.isfinite(number) for number in numbers)
    )


def _key(one: Loaded, result: Result) -> _Key:
    return method_of(result), result.split, one.measure


def _speaking(loaded: list[Loaded], parents: set[str]) -> dict[_Key, Loaded]:
    chosen: dict[_Key, Loaded] = {}
    for one in sorted(loaded, key=lambda item: item.artifact.hash() in parents):
        for key in dict.fromkeys(_key(one, result) for result in one.results):
            chosen[key] = one
    return chosen


def _missing(folder: Path, loaded: tuple[Loaded, ...]) -> Iterable[str]:
    complete = {one.stage for one in loaded}
    for stage in STAGES:
        started = sorted(path.parent for path in folder.glob(f"{stage}/*/{REQUEST}"))
        unfinished = [path.name for path in started if not (path / MANIFEST).exists()]
        if unfinished:
            yield f"Stage {stage} has begun and is not finished ({', '.join(unfinished)}); its results are not shown."
        elif stage not in complete:
            yield f"Stage {stage} has not run; what it measures is left out."
    if not (folder / "study.json").exists():
        yield "There is no study.json, so what was asked is known from the stages' manifests only."


def _set_aside(loaded: tuple[Loaded, ...], speaking: Mapping[str, Mapping[_Key, Loaded]]) -> Iterable[str]:
    for one in loaded:
        if one.stage not in speaking:
            continue
        heard = [key for key, speaker in speaking[one.stage].items() if speaker is one]
        if one.results and not any(key[0] for key in heard) and any(map(method_of, one.results)):
            yield f"{one.artifact.name} measures the same as a later or connected one; it is set aside, not merged."


def _several_models(results: tuple[Result, ...]) -> Iterable[str]:
    models = sorted({result.model for result in results})
    if len(models) > 1:
        yield f"The results name {len(models)} models ({', '.join(models)}): read each figure with the manifests."
