"""The numbers of a report as files: Markdown that fits a page, and CSV that holds everything."""

from neuroglot.report.tables.write import TABLES, write_tables

__all__ = ["TABLES", "write_tables"]
