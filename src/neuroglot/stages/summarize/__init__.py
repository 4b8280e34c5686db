"""Summaries for a language with little data, by way of languages with much (the paper's RQ3.3)."""

from neuroglot.stages.summarize.bands import Bands, bands_for, middle_third
from neuroglot.stages.summarize.options import ARMS, SIX, PromptOptions, SummarizeOptions
from neuroglot.stages.summarize.prompts import problems_of, prompt_of
from neuroglot.stages.summarize.stage import STAGE, How, summarize, summarize_request
from neuroglot.stages.summarize.writing import summaries

__all__ = [
    "ARMS",
    "SIX",
    "STAGE",
    "Bands",
    "How",
    "PromptOptions",
    "SummarizeOptions",
    "bands_for",
    "middle_third",
    "problems_of",
    "prompt_of",
    "summaries",
    "summarize",
    "summarize_request",
]
