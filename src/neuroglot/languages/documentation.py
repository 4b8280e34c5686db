"""What a documentation comment says, as plain prose: without tags for parameters, markup, and lists of examples.

Read are docstrings (reST, Google's and NumPy's sections), Javadoc, JSDoc, PHPDoc, Doxygen, godoc, YARD and RDoc.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from neuroglot.languages.doc_comments import doc_lines
from neuroglot.languages.functions import FunctionSpan

_TAG = re.compile(r"[@\\]([A-Za-z][\w-]*)(?:[:{\[(][^\s]*)?[ \t]*(.*)")
_PROSE_TAGS = ("brief", "short", "summary", "description", "desc", "details", "detail")
_MARKS = re.compile(
    r"abstract|access|api|async|author|class|constructor|const|default|defgroup|exports?|final|fn|func(?:tion)?|global|"
    r"hide\w*|ignore|ingroup|inheritdoc|inner|instance|internal|lends|member|memberof|method|methodof|module|name|"
    r"namespace|nodoc|override|package|private|protected|public|readonly|since|static|typedef|var|version|virtual",
    re.IGNORECASE,
)
"""Tags that say something in their own line and end with it."""

_WORD_TAGS = ("a", "b", "c", "e", "em", "i", "p", "ref", "link", "endlink", "code", "endcode")
"""Tags that stand within a sentence."""

_FIELD = re.compile(r":[A-Za-z]+(?:[ \t][^:\n]*)?:(?:[ \t]|$)")
_SECTION = re.compile(
    r"(?:(?:keyword )?(?:args?|arguments?)|parameters?|params?|returns?|yields?|raises|throws|exceptions?|examples?|"
    r"usage|notes?|see also|references|attributes|options|warnings?|todo)\s*:{1,2}\s*|>>>.*|=+\s.*|#+\s.*|"
    r"call-seq:.*",
    re.IGNORECASE,
)
_UNDERLINE = re.compile(r"[-=~^*]{3,}")
_RULE = re.compile(r"[^\w\s]{3,}")
_FENCE = re.compile(r"(?:```|~~~).*")

_BRACED = re.compile(r"\{@(\w+)[ \t]*([^{}]*)\}")
_BREAK = re.compile(r"</?(?:p|br|li|ul|ol|dl|dt|dd|div|table|tr|h[1-6]|blockquote|hr|pre)\b[^<>]*>", re.IGNORECASE)
_TAGS = re.compile(r"</?(?:code|tt|b|i|em|strong|a|span|sub|sup|kbd|var|u|small|th|td)\b[^<>]*>", re.IGNORECASE)
_MARKUP = (
    (re.compile(r":[\w.:+-]+:`~?([^`<]*?)(?:\s*<[^`]*>)?`"), r"\1"),  # reST's roles
    (re.compile(r"`([^`<]+?)\s*<[^`>]*>`_{1,2}"), r"\1"),  # and links
    (re.compile(r"\[([^\]\[]+)\]\([^()\s]*\)"), r"\1"),  # Markdown's
    (re.compile(r"[@\\](?:a|b|c|e|em|i|p|ref)[ \t]+(\S+)"), r"\1"),  # Doxygen's words
    (re.compile(r"(?<![\w+])\+([\w:.#?!]+)\+(?![\w+])"), r"\1"),  # RDoc's code
    (re.compile(r"`+"), ""),
)
_END = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|cf|resp|approx|incl|al|Mr|Dr|No|fig|eq)|(?:^|[\s(])[A-Za-z])$")


def documentation_text(comment: str) -> str:
    """The prose of a documentation comment or docstring: a line for each paragraph, empty where it says nothing.

    Block tags (`@param`, `:return:`, `\\throws`), sections of arguments, returns and examples, and fenced code go;
    inline tags and HTML leave their text. What a tag for prose (`@brief`, `@description`) says stays.
    """
    kept = _broken(_inline("\n".join(_prose_lines(doc_lines(comment)))))
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", kept))
    return "\n".join(part for part in paragraphs if re.search(r"\w", part))


def first_sentence(text: str) -> str:
    """The first sentence of a text's first line, with the sign that ends it; the line where none does.

    A point behind an abbreviation or before a small letter ends nothing.
    """
    line = text.strip().partition("\n")[0].strip()
    for end in _END.finditer(line):
        after = line[end.end() :].lstrip()
        if _ABBREVIATION.search(line[: end.start()]) or after[:1].islower():
            continue
        return line[: end.end()]
    return line


def without_documentation(text: str, span: FunctionSpan) -> str:
    """A function's code without its docstring, moved to the margin; a body of nothing else becomes `pass`.

    Documentation above a function is no part of its code. Other comments stay.
    """
    start, end = span.start, span.end
    code = text[start:end]
    if span.documentation is not None and span.start <= span.documentation[0] < span.end:
        code = _without_docstring(text, span, *span.documentation)
    margin = text[text.rfind("\n", 0, start) + 1 : start]
    return code if margin.strip() or not margin else code.replace(f"\n{margin}", "\n")


def _without_docstring(text: str, span: FunctionSpan, first: int, last: int) -> str:
    before, after = text[span.start : first], text[last : span.end]
    body = text[span.body_start : first] + "\n" + after
    if all(not line.strip(" \t\r;") or line.lstrip().startswith("#") for line in body.split("\n")):
        return f"{before}pass{after}"
    if after.lstrip(" \t").startswith(";"):
        return before + after.lstrip(" \t").removeprefix(";").lstrip(" \t")
    return before.rstrip(" \t") + after.lstrip(" \t\r").removeprefix("\n")


def _prose_lines(lines: Sequence[str]) -> Iterator[str]:
    """The lines that belong to the description, in order."""
    keep, fenced = True, False
    for place, line in enumerate(lines):
        bare = line.strip()
        if _FENCE.fullmatch(bare):
            fenced = not fenced
            continue
        tag = _TAG.fullmatch(bare)
        if tag and tag[1] not in _WORD_TAGS:
            name = tag[1].lower()
            if name in _PROSE_TAGS:
                keep = True
                yield f"\n{tag[2]}"
            elif not _MARKS.fullmatch(name):
                keep = False
            continue
        if _SECTION.fullmatch(bare) or _FIELD.match(bare) or _is_headline(lines, place):
            keep = False
        if keep and not fenced:
            yield "" if _RULE.fullmatch(bare) else bare


def _is_headline(lines: Sequence[str], place: int) -> bool:
    """Whether a line is underlined, behind the first paragraph: the head of one of NumPy's sections."""
    below = lines[place + 1].strip() if place + 1 < len(lines) else ""
    return bool(lines[place].strip() and _UNDERLINE.fullmatch(below) and any(line.strip() for line in lines[:place]))


def _inline(text: str) -> str:
    text = _BRACED.sub(_braced, text)
    for pattern, said in _MARKUP:
        text = pattern.sub(said, text)
    return text


def _braced(found: re.Match[str]) -> str:
    """What an inline tag shows: `{@link Map#get the value}` its label, `{@link Map#get}` its target."""
    name, inside = found[1], found[2].strip()
    if name.lower() == "inheritdoc":
        return ""
    if name.lower() in ("link", "linkplain", "see"):
        target, _, label = inside.partition("|" if "|" in inside else " ")
        return label.strip() or target.strip().replace("#", ".").lstrip(".")
    return inside


def _broken(text: str) -> str:
    """The text with HTML's breaks as empty lines, without its other tags, and with its characters spelled out."""
    return html.unescape(_TAGS.sub("", _BREAK.sub("\n\n", text)))
