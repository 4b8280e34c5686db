"""Scan a code base for clones: functions with the same tokens, or that look alike, in one language or several."""

from neuroglot.stages.clone_scan.band import Layers, chosen_layers
from neuroglot.stages.clone_scan.options import FileOptions, MatchOptions, ReadOptions
from neuroglot.stages.clone_scan.stage import ScanOptions, scan

__all__ = ["FileOptions", "Layers", "MatchOptions", "ReadOptions", "ScanOptions", "chosen_layers", "scan"]
