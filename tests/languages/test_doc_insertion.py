"""A summary that is put into a program documents its function, and changes nothing else, whatever it says."""

from __future__ import annotations

import pytest

from neuroglot.languages.doc_insertion import Insertion, inserted, insertion
from neuroglot.languages.documentation import documentation_text
from neuroglot.languages.functions import functions
from neuroglot.languages.trees import find, syntax_tree

PROGRAMS = {
    "python": "class A:\n    @property\n    def f(self, x):\n        # why\n        return 'é', x\n",
    "java": "class A {\n    @Override\n    public int f(int x) {\n        return x;\n    }\n}\n",
    "javascript": "const é = 1;\nexport class A {\n\tf(x) {\n\t\treturn x;\n\t}\n}\n",
    "go": "package a\n\nfunc (a *A) f(x int) int {\n\treturn x\n}\n",
    "ruby": "class A\n  def f(x)\n    x\n  end\nend\n",
    "php": "<?php\nclass A {\n    public function f($x) {\n        return $x;\n    }\n}\n",
    "cpp": "namespace a {\n  template <class T>\n  T f(T x) {\n    return x;\n  }\n}\n",
}
SUMMARIES = {
    "plain": "Returns the value as it is.",
    "long": "Returns " + "the value " * 20 + "as it is.",
    "hostile block": "Ends here */ int evil; /* and goes on",
    "hostile string": 'Ends here """ and \\ goes on "',
    "two lines": "Returns the value\nas it is.",
}


def _function(text: str, language: str) -> int:
    return next(place for place, one in enumerate(functions(text, language)) if one.name == "f")


@pytest.mark.parametrize("kind", SUMMARIES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("language", PROGRAMS)
def test_it_documents_its_function_and_nothing_else(language: str, end: str, kind: str) -> None:
    text = PROGRAMS[language].replace("\n", end)
    span = functions(text, language)[_function(text, language)]
    found = insertion(text, language, span, SUMMARIES[kind])
    assert isinstance(found, Insertion)
    after = inserted(text, [found])
    assert after.replace(found.text, "", 1) == text
    assert not syntax_tree(find(language), after).root_node.has_error
    again = functions(after, language)
    assert [one.qualified for one in again] == [one.qualified for one in functions(text, language)]
    documented = again[_function(after, language)].documentation
    assert documented is not None
    assert max(map(len, found.text.split(end))) <= 100
    assert ("\r\n" in after) == (end == "\r\n")
    assert after.count("\n") - after.count("\r\n") == (0 if end == "\r\n" else after.count("\n"))
    if kind in ("plain", "two lines", "long"):
        assert documentation_text(after[slice(*documented)]) == " ".join(SUMMARIES[kind].split())


@pytest.mark.parametrize(
    ("language", "text", "why"),
    [
        ("python", "def f(x): return x\n", "its body is on the line of its head"),
        ("javascript", "let a = 1; function f(x) { return x; }\n", "other code is on its first line"),
        ("go", "package a\n\n// F is known.\nfunc f() {\n}\n", "it is documented"),
    ],
)
def test_where_there_is_no_place_the_reason_is_given(language: str, text: str, why: str) -> None:
    assert insertion(text, language, functions(text, language)[0], "Says so.") == why


def test_several_insertions_keep_their_places() -> None:
    text = "def f(x)\n  x\nend\n\ndef g(x)\n  x\nend\n"
    made = [insertion(text, "ruby", span, f"About {span.name}.") for span in functions(text, "ruby")]
    after = inserted(text, [one for one in made if isinstance(one, Insertion)])
    assert after == "# About f.\ndef f(x)\n  x\nend\n\n# About g.\ndef g(x)\n  x\nend\n"
