"""select: from statistics to sets of neurons, one method a file."""

from neuroglot.stages.select.average_precision import AveragePrecisionOptions, select_average_precision
from neuroglot.stages.select.balanced import BalancedOptions, select_balanced
from neuroglot.stages.select.contribution import ContributionOptions, select_contribution
from neuroglot.stages.select.curves import CURVES, MORE_CURVES, Curve, points
from neuroglot.stages.select.given import given_request, given_sets, take_given
from neuroglot.stages.select.lape import LapeOptions, select_lape
from neuroglot.stages.select.margin import MarginOptions, select_margin
from neuroglot.stages.select.mean_difference import MeanDifferenceOptions, select_mean_difference
from neuroglot.stages.select.pls import PlsOptions, select_pls
from neuroglot.stages.select.signed import SignedOptions, select_signed
from neuroglot.stages.select.stage import METHODS, SETS, Method, select, select_request, with_fixed_mix
from neuroglot.stages.select.universal import UniversalOptions, select_universal

__all__ = [
    "CURVES",
    "METHODS",
    "MORE_CURVES",
    "SETS",
    "AveragePrecisionOptions",
    "BalancedOptions",
    "ContributionOptions",
    "Curve",
    "LapeOptions",
    "MarginOptions",
    "MeanDifferenceOptions",
    "Method",
    "PlsOptions",
    "SignedOptions",
    "UniversalOptions",
    "given_request",
    "given_sets",
    "points",
    "select",
    "select_average_precision",
    "select_balanced",
    "select_contribution",
    "select_lape",
    "select_margin",
    "select_mean_difference",
    "select_pls",
    "select_request",
    "select_signed",
    "select_universal",
    "take_given",
    "with_fixed_mix",
]
