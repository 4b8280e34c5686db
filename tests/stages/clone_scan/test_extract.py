"""What two functions have to share to be exact or renamed clones, and what the model reads of them."""

from __future__ import annotations

import pytest

from neuroglot.core.languages import LANGUAGES
from neuroglot.corpora import natural
from neuroglot.languages import BY_NAME
from neuroglot.languages.comments import strip_comments
from neuroglot.languages.renaming.library import library_words
from neuroglot.languages.renaming.plan import rename
from neuroglot.stages.clone_scan.extract import FoundFunction, extract
from neuroglot.stages.clone_scan.tokens import ACCESS, tokens_of
from tests.languages.known_functions import KNOWN
from tests.stages.clone_scan.making import python


def only(text: str, language: str = "python") -> FoundFunction:
    (found,) = extract(language, text)[0]
    return found


def test_comments_and_white_space_change_no_hash() -> None:
    plain = only(python())
    spaced = only(python().replace("    ", "\t").replace("> 0:", ">   0:  # not below\n").replace("\n", "\r\n"))
    said = only(python().replace("):\n", '):\n    """Says é."""\n'))
    assert plain.exact == spaced.exact == said.exact
    assert plain.tokens == spaced.tokens == said.tokens
    assert plain.content == said.content, "the model reads no comments"


def test_consistent_names_change_the_exact_hash_alone() -> None:
    one, other = only(python()), only(python("f", 0, "x", "y", "z"))
    assert one.exact != other.exact
    assert one.renamed == other.renamed


def test_a_variable_that_is_called_like_a_method_may_be_renamed() -> None:
    form = "int f(List<Integer> xs) {{\n  int {0} = xs.size();\n  return {0} + xs.size() * 2;\n}}\n"
    assert only(form.format("size"), "java").renamed == only(form.format("n"), "java").renamed
    assert (
        only(form.format("size"), "java").renamed != only(form.format("n").replace("n + xs", "n + n"), "java").renamed
    )


@pytest.mark.parametrize(
    "text",
    [
        python(least=1),
        python().replace(">", "<"),
        python().replace("one * one", "one * result"),
        python().replace("return result", "return values"),
        python().replace("result = 0", "result = ''"),
    ],
)
def test_another_program_has_another_hash(text: str) -> None:
    assert only(text).renamed != only(python()).renamed


def test_white_space_in_strings_counts() -> None:
    for language, form in (
        ("python", "def f():\n    return '{}'\n"),
        ("javascript", "function f() {{ return `{}`; }}"),
    ):
        assert only(form.format("a b"), language).exact != only(form.format("a  b"), language).exact
        assert only(form.format(" "), language).exact != only(form.format("  "), language).exact


def test_the_language_counts() -> None:
    text = "function f($x) { return $x; }"
    assert only(text, "php").exact != only(text, "javascript").exact


def test_a_method_reads_as_it_would_at_the_left() -> None:
    moved = "class A:\n" + "".join(f"    {line}\n" for line in python().splitlines())
    assert extract("python", moved)[0][0].content == only(python()).content
    assert extract("python", moved)[0][0].name == "A.total"


@pytest.mark.parametrize("language", LANGUAGES)
def test_renamed_clones_are_those_whose_names_correspond(language: str) -> None:
    """Whatever a renaming does: the hash is the same if and only if tokens are, and names go one to one."""
    texts = [one.text for one in natural.snippets() if one.language == language][:3] or [KNOWN[language][0]]
    count = 0
    for text in texts:
        copy = rename(language, text, "1").text
        for one, other in zip(functions_of(language, text), functions_of(language, copy), strict=True):
            words, other_words = one[1], other[1]
            same = len(words) == len(other_words)
            if same:
                alike = [(*a, *b) for a, b in zip(words, other_words, strict=True)]
                pairs = {(a, b, role) for a, role, b, _ in alike if role}
                rest = [role == other_role and (role or a == b) for a, role, b, other_role in alike]
                ways = ({(a, role) for a, _, role in pairs}, {(b, role) for _, b, role in pairs})
                same = all(rest) and len(pairs) == len(ways[0]) == len(ways[1])
            assert (one[0].renamed == other[0].renamed) is same
            count += same and one[0].exact != other[0].exact
    assert count


def functions_of(language: str, text: str) -> list[tuple[FoundFunction, list[tuple[bytes, str]]]]:
    """The functions of a program with their tokens, and what each names: a member, another thing, or nothing that is
    the function's own."""
    tokens, made = tokens_of(BY_NAME[language], text), []
    for one in extract(language, text)[0]:
        given = tokens.between(*(len(text[:at].encode()) for at in (one.start, one.end)))
        befores = [b"", *given.words[:-1]]
        roles = [
            "" if not is_name else "member" if b in ACCESS else "name"
            for b, is_name in zip(befores, given.names, strict=True)
        ]
        named = list(zip(given.words, roles, strict=True))
        known = library_words(language)
        own = {
            place for place, call in zip(named, given.called, strict=True) if not (call and place[0].decode() in known)
        }
        made.append((one, [(word, role if (word, role) in own else "") for word, role in named]))
    return made


CALLS = {
    "python": "def f(a, b):\n    return {}(a, b) + a.{}(b)\n",
    "javascript": "function f(a, b) {{ return {}(a, b) + a.{}(b); }}",
    "java": "int f(A a, int b) {{ return {}(a, b) + a.{}(b); }}",
    "cpp": "int f(A& a, int b) {{ return {}(a, b) + a.{}(b) + std::{}<int>(b); }}",
    "go": "func f(a A, b int) int {{ return {}(a, b) + a.{}(b) }}",
    "ruby": "def f(a, b)\n  {}(a, b) + a.{}(b)\nend\n",
    "php": "function f($a, $b) {{ return {}($a, $b) + $a->{}($b) + A::{}($b); }}",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_called_of_the_library_stays(language: str) -> None:
    form = CALLS[language]
    names, own = ["min"] * form.count("{}"), ["minOf"] * form.count("{}")
    plain = only(form.format(*names), language)
    for place in range(len(names)):
        assert only(form.format(*names[:place], "max", *names[place + 1 :]), language).renamed != plain.renamed
    assert only(form.format(*names).replace("f(", "g(", 1), language).renamed == plain.renamed
    assert only(form.format(*own), language).renamed == only(form.format(*["maxOf"] * len(own)), language).renamed


@pytest.mark.parametrize(
    "form",
    [
        "def f({0}, x):\n    return {0}(x)\n",
        "def {0}(n):\n    return {0}(n - 1)\n",
        "def f(xs):\n    {0} = sum\n    return {0}(xs)\n",
        "def f(self, x):\n    self.{0} = x\n    return self.{0}(x)\n",
    ],
)
def test_what_is_called_and_is_the_functions_own_may_be_renamed(form: str) -> None:
    assert only(form.format("min")).renamed == only(form.format("max")).renamed


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        (
            "python",
            "def f(x):\n    if x:\n        a = 1\n        b = 2\n",
            "def f(x):\n    if x:\n        a = 1\n    b = 2\n",
        ),
        ("python", "def f(x):\n    return x\n", "def f(x):\n    return\n    x\n"),
        ("python", "def f(x):\n    a = x - 1\n", "def f(x):\n    a = x\n    - 1\n"),
        ("javascript", "function f(x) { return x; }", "function f(x) { return\n x; }"),
        ("javascript", "function f(x, y) { x\n++y }", "function f(x, y) { x++\ny }"),
        ("javascript", "function f(x) { for (;;) { break\nx; } }", "function f(x) { for (;;) { break x; } }"),
        ("go", "func f() (e error) {\n\treturn g()\n}", "func f() (e error) {\n\treturn\n\tg()\n}"),
        ("ruby", "def f(x)\n  y = x - 1\nend", "def f(x)\n  y = x\n  -1\nend"),
    ],
)
def test_white_space_that_means_something_counts(language: str, one: str, other: str) -> None:
    first, second = only(one, language), only(other, language)
    assert first.tokens == second.tokens
    assert first.exact != second.exact
    assert first.renamed != second.renamed


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("python", "def f(x):\n  for a in x:\n    b\n  else:\n    c\n", "def f(x):\n for a in x: b\n\n else: c"),
        ("python", "def f(x):\n    return g(x, 1)\n", "def f(x):\n    return g(\n        x,\n1)\n"),
        ("javascript", "function f(x) { return g(x); }", "function f(x)\n{\n  return g(\n    x\n  );\n}"),
        ("go", "func f(x int) int { return x }", "func f(x int) int {\n\n\treturn x\n}"),
        ("ruby", "def f(x)\n  if x\n    y\n  end\nend", "def f(x)\nif x\ny\nend\n\nend"),
        ("java", "int f(int x) { return x; }", "int f(int x)\n{ return\nx; }"),
    ],
)
def test_other_white_space_does_not(language: str, one: str, other: str) -> None:
    assert only(one, language).exact == only(other, language).exact


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_function_has_the_same_hashes_without_its_comments(language: str) -> None:
    for text in [one.text for one in natural.snippets() if one.language == language][:3] or [KNOWN[language][0]]:
        plain, stripped = (extract(language, given)[0] for given in (text, strip_comments(language, text)))
        assert [(one.exact, one.renamed, one.tokens) for one in stripped] == [
            (one.exact, one.renamed, one.tokens) for one in plain
        ]
        assert plain


def test_code_between_errors_is_read() -> None:
    found, texts = extract("python", "def f(:\n    return (1\n\n" + python())
    assert any(one.broken for one in found) or found[-1].name == "total"
    assert all(one.content in texts for one in found)
    assert extract("python", "") == ((), {})
