"""select: from statistics to sets of neurons, one method a file."""

from neuroglot.stages.select.lape import LapeOptions, select_lape
from neuroglot.stages.select.pls import PlsOptions, select_pls
from neuroglot.stages.select.stage import METHODS, SETS, Method, select, select_request
from neuroglot.stages.select.universal import UniversalOptions, select_universal

__all__ = [
    "METHODS",
    "SETS",
    "LapeOptions",
    "Method",
    "PlsOptions",
    "UniversalOptions",
    "select",
    "select_lape",
    "select_pls",
    "select_request",
    "select_universal",
]
