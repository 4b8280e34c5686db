"""The one training loop that tuning and summaries share: examples in, whatever weights ask for gradients trained."""

from neuroglot.learning.examples import Example, Examples, read_answers, read_examples
from neuroglot.learning.finite import DivergedError, diverged
from neuroglot.learning.loop import Learned, learn, wait_for_everyone
from neuroglot.learning.measure import example_losses
from neuroglot.learning.options import LearnOptions

__all__ = [
    "DivergedError",
    "Example",
    "Examples",
    "LearnOptions",
    "Learned",
    "diverged",
    "example_losses",
    "learn",
    "read_answers",
    "read_examples",
    "wait_for_everyone",
]
