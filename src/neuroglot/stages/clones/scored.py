"""A representation with its scores on both splits, and what is said of it: Results with intervals.

Metrics, on the test pairs, with the threshold of the largest F1 on the validation pairs: `clone_f1`, `clone_precision`,
`clone_recall`; without a threshold `clone_ap`. Each over all pairs, and over those of two languages (`pair` in the
condition) under the same threshold. `clone_threshold` is the threshold, `clone_f1_lead` and `clone_ap_lead` a
representation's F1 or average precision less that of another (`less` in the condition), paired.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.results import Result
from neuroglot.corpora.clone_pairs import ClonePairs
from neuroglot.metrics.detection import Detected, Drawn, Threshold, best_threshold, lead
from neuroglot.metrics.dyads import Dyads
from neuroglot.metrics.intervals import percentile_interval, resamples

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Setting:
    """What all representations are judged on: the pairs, the units that are drawn, and what every Result says."""

    pairs: ClonePairs
    dyads: Dyads
    origin: Mapping[str, Any]

    def result(self, metric: str, drawn: Drawn, count: int, about: Mapping[str, Any], layer: int | None) -> Result:
        """A Result of the test split from a value and its bootstrap samples."""
        bounds = percentile_interval(drawn[1])
        draws, units = self.dyads.weights.shape
        what = "tasks" if self.pairs.test.tasked else "programs"
        return Result(
            metric=metric,
            value=drawn[0],
            n=count,
            unit="share",
            split=self.pairs.test.split,
            layer=layer,
            condition={"names": self.pairs.names, **about},
            low=bounds[0] if bounds else None,
            high=bounds[1] if bounds else None,
            interval=f"95 % percentile bootstrap over {units} {what}, {draws} draws",
            **self.origin,
        )


def setting_of(pairs: ClonePairs, bootstrap: int, origin: Mapping[str, Any]) -> Setting:
    """The setting of test pairs, drawn by the origin's seed."""
    unit = pairs.test.unit
    weights = resamples(int(unit.max()) + 1, bootstrap, int(origin["seed"]))
    return Setting(pairs, Dyads(unit[pairs.test.left], unit[pairs.test.right], weights), origin)


@dataclass(frozen=True)
class Scored:
    """A representation: what its Results say of it (`about`, and the layer where it is one), and the scores of the
    validation and of the test pairs."""

    setting: Setting
    about: Mapping[str, Any]
    validation: Floats
    test: Floats
    layer: int | None = None

    @cached_property
    def threshold(self) -> Threshold:
        """Chosen on the validation pairs."""
        return best_threshold(self.validation, self.setting.pairs.validation.clones)

    @cached_property
    def detected(self) -> Detected:
        """The test pairs under that threshold."""
        return Detected(self.test, self.setting.pairs.test.clones, self.threshold.value, self.setting.dyads)

    @cached_property
    def whole(self) -> Mapping[str, Drawn]:
        """F1, precision, recall and average precision over all test pairs, with their bootstrap samples."""
        return {**self.detected.rates(), "ap": self.detected.average_precision()}

    def results(self) -> list[Result]:
        """The threshold, and every metric over all pairs; also over those of two languages, where there are several."""
        found = [self._threshold(), *self._told(self.whole, len(self.test), {})]
        by_languages = self.setting.pairs.test.by_languages
        for name, places in by_languages.items() if len(by_languages) > 1 else ():
            some = self.detected.of(places)
            found += self._told({**some.rates(), "ap": some.average_precision()}, len(places), {"pair": name})
        return found

    def leads(self, over: Scored) -> list[Result]:
        """How much better it is than another, by F1 and by average precision."""
        about = {**self.about, "less": over.about["representation"]}
        if over.layer is not None:
            about["less layer"] = over.layer
        return [
            self.setting.result(
                f"clone_{name}_lead", lead(self.whole[name], over.whole[name]), len(self.test), about, self.layer
            )
            for name in ("f1", "ap")
        ]

    def _threshold(self) -> Result:
        return Result(
            metric="clone_threshold",
            value=self.threshold.value,
            n=len(self.validation),
            unit="score",
            split=self.setting.pairs.validation.split,
            layer=self.layer,
            condition={"names": self.setting.pairs.names, **self.about, "f1": round(self.threshold.f1, 6)},
            **self.setting.origin,
        )

    def _told(self, values: Mapping[str, Drawn], count: int, more: Mapping[str, Any]) -> list[Result]:
        return [
            self.setting.result(f"clone_{name}", drawn, count, {**self.about, **more}, self.layer)
            for name, drawn in values.items()
            if np.isfinite(drawn[0])
        ]
