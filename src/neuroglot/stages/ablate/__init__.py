"""ablate: what happens to every language when chosen neurons are silent, to its loss or to the programs written."""

from neuroglot.stages.ablate.frontiers import FrontierOptions, frontier, frontier_request
from neuroglot.stages.ablate.passing import PassOptions, Programs, ablate_passing, pass_request
from neuroglot.stages.ablate.silence import Means, pooled_means
from neuroglot.stages.ablate.stage import AblateOptions, ablate, ablate_request

__all__ = [
    "AblateOptions",
    "FrontierOptions",
    "Means",
    "PassOptions",
    "Programs",
    "ablate",
    "ablate_passing",
    "ablate_request",
    "frontier",
    "frontier_request",
    "pass_request",
    "pooled_means",
]
