"""The grammar of the tasks: tables of sources, operations and functions."""

from __future__ import annotations

from neuroglot.corpora.bundled.grammar import characters, number_items, number_lists, words
from neuroglot.corpora.bundled.grammar.arithmetic import ARITHMETIC
from neuroglot.corpora.bundled.grammar.conversions import CONVERSIONS
from neuroglot.corpora.bundled.grammar.list_functions import LIST_FUNCTIONS
from neuroglot.corpora.bundled.grammar.map_functions import MAP_FUNCTIONS
from neuroglot.corpora.bundled.grammar.ops import Op, Source
from neuroglot.corpora.bundled.grammar.recurrences import RECURRENCES
from neuroglot.corpora.bundled.grammar.sources import NUMBER_SOURCES, TEXT_SOURCES
from neuroglot.corpora.bundled.grammar.text_functions import TEXT_FUNCTIONS
from neuroglot.corpora.bundled.grammar.whole import Whole

SOURCES: dict[str, Source] = {source.name: source for source in (*NUMBER_SOURCES, *TEXT_SOURCES)}

OPS: dict[tuple[str, str], tuple[Op, ...]] = {
    ("filter", "int"): number_items.PREDICATES,
    ("map", "int"): number_items.MAPS,
    ("barrier", "int"): number_lists.BARRIERS,
    ("fold", "int"): number_lists.FOLDS,
    ("post", "int"): number_lists.POSTS,
    ("filter", "char"): characters.PREDICATES,
    ("map", "char"): characters.MAPS,
    ("barrier", "char"): characters.BARRIERS,
    ("fold", "char"): characters.FOLDS,
    ("filter", "str"): words.PREDICATES,
    ("map", "str"): words.MAPS,
    ("barrier", "str"): words.BARRIERS,
    ("fold", "str"): words.FOLDS,
}

WHOLES: tuple[Whole, ...] = (
    *RECURRENCES,
    *ARITHMETIC,
    *CONVERSIONS,
    *TEXT_FUNCTIONS,
    *LIST_FUNCTIONS,
    *MAP_FUNCTIONS,
)

__all__ = ["OPS", "SOURCES", "WHOLES", "Op", "Source", "Whole"]
