"""ablate: what happens to every language when chosen neurons are silent."""

from neuroglot.stages.ablate.stage import AblateOptions, ablate, ablate_request

__all__ = ["AblateOptions", "ablate", "ablate_request"]
