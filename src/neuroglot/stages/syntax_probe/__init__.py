"""syntax_probe: what a linear probe reads from one token's state at every layer: its syntax-tree node, its language."""

from neuroglot.stages.syntax_probe.cost import seconds_of_fits
from neuroglot.stages.syntax_probe.stage import SyntaxProbeOptions, syntax_probe, syntax_probe_request

__all__ = ["SyntaxProbeOptions", "seconds_of_fits", "syntax_probe", "syntax_probe_request"]
