"""In which language a text is written: cases that can be read off, and how often it is right on programs."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import FIVE, LANGUAGES
from neuroglot.corpora import bundled, natural
from neuroglot.corpora.problems import load_problems
from neuroglot.languages.detect import fit, written_language
from neuroglot.languages.fragments import program_part

HUMANEVAL_X = Path(__file__).parents[2] / "../shared/data/humaneval-x"

WHOLE = {
    "cpp": "#include <vector>\nusing namespace std;\nint first(vector<int> xs) {\n    return xs[0];\n}\n",
    "java": "class Solution {\n    public int first(List<Integer> xs) {\n        return xs.get(0);\n    }\n}\n",
    "python": "def first(xs):\n    for x in xs:\n        return x\n",
    "go": "package main\n\nfunc First(xs []int) int {\n\treturn xs[0]\n}\n",
    "javascript": "const first = (xs) => {\n  return xs[0];\n};\n",
    "ruby": "def first(xs)\n  xs.each do |x|\n    return x\n  end\nend\n",
    "php": "<?php\n\nfunction first(array $xs): int\n{\n    return $xs[0];\n}\n",
}
BODIES = {
    "cpp": "    vector<int> out;\n    for (auto x : xs) {\n        out.push_back(x);\n    }\n    return out;\n}\n",
    "java": (
        "        List<Integer> found = new ArrayList<>();\n        for (int x : xs) {\n            found.add(x);\n"
        "        }\n        return found;\n    }\n}\n"
    ),
    "python": "    found = []\n    for x in xs:\n        found.append(x)\n    return found\n",
    "go": "\tfound := []int{}\n\tfor _, x := range xs {\n\t\tfound = append(found, x)\n\t}\n\treturn found\n}\n",
    "javascript": "  const found = [];\n  for (const x of xs) {\n    found.push(x);\n  }\n  return found;\n}\n",
    "ruby": "  found = []\n  xs.each { |x| found << x }\n  return found\nend\n",
    "php": "    $found = [];\n    foreach ($xs as $x) {\n        $found[] = $x;\n    }\n    return $found;\n}\n",
}


@pytest.mark.parametrize("candidates", [FIVE, LANGUAGES], ids=["five", "seven"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_whole_programs_and_bodies_without_their_function(language: str, candidates: tuple[str, ...]) -> None:
    if language in candidates:
        assert written_language(WHOLE[language], candidates) == language
        assert written_language(BODIES[language], candidates) == language


def test_methods_without_their_class_and_functions_without_their_package() -> None:
    method = "    private static String twice(String s) {\n        return s + s;\n    }\n"
    assert written_language(method) == "java"
    assert written_language(f"{method}}}\n") == "java"
    assert written_language("func Twice(s string) string {\n\treturn s + s\n}\n") == "go"
    assert written_language("int twice(int n) {\n    return n + n;\n}\n") == "cpp"
    assert written_language("  twice(s) {\n    let both = s + s;\n    return both;\n  }\n") == "javascript"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n \n",
        "    return a + b;\n}\n",  # C++, Java, Go and JavaScript
        "        int total = 0;\n        for (int i = 0; i < n; i++) {\n            total += i;\n        }\n",
        "/* Only a comment, in several languages. */\n",
        "# Only a comment\n# of Python's kind.\n",
        "Take the numbers in values, keep those that are even and return their sum.",
        "((((((((",
        "}\n}\n}\n",
    ],
)
def test_what_is_no_program_or_one_in_several_languages_is_in_none(text: str) -> None:
    assert written_language(text) is None


def test_words_decide_where_several_grammars_read_a_text() -> None:
    counting = "{} n = 7;\nwhile (n > 1) {{\n  n--;\n}}\n"
    assert written_language(counting.format("let")) == "javascript"
    assert written_language(counting.format("size_t")) == "cpp"
    assert written_language(counting.format("Integer")) == "java"
    assert fit("cpp", counting.format("let"), FIVE).wrong == len("let")
    assert written_language("total := count(xs)\n") == "go"
    assert written_language("$total = $left + 1;\n", LANGUAGES) == "php"


def test_a_language_that_takes_code_for_comments_or_strings_does_not_read_it() -> None:
    assert written_language("    return [x // 3 for x in range(1, n + 1)]\n") == "python"
    assert written_language("#include <vector>\n#include <string>\nusing namespace std;\n") == "cpp"
    assert written_language('x = 1  # "\n' + WHOLE["java"]) == "java"


def test_only_the_program_in_a_text_is_read() -> None:
    said = "Here it is:\n\n```\n{}```\nThat was it.\n"
    for language in FIVE:
        assert written_language(said.format(WHOLE[language])) == language
        assert written_language(f"of the numbers.\n*/\n{WHOLE[language]}") == language
    assert written_language(f'    of the numbers.\n    """\n{BODIES["python"]}') == "python"
    assert program_part("x = 1\ny = 2\nz = ma") == "x = 1\ny = 2\n"
    assert program_part("x = ma") == "x = ma"
    opening = 'def f():\n    """\n    Say'
    assert program_part(f"{opening} it.\n") == f"{opening} it.\n"


def test_texts_of_any_characters_have_an_answer() -> None:
    generator = random.Random(0)
    characters = "(){}[]\"'`\\/*#<>=:;.,\n\t $abé\u2028\0🙂"
    for _ in range(60):
        text = "".join(generator.choices(characters, k=generator.randrange(40)))
        assert written_language(text, LANGUAGES) in {None, *LANGUAGES}


def test_fewer_than_two_candidates_and_unknown_ones_are_refused() -> None:
    with pytest.raises(NeuroglotError, match="two candidates or more"):
        written_language("x = 1\n", ("python", "python"))
    with pytest.raises(NeuroglotError, match="unknown language 'cobol'"):
        written_language("x = 1\n", ("python", "cobol"))


def beginning(text: str) -> str:
    """The first 60 per cent."""
    return text[: int(0.6 * len(text))]


def confusion(rows: Iterable[tuple[str, str]], candidates: tuple[str, ...] = FIVE) -> Counter[tuple[str, str | None]]:
    """How often a text in one language is said to be in another, or in none."""
    return Counter((language, written_language(text, candidates)) for language, text in rows)


def check(found: Counter[tuple[str, str | None]], right: float, wrong: float) -> None:
    """At least so large a share is right, at most so large a share is said to be in another language."""
    total = found.total()
    hits = sum(count for (language, said), count in found.items() if said == language)
    misses = sum(count for (language, said), count in found.items() if said not in {language, None})
    assert hits >= right * total, found
    assert misses <= wrong * total, found


@pytest.fixture(scope="module")
def bodies() -> list[tuple[str, str]]:
    """The solutions of every thirtieth validation task: what is written behind a prompt."""
    problems = bundled.problems("validation", FIVE)
    tasks = list(dict.fromkeys(problem.task for problem in problems))[::30]
    return [(one.language, text) for one in problems if one.task in tasks for text in one.solutions]


@pytest.fixture(scope="module")
def programs() -> list[tuple[str, str]]:
    """The whole programs of every 45th validation task."""
    snippets = bundled.corpus("validation").snippets
    tasks = list(dict.fromkeys(snippet.task for snippet in snippets))[::45]
    return [(one.language, one.text) for one in snippets if one.task in tasks]


def test_whole_bundled_programs(programs: list[tuple[str, str]]) -> None:
    check(confusion(programs), right=1.0, wrong=0.0)
    check(confusion((language, beginning(text)) for language, text in programs), right=0.97, wrong=0.0)


def test_bodies_of_bundled_programs(bodies: list[tuple[str, str]]) -> None:
    check(confusion(bodies), right=0.95, wrong=0.0)
    check(confusion((language, beginning(text)) for language, text in bodies), right=0.9, wrong=0.02)


def test_natural_programs() -> None:
    rows = [(one.language, one.text) for one in natural.snippets()[: 5 * 3]]
    check(confusion(rows), right=1.0, wrong=0.0)
    check(confusion((language, beginning(text)) for language, text in rows), right=1.0, wrong=0.0)


def test_seven_languages(bodies: list[tuple[str, str]]) -> None:
    problems = bundled.problems("validation", ("ruby", "php"))[::61]
    rows = [(one.language, text) for one in problems for text in one.solutions]
    check(confusion([*rows, *bodies[::3]], LANGUAGES), right=0.93, wrong=0.02)


@pytest.mark.skipif(not HUMANEVAL_X.is_dir(), reason="HumanEval-X is not beside the project")
def test_solutions_that_no_word_was_chosen_for() -> None:
    problems = load_problems(f"humaneval_x:{HUMANEVAL_X}", "", FIVE).problems
    rows = [(one.language, one.solutions[0]) for one in problems if int(one.task) % 12 == 0]
    check(confusion(rows), right=0.75, wrong=0.01)  # many are one line, and the same in several languages
    whole = [(one.language, one.prompt + one.solutions[0]) for one in problems if int(one.task) % 33 == 0]
    check(confusion(whole), right=1.0, wrong=0.0)


def test_prose_is_in_no_language() -> None:
    descriptions = [problem.description for problem in bundled.problems("validation", ("python",))[::5]]
    for candidates in (FIVE, LANGUAGES):
        said = Counter(written_language(text, candidates) for text in descriptions)
        assert said[None] >= 0.97 * said.total(), said
