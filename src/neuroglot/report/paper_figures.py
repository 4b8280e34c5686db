"""The pass rates of the paper's Tables 1 and 2, whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from neuroglot.core.languages import FIVE
from neuroglot.report.effects import UNIVERSAL

Rates = tuple[float, float, float, float, float]
"""pass@3 in per cent, as printed, in the order of `FIVE`."""


@dataclass(frozen=True, slots=True)
class PaperTable:
    """One model's part of a table: with nothing silent, with each set silent, and with as many random neurons."""

    plain: Rates
    sets: Mapping[str, Rates]
    random: Mapping[str, Rates] = field(default_factory=dict)


def rate_of(row: Rates | None, language: str) -> float | None:
    """A language's rate, as a fraction; None where the paper has none."""
    return None if row is None else row[FIVE.index(language)] / 100


LABELS = (*FIVE, UNIVERSAL)
"""The sets of both tables, in their order."""

TABLE_1: Mapping[str, PaperTable] = {
    "Llama-3.1-8B": PaperTable(
        (47.56, 49.39, 46.34, 34.76, 40.85),
        {
            "cpp": (45.85, 46.53, 48.47, 33.86, 43.34),
            "java": (44.99, 51.51, 47.78, 33.86, 49.51),
            "python": (39.05, 39.36, 42.77, 29.41, 26.00),
            "go": (40.76, 45.09, 47.04, 33.86, 48.28),
            "javascript": (44.18, 44.40, 41.38, 31.18, 47.06),
            UNIVERSAL: (0.00, 0.00, 0.00, 0.00, 0.00),
        },
    )
}
"""LAPE's sets; the paper has no random neurons beside them."""

TABLE_2: Mapping[str, PaperTable] = {
    "Llama-3.1-8B": PaperTable(
        (47.56, 49.39, 46.34, 34.76, 40.85),
        {
            "cpp": (6.71, 31.71, 48.17, 25.00, 31.10),
            "java": (43.29, 27.44, 45.12, 35.32, 45.73),
            "python": (29.26, 36.58, 7.93, 26.83, 9.15),
            "go": (38.41, 49.39, 44.51, 4.27, 43.90),
            "javascript": (41.46, 50.61, 50.00, 35.98, 23.17),
            UNIVERSAL: (0.00, 0.00, 0.00, 0.00, 0.00),
        },
        {
            "cpp": (31.10, 42.07, 36.59, 24.39, 25.00),
            "java": (35.98, 51.22, 45.73, 27.44, 36.59),
            "python": (36.59, 40.24, 37.80, 31.10, 37.20),
            "go": (42.68, 53.66, 48.17, 32.93, 42.68),
            "javascript": (45.12, 52.44, 46.95, 36.59, 40.24),
            UNIVERSAL: (14.64, 16.47, 21.34, 7.95, 12.36),
        },
    ),
    "Qwen2.5-Coder-32B": PaperTable(
        (79.27, 76.83, 76.83, 71.34, 98.17),
        {
            "cpp": (40.24, 58.54, 68.90, 59.15, 85.37),
            "java": (74.39, 40.24, 73.17, 62.20, 98.17),
            "python": (75.00, 60.78, 43.90, 68.29, 96.95),
            "go": (75.61, 66.46, 71.34, 4.27, 92.07),
            "javascript": (71.34, 74.39, 67.68, 70.12, 79.87),
            UNIVERSAL: (0.00, 0.00, 0.00, 0.00, 0.00),
        },
        {
            "cpp": (73.17, 76.22, 77.44, 70.73, 97.56),
            "java": (79.88, 71.95, 75.61, 71.95, 97.56),
            "python": (64.02, 59.76, 54.88, 51.83, 82.32),
            "go": (70.12, 65.85, 67.07, 57.98, 88.41),
            "javascript": (78.66, 77.44, 76.83, 70.73, 94.51),
            UNIVERSAL: (25.61, 28.05, 30.49, 21.95, 50.00),
        },
    ),
}
"""PLS's sets."""
