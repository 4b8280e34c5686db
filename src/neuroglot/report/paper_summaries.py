"""The paper's Table 5, whole: summaries after learning in several ways, in six languages."""

from __future__ import annotations

from collections.abc import Mapping

SIX = ("python", "ruby", "go", "java", "javascript", "php")
"""The table's columns."""

Row = tuple[tuple[float, float], ...]
"""BLEU-4 and ROUGE-L as printed, in the order of `SIX`."""

TABLE_5: Mapping[str, Row] = {
    "base": ((11.00, 24.84), (9.80, 21.56), (12.57, 26.19), (10.61, 24.02), (9.76, 21.08), (12.21, 27.41)),
    "direct": ((18.04, 34.99), (14.80, 30.37), (16.23, 31.09), (17.93, 37.13), (14.36, 29.11), (17.28, 35.65)),
    "concept-lora": ((14.34, 31.00), (13.09, 28.00), (14.08, 28.41), (15.08, 33.29), (13.06, 26.53), (14.52, 32.04)),
    "two-stage": ((17.88, 34.87), (14.66, 30.18), (19.08, 40.27), (17.19, 35.73), (14.05, 27.62), (15.46, 33.03)),
    "concept-transfer": (
        (18.41, 35.74), (16.15, 31.80), (18.23, 39.73), (18.13, 37.50), (14.73, 29.54), (15.17, 32.30)
    ),
}  # fmt: skip
"""By arm; the paper has no controls."""

SOURCE = (
    "Yin, Gu and Shen (2026), Table 5: CodeSearchNet, one seed, no intervals; which BLEU-4 is not said. Direct learned "
    "each language's own data, the others Ruby alone or Ruby after Python and Java."
)
"""What is said below the table."""
