"""Words that tell languages apart where more than one grammar can read a text.

A grammar takes nearly any word for a name: to that of C++, JavaScript's `let total = 0;` declares a variable of a type
called `let`. So a name speaks against a language where it is a reserved word there, or a telling word of another
language that this one does not know (`String`, `nil`, `std`). Words that are a name in many languages (`map`, `filter`,
`sorted`, `next`) tell nothing.
"""

from __future__ import annotations

from functools import cache

from neuroglot.languages.leaves import CPP_WORDS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


RESERVED: dict[str, frozenset[str]] = {
    "cpp": (CPP_WORDS | _words("true false nullptr"))
    - _words("static_cast dynamic_cast const_cast reinterpret_cast typeid co_await co_return co_yield"),
    "java": _words("""
        abstract assert boolean break byte case catch char class const continue default do double else enum extends
        final finally float for goto if implements import instanceof int interface long native new package private
        protected public return short static strictfp super switch synchronized this throw throws transient try void
        volatile while true false null
    """),
    "python": _words("""
        False None True and as assert async await break class continue def del elif else except finally for from global
        if import in is lambda nonlocal not or pass raise return try while with yield
    """),
    "go": _words("""
        break case chan const continue default defer else fallthrough for func go goto if import interface map package
        range return select struct switch type var
    """),
    "javascript": _words("""
        await break case catch class const continue debugger default delete do else export extends finally for function
        if import in instanceof let new return static super switch this throw try typeof var void while with yield null
        true false
    """),
    "ruby": _words("""
        alias and begin break case class def do else elsif end ensure false for if in module next nil not or redo
        rescue retry return self super then true undef unless until when while yield
    """),
    "php": _words("""
        abstract and array as break callable case catch class clone const continue declare default do echo else elseif
        empty extends final finally fn for foreach function global goto if implements include instanceof insteadof
        interface isset list match namespace new null or print private protected public readonly require return static
        switch throw trait try unset use var while xor yield true false
    """),
}
"""The words that can be no name, without those that a grammar takes for one where they are right."""

_TELLING: dict[str, frozenset[str]] = {
    "cpp": _words("""
        std vector string: size_t push_back emplace_back cout cerr endl unordered_map unordered_set make_pair to_string
        npos int64_t auto const constexpr using namespace template typename struct unsigned int bool void nullptr true
        false static_cast
    """),
    "java": _words("""
        String Integer Long Boolean Character Object List ArrayList Map HashMap LinkedHashMap Set HashSet Arrays
        Collections Collectors System Math StringBuilder Stream IntStream mapToInt mapToObj keySet charAt public private
        static final void int boolean null true false
    """),
    "python": _words("""
        def elif lambda None True False len( str( list( print( isinstance enumerate List Dict Optional int float bool
    """),
    "go": _words("""
        func nil len( make( fmt Println Sprintf strconv rune string: int int64 float64 bool true false
    """),
    "javascript": _words("""
        let const var function undefined null true false console Math Object Array String Number Map Set JSON charAt
    """),
    "ruby": _words("""
        def elsif unless nil puts each each_with_index to_i to_s to_a attr_accessor String Integer true false
    """),
    "php": _words("""
        $ function foreach elseif echo null strlen array_map array_filter array_push implode explode str_split string:
        int float bool true false
    """),
}
"""Reserved words, and names of what programs find there without asking, that are seldom a name anywhere else.

With `(` behind it a word tells only where it is called, with `:` only where it stands for a type; `$` is any name that
begins so.
"""


@cache
def telling(language: str, candidates: frozenset[str]) -> frozenset[str]:
    """The words that speak against a language where they stand as names, when a text is in one of the candidates."""
    own = _TELLING[language] | RESERVED[language]
    others = frozenset[str]().union(*(_TELLING[other] for other in candidates if other != language))
    return (others - own) | RESERVED[language]
