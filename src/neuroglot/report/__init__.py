"""Artefacts on disk -> one HTML file that works offline, by double-click. Needs no model and no network."""

from neuroglot.report.page import write_report

__all__ = ["write_report"]
