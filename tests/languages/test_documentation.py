"""What documentation says, in every form, and code without it."""

from __future__ import annotations

import pytest

from neuroglot.languages.doc_comments import doc_lines
from neuroglot.languages.documentation import documentation_text, first_sentence, without_documentation
from neuroglot.languages.functions import functions
from neuroglot.languages.trees import find, syntax_tree

SAID = "Returns the value of key, or nothing."
FORMS = {
    "javadoc": """/**
     * Returns the {@link Map#get value} of <code>key</code>,
     * or nothing.
     *
     * <p>It never fails.
     *
     * @param key   what to look up,
     *              in lower case
     * @return the value
     */""",
    "jsdoc": """/**
 * @private
 * @method lookUp
 * @description Returns the value of `key`, or nothing.
 *
 * It never fails.
 * @param {string} key - what to look up
 * @returns {?number} the value
 * @example
 * lookUp("a")
 */""",
    "phpdoc": """/**
 * Returns the value of key, or nothing.
 *
 * It never fails.
 *
 * @param string $key what to look up
 * @throws Exception never
 */""",
    "doxygen block": """/*!
 * \\brief Returns the value of \\p key, or nothing.
 *
 * It never fails.
 * \\param[in] key what to look up
 * \\return the value
 */""",
    "doxygen lines": """/// Returns the value of @c key,
    /// or nothing.
    ///
    /// It never fails.
    ///
    /// @tparam T a type
    /// @param key what to look up""",
    "godoc": """// Returns the value of key, or nothing.
//
// It never fails.""",
    "yard": """# Returns the value of +key+, or nothing.
#
# It never fails.
#
# @param [String] key what to look up
# @return [Integer, nil] the value""",
    "rdoc": """##
# Returns the value of <tt>key</tt>, or nothing.
#
# It never fails.
#
# === Examples
#
#   look_up("a")""",
    "ruby block": """=begin
Returns the value of key, or nothing.

It never fails.
=end""",
    "google": '''"""Returns the value of ``key``, or nothing.

    It never fails.

    Args:
        key: what to look up.

    Returns:
        The value.
    """''',
    "numpy": '''r"""
    Returns the value of :param:`key`, or nothing.

    It never fails.

    Parameters
    ----------
    key : str
        What to look up.
    """''',
    "rest": """'''Returns the value of `key <where#key>`_, or nothing.

    It never fails.

    :param key: what to look up
    :rtype: int
    '''""",
    "doctest": '''"""Returns the value of key, or nothing.

    It never fails.

    >>> look_up("a")
    1
    """''',
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_the_same(form: str) -> None:
    text = documentation_text(FORMS[form])
    assert text == f"{SAID}\nIt never fails."
    assert first_sentence(text) == SAID


@pytest.mark.parametrize(
    "comment", ["/** {@inheritdoc} */", "# :nodoc:", "/**\n * @return int\n */", '""" """', "//", "/***/", "# ------"]
)
def test_what_says_nothing_is_empty(comment: str) -> None:
    assert documentation_text(comment) == ""


def test_html_is_read_and_generics_are_not_html() -> None:
    said = documentation_text("/** Gives a List&lt;String&gt; and Map<String, T> &amp; more<br>for <b>all</b>. */")
    assert said == "Gives a List<String> and Map<String, T> & more\nfor all."


def test_stars_of_the_author_stay_where_lines_have_none() -> None:
    assert doc_lines("/**\n  Either:\n  * one\n  * two\n*/")[1:4] == ["Either:", "* one", "* two"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Sorts e.g. lists, i.e. in place. Then stops.", "Sorts e.g. lists, i.e. in place."),
        ("Reads version 1.5 of x.y files. More.", "Reads version 1.5 of x.y files."),
        ("Is it so? Yes.", "Is it so?"),
        ("No end here\nAnother paragraph.", "No end here"),
        ('Says "stop." And goes.', 'Says "stop."'),
        ("Plan A. Next one.", "Plan A. Next one."),
        ("", ""),
    ],
)
def test_a_sentence_ends_where_it_ends(text: str, sentence: str) -> None:
    assert first_sentence(text) == sentence


DOCUMENTED = {
    "python": 'class A:\n    def f(self, x):\n        """Doc of f."""\n        # why\n        return x\n',
    "java": "class A {\n    /** Doc of f. */\n    int f(int x) {\n        return x;\n    }\n}\n",
    "javascript": "/**\n * Doc of f.\n */\nfunction f(x) {\n  return x;\n}\n",
    "go": "package a\n\n// Doc of f.\nfunc f(x int) int {\n\treturn x\n}\n",
    "ruby": "class A\n  # Doc of f.\n  def f(x)\n    x\n  end\nend\n",
    "php": "<?php\nclass A {\n    /** Doc of f. */\n    function f($x) {\n        return $x;\n    }\n}\n",
    "cpp": "/// Doc of f.\nint f(int x) {\n    return x;\n}\n",
}


@pytest.mark.parametrize("language", DOCUMENTED)
def test_code_without_documentation_parses_and_says_nothing_of_it(language: str) -> None:
    text = DOCUMENTED[language]
    span = next(one for one in functions(text, language) if one.name == "f")
    assert span.documentation is not None
    assert documentation_text(text[slice(*span.documentation)]) == "Doc of f."
    code = without_documentation(text, span)
    assert "Doc of f" not in code
    assert not syntax_tree(find(language), code).root_node.has_error
    assert code.split("\n")[-1] == {"python": "    return x", "ruby": "end"}.get(language, "}"), "it is at the margin"


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ('    """Doc."""\n    return 1', "def f():\n    return 1"),
        ('    """Doc."""', "def f():\n    pass"),
        ('    """Doc.\n    More.\n    """\n    # to do', "def f():\n    pass\n    # to do"),
        ('    """Doc."""; return 1', "def f():\n    return 1"),
        ("    # why\n    'Doc.'\n\n    return 'ä'", "def f():\n    # why\n\n    return 'ä'"),
    ],
)
def test_a_docstring_goes_and_what_needs_a_statement_keeps_one(body: str, left: str) -> None:
    text = f"x = 'é'\n\n\ndef f():\n{body}\n"
    assert without_documentation(text, functions(text, "python")[0]) == left
