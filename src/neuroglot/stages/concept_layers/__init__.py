"""concept layers: where a model's states agree on what programs mean and not on how they are written."""

from neuroglot.stages.concept_layers.options import LayerOptions, layers_request
from neuroglot.stages.concept_layers.stage import concept_layers
from neuroglot.stages.concept_layers.swapping import SWAPS

__all__ = ["SWAPS", "LayerOptions", "concept_layers", "layers_request"]
