"""clones: which layers tell programs that do the same from those that don't, with no training for it."""

from neuroglot.stages.clones.options import VARIANTS, CloneOptions, clones_request
from neuroglot.stages.clones.stage import clones

__all__ = ["VARIANTS", "CloneOptions", "clones", "clones_request"]
