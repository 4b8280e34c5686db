"""The neuron explorer: examined neurons as one HTML file that works offline, by double-click. Needs no model."""

from neuroglot.report.explorer.write import FILE, FOLDER, write_explorer

__all__ = ["FILE", "FOLDER", "write_explorer"]
