"""The page and the SARIF of a scan: hostile code stays text, and what the standard asks for is there."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

from neuroglot.core.clone_groups import CloneGroup, CloneKind, CloneMember, CloneScan, Skipped
from neuroglot.report.clone_pages import LONGEST, OTHERS, clone_page, shown_groups, shown_members
from neuroglot.report.clone_sarif import FINGERPRINT, sarif

HOSTILE = '</pre></span></style><script>alert(1)</script><img src=x onerror="alert(1)">&lt;\u202e\x00\x1b[31m'


def member(path: str, kind: CloneKind = CloneKind.SEMANTIC, name: str = "f") -> CloneMember:
    return CloneMember(path, "python", name, 3, 9, 20, 80, kind, 0.8, f"hash of {path}", "shape")


def scan(*groups: CloneGroup) -> CloneScan:
    return CloneScan(
        groups=groups,
        files={"python": 3},
        functions={"python": 9},
        skipped=(Skipped(HOSTILE, "binary", HOSTILE),),
        left_out={"ignored": 2, "too short": 0},
        threshold=0.7,
        layers=(4, 5),
        model=HOSTILE,
        search="exact",
        notes=(HOSTILE,),
    )


def group(members: int = 3, kind: CloneKind = CloneKind.SEMANTIC, path: str = "a b/é") -> CloneGroup:
    return CloneGroup(kind, 0.75, tuple(member(f"{path}{number}.py", kind) for number in range(members)))


class Reader(HTMLParser):
    """Elements, attributes, and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self.same: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += [name for name, _ in attrs]
        if ("class", "same") in attrs:
            self.same.append("")

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.same and not self.same[-1]:
            self.same[-1] = data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_hostile_names_and_code_stay_text() -> None:
    hostile = CloneGroup(CloneKind.EXACT, 1.0, (member(HOSTILE, name=HOSTILE), member("b.py", name=HOSTILE)))
    page = clone_page(scan(hostile), [hostile], dict.fromkeys(hostile.members, f"{HOSTILE}\n{HOSTILE}"))
    reader = read(page)
    assert not {"script", "img"} & set(reader.elements)
    assert set(reader.attributes) <= {"charset", "http-equiv", "content", "name", "class", "lang"}
    assert reader.text.count("<script>alert(1)</script>") >= 8
    assert not re.search("[\x00\x1b\u202e]", page)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert "default-src &#x27;none&#x27;" in policy[1]
    assert "script-src" not in policy[1]
    assert "http" not in page.replace("http-equiv", "").replace("</html>", "").replace("<html", "").replace("html>", "")


def test_lines_that_both_have_are_marked() -> None:
    one = group(2)
    texts = dict(zip(one.members, ["def f():\n  a()\n  b()\n", "def g():\n    a()\n\n    c()\n"], strict=True))
    assert [line.strip() for line in read(clone_page(scan(one), [one], texts)).same] == ["a()", "a()"]


def test_what_is_not_shown_is_said() -> None:
    many = [group(2, path=f"{number}-") for number in range(7)]
    large, long = group(60, CloneKind.EXACT), "x()\n" * (LONGEST + 5)
    found = scan(large, *many)
    shown = shown_groups(found, 3)
    assert [one.kind for one in shown] == [CloneKind.EXACT] + [CloneKind.SEMANTIC] * 3
    text = read(clone_page(found, shown, dict.fromkeys(shown_members(large), long))).text
    assert "4 more groups of this kind are not shown" in text
    assert "5 more lines" in text
    assert f"and {60 - 1 - OTHERS - 50} more" in text


def test_sarif_has_what_the_standard_and_code_hosts_ask_for() -> None:
    one, other = group(3), CloneGroup(CloneKind.EXACT, 1.0, (member("/abs/x.py", name="a[b]"), member("y.py")))
    document = json.loads(json.dumps(sarif(scan(one, other))))
    assert document["version"] == "2.1.0"
    assert document["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = document["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert run["tool"]["driver"]["name"] == "neuroglot"
    assert len(run["results"]) == 2
    for result, made in zip(run["results"], (one, other), strict=True):
        assert rules[result["ruleIndex"]] == result["ruleId"] == f"clone/{made.kind}"
        assert result["message"]["text"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert len(result["locations"]) == 1
        assert len(result["relatedLocations"]) == len(made.members) - 1
        ids = {place["id"] for place in result["relatedLocations"]}
        assert {int(found) for found in re.findall(r"\]\((\d+)\)", result["message"]["text"])} == ids
        assert list(result["partialFingerprints"]) == [FINGERPRINT]
        for place in (*result["locations"], *result["relatedLocations"]):
            region = place["physicalLocation"]["region"]
            assert 1 <= region["startLine"] <= region["endLine"]
    uris = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]]
    assert uris == ["a%20b/%C3%A90.py", "file:///abs/x.py"]
    assert run["invocations"][0]["executionSuccessful"] is True


def test_what_is_said_is_no_more_than_what_was_found() -> None:
    groups = [group(2, kind) for kind in CloneKind]
    texts = [result["message"]["text"] for result in sarif(scan(*groups))["runs"][0]["results"]]
    assert texts == [
        "f has the same tokens as [f](1)",
        "f has the same tokens but for names as [f](1)",
        "f looks like [f](1) (similarity 0.750)",
    ]
    text = read(clone_page(scan(*groups), groups, {})).text
    assert "has the same tokens but for names as the first" in text
    assert "is the same" not in text + str(texts)


def test_a_name_that_is_not_utf8_is_a_uri_of_its_bytes() -> None:
    one = CloneGroup(CloneKind.EXACT, 1.0, (member("a\udcff.py"), member("/b\udcff.py")))
    (result,) = json.loads(json.dumps(sarif(scan(one))))["runs"][0]["results"]
    places = [*result["locations"], *result["relatedLocations"]]
    uris = [place["physicalLocation"]["artifactLocation"]["uri"] for place in places]
    assert uris == ["a%FF.py", "file:///b%FF.py"]


def test_the_page_can_be_printed() -> None:
    page = clone_page(scan(), [], {})
    style = page[page.index("<style>") : page.index("</style>")]
    assert "@media screen and (prefers-color-scheme: dark)" in style
    assert "white-space: pre-wrap" in style.split("@media print")[1]


def test_a_fingerprint_is_about_code_alone() -> None:
    one = group(2)
    moved = CloneGroup(one.kind, 0.9, tuple(reversed(one.members)))
    assert one.fingerprint == moved.fingerprint != group(3).fingerprint
