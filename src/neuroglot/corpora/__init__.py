"""Where code comes from: one file a source. `load_corpus` finds a corpus by what the user typed."""

from neuroglot.corpora.load import SPLITS, load_corpus

__all__ = ["SPLITS", "load_corpus"]
