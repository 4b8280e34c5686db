"""Where code comes from: one file a source. `load` finds a corpus by what the user typed."""

from neuroglot.corpora.load import SPLITS, load

__all__ = ["SPLITS", "load"]
