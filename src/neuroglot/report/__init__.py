"""Artefacts on disk -> one HTML file that works offline, by double-click, and tables. Needs no model, no network."""

from neuroglot.report.page import write_report
from neuroglot.report.tables import TABLES

__all__ = ["TABLES", "write_report"]
