"""chance: how many language neurons there would be if languages were only names."""

from neuroglot.stages.chance.cost import seconds_of_permutations
from neuroglot.stages.chance.stage import ChanceOptions, chance, chance_request

__all__ = ["ChanceOptions", "chance", "chance_request", "seconds_of_permutations"]
