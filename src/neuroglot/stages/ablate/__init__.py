"""ablate: what happens to every language when chosen neurons are silent, to its loss or to the programs written."""

from neuroglot.stages.ablate.passing import PassOptions, Programs, ablate_passing, pass_request
from neuroglot.stages.ablate.stage import AblateOptions, ablate, ablate_request

__all__ = ["AblateOptions", "PassOptions", "Programs", "ablate", "ablate_passing", "ablate_request", "pass_request"]
