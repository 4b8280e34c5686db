"""The paper's Table 4, whole: pass@3 on McEval after tuning on one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from neuroglot.core.languages import FIVE


@dataclass(frozen=True, slots=True)
class PaperTuning:
    """One row: the share of weights that was trained, in per cent, and pass@3 in per cent, in the order of `FIVE`."""

    share: float
    rates: tuple[float, float, float, float, float]

    def rate(self, language: str) -> float | None:
        """A language's pass rate as a fraction; None where the paper has none."""
        return self.rates[FIVE.index(language)] / 100 if language in FIVE else None


BASE = PaperTuning(0.0, (48, 56, 36, 48, 38))

TABLE_4: Mapping[str, Mapping[str, PaperTuning]] = {
    "python": {
        "lora": PaperTuning(0.53, (48, 58, 42, 34, 34)),
        "neurons": PaperTuning(0.48, (48, 56, 46, 38, 36)),
    },
    "java": {"lora": PaperTuning(0.53, (48, 58, 32, 44, 42)), "neurons": PaperTuning(0.10, (46, 56, 40, 46, 40))},
    "go": {"lora": PaperTuning(0.53, (50, 54, 44, 48, 34)), "neurons": PaperTuning(0.03, (46, 56, 42, 54, 36))},
    "cpp": {"lora": PaperTuning(0.53, (48, 52, 30, 38, 30)), "neurons": PaperTuning(0.23, (50, 54, 34, 42, 38))},
    "javascript": {
        "lora": PaperTuning(0.53, (44, 50, 32, 42, 52)),
        "neurons": PaperTuning(0.12, (44, 56, 38, 40, 44)),
    },
}
"""By the language that was taught: LoRA, and the language's neurons."""

SOURCE = (
    "Yin, Gu and Shen (2026), Table 4: pass@3 on McEval, in per cent; one seed, no intervals. Its shares fit "
    "the number of weights of Llama-3.1-8B."
)
"""What is said below the table."""
