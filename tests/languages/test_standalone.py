"""Functions that were cut out of their programs are read again, whatever they were members of."""

from __future__ import annotations

import pytest

from neuroglot.core.errors import NeuroglotError
from neuroglot.languages.documentation import without_documentation
from neuroglot.languages.functions import functions
from neuroglot.languages.standalone import standalone
from tests.languages.known_functions import KNOWN


@pytest.mark.parametrize("language", KNOWN)
def test_every_function_of_a_program_can_stand_alone(language: str) -> None:
    text, _ = KNOWN[language]
    for span in functions(text, language):
        code = without_documentation(text, span)
        assert standalone(code, language) == code


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("php", "public function index() { return 1; }"),
        ("php", "#[Pure]\nabstract protected static function f(): ?int;"),
        ("php", "public function page() { ?> <b><?= $x ?></b> <?php }"),
        ("php", "function f() { return '<?php echo 1;'; }"),
        ("javascript", "foo(a) { return a; }"),
        ("javascript", "async foo(a) { return await a; }"),
        ("javascript", "static get foo() { return super.foo; }"),
        ("javascript", "*#all() { yield 1; }"),
        ("javascript", "static foo = (a) => { return a; }"),
        ("javascript", "'a-b': function (a) { return a; }"),
        ("java", "public A(int x) { this.x = x; }"),
        ("java", "<T> A(T x) { super(x); }"),
        ("cpp", "friend int f(A a) { return 1; }"),
        ("ruby", "private def x\n  1\nend"),
        ("go", "func (a *A) F() int { return 1 }"),
        ("python", "@property\n    def x(self):\n        return 1"),
    ],
)
def test_members_of_classes_and_objects_stay_whole(language: str, code: str) -> None:
    assert standalone(code, language) == code


@pytest.mark.parametrize(
    "code",
    [
        "function(a){ function y(){return 1;} return y(); }",
        "async (a) => { const y = () => 1; return y(); }",
        "foo(a)\n{ function y() { return 1; } return y(); }",
        "(function run() { return 1; })()",
        "var a = function () { return 1; }, b = 2",
        "f: function (a) { function y() { return 1; } return y(); }",
    ],
)
def test_a_function_inside_is_not_taken_for_the_one_around_it(code: str) -> None:
    assert standalone(code, "javascript") == code
    assert standalone(f"/** Gives é.\n */\n// indeed\n{code}\n", "javascript") == code


@pytest.mark.parametrize(
    ("language", "code", "alone"),
    [
        ("java", "/** Makes é. */\n@Inject A() { super(); }", "@Inject A() { super(); }"),
        ("php", "<?php\n/** Says. */\nfunction f() { return 1; }\n", "function f() { return 1; }"),
        ("php", "  # says\n  public function f() {\n    return 1;\n  }", "public function f() {\n  return 1;\n}"),
        ("ruby", "=begin\nSays é.\n=end\ndef f\n  1\nend", "def f\n  1\nend"),
        ("python", 'def f():\n    """é"""\n    "more"\n    return 1', "def f():\n    return 1"),
        ("go", "// F says.\nfunc F() { return }\n\n// G too.\nfunc G() {}", "func F() { return }"),
        ("javascript", "// nothing\n", ""),
    ],
)
def test_documentation_and_what_is_behind_go(language: str, code: str, alone: str) -> None:
    assert standalone(code, language) == alone
    assert standalone(alone, language) == alone


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("php", "public function f( {"),
        ("javascript", "function (a) { return"),
        ("java", "public A(int x { }"),
        ("cpp", "int f( { return 1; }"),
        ("python", "def f(:\n  pass"),
        ("ruby", "def f(xs"),
        ("go", "func f( {"),
    ],
)
def test_what_parses_nowhere_is_nothing(language: str, code: str) -> None:
    assert standalone(code, language) is None


def test_what_is_no_text_or_language_is_refused() -> None:
    with pytest.raises(NeuroglotError, match="valid Unicode"):
        standalone("x = '\ud800'", "python")
    with pytest.raises(NeuroglotError, match="unknown language"):
        standalone("x", "cobol")
