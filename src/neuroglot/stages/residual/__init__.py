"""residual: what attention and MLP of every layer write into the stream, and what the stream says at every depth."""

from neuroglot.stages.residual.stage import ResidualOptions, residual, residual_request
from neuroglot.stages.residual.texts import Written

__all__ = ["ResidualOptions", "Written", "residual", "residual_request"]
