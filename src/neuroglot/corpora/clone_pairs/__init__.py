"""Pairs of programs that do the same or not: from public files, or made from tasks."""

from neuroglot.corpora.clone_pairs.options import PairOptions
from neuroglot.corpora.clone_pairs.pair_set import ClonePairs, PairSet, pair_set
from neuroglot.corpora.clone_pairs.sources import SOURCES, clone_pairs
from neuroglot.corpora.clone_pairs.texts import with_random_names

__all__ = ["SOURCES", "ClonePairs", "PairOptions", "PairSet", "clone_pairs", "pair_set", "with_random_names"]
