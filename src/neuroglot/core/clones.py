"""The names under which Results of clone detection are told apart: what scores a pair."""

from __future__ import annotations

STAGE = "clones"
"""The stage whose Results these are."""

LAYER, BAND, CHOSEN = "layer", "band", "chosen layer"
"""A layer's states; the mean over the concept layers; the layer that is best on the validation pairs."""

JACCARD, TFIDF, PROMPT, ALL = "jaccard", "tfidf", "prompt", "all pairs"
"""Shared tokens; TF-IDF; the model's own answer; every pair called a clone, whatever it is."""

BASELINES = (JACCARD, TFIDF, PROMPT, ALL)
"""What has no layer and is no mean of layers."""

OWN, RANDOM = "own", "random"
"""Programs with the names that they have, and copies with random ones."""

NAMES = (OWN, RANDOM)
