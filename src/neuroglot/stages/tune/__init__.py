"""tune: teach a model one language by training its neurons' weights alone, and what that costs the others."""

from neuroglot.stages.tune.arms import ARMS, DELTA
from neuroglot.stages.tune.options import CompareOptions, Teaching
from neuroglot.stages.tune.single import ADAPTER, Assignment, SingleOptions, tune_request, tune_single
from neuroglot.stages.tune.stage import Given, compare, compare_request

__all__ = [
    "ADAPTER",
    "ARMS",
    "DELTA",
    "Assignment",
    "CompareOptions",
    "Given",
    "SingleOptions",
    "Teaching",
    "compare",
    "compare_request",
    "tune_request",
    "tune_single",
]
