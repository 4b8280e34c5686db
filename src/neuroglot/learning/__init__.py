"""The one training loop that tuning and summaries share: examples in, whatever weights ask for gradients trained."""

from neuroglot.learning.examples import Example, Examples, read_examples
from neuroglot.learning.loop import Learned, learn, wait_for_everyone
from neuroglot.learning.measure import example_losses
from neuroglot.learning.options import LearnOptions

__all__ = [
    "Example",
    "Examples",
    "LearnOptions",
    "Learned",
    "example_losses",
    "learn",
    "read_examples",
    "wait_for_everyone",
]
