"""Small cases that renaming has to get right: on the left what stays, `~x` what has to get a new name."""

from __future__ import annotations

import re

import pytest

from neuroglot.languages.renaming.plan import rename

CASES = {
    "python": r"""
~max = max(1, 2); print(~max)
def ~f(~list): return [~x for ~x in ~list if list_of(~x)]
print(list(range(3)))
def ~g(~n, *, ~key=None): return sorted(~n, key=~key)
print(~g([1], ~key=abs), "n key {n}", f"{~f([1])!r:>{~max}}")  # n key
class ~A:
    ~total: int = 0
    def __init__(~self, ~name): ~self.~name = ~name; ~self.~items = []
    def ~pop(~self): return ~self.~items.pop()
    @property
    def ~size(~self): return len(~self.~items)
~a = ~A(~name="x"); ~a.~pop(); print(~a.~size, "a".upper().count("A"))
""",
    "javascript": r"""
const { max: ~mx, min: ~lo } = Math;
function ~f(~a, { b: ~b, c: ~d } = {}, ...~rest) { return `${~a + ~b} a ${~d}` + ~rest.length; }
class ~Q { #~xs = []; constructor() { this.~n = 0; } ~put(~x) { this.#~xs.push(~x); this.~n++; return this; } }
~lab: for (const ~i of [1, 2]) { if (~i > 1) break ~lab; ~glob = ~i; }
const ~q = new ~Q().~put(1); console.log(~q.~n, ~mx(1, 2), ~lo(1, 2), ~glob, { "n": 1 }.n);
{ const ~parseInt = 1; console.log(~parseInt); } parseInt("12");
""",
    "java": r"""
import java.util.*;
class ~Pair<~T extends Comparable<~T>> implements Comparable<~Pair<~T>> {
  ~T ~left; private static int ~count;
  ~Pair(~T ~left) { this.~left = ~left; ~count++; }
  public int compareTo(~Pair<~T> ~other) { return ~left.compareTo(~other.~left); }
  @Override public String toString() { return "left" + ~left; }
  int ~size() { List<Integer> ~list = new ArrayList<>(); ~list.add(1); return ~list.size() + ~max(1); }
  static int ~max(int ~v) { return Math.max(~v, 0); }
}
interface ~Op { int ~go(int ~k); }
class ~Heads { int ~of(Queue<~Spot> ~q, List<~Spot> ~l) {
  return ~q.peek().~val + ~l.stream().peek(~s -> ~s.~val++).findFirst().get().~val; } }
class ~Spot { int ~val; }
class ~Use { int ~run() { ~Op ~op = ~z -> ~z + 1; ~out: while (true) { break ~out; } return ~op.~go(2); } }
""",
    "cpp": r"""
#include <vector>
#define ~TWICE(~x) ((~x) * 2)
#define ~rep(~i, ~n) for (int ~i = 0; ~i < ~n; ~i++)
using namespace std;
template <typename ~T> struct ~Box { vector<~T> ~data; int ~size() const { return ~data.size(); } };
struct ~P { int ~first; bool operator<(const ~P &~o) const { return ~first < ~o.~first; } };
int ~f(vector<int> &~v) { int ~count = 0; ~rep(~k, 3) { ~count += ~TWICE(~k); }
  auto ~l = [&](int ~a) { return ~a + ~count; };
  pair<int, int> ~pr(1, 2); auto [~x, ~y] = ~pr; ~Box<int> ~b; ~P ~p{1};
  return ~l(~pr.first) + ~b.~size() + ~v.size() + ~p.~first + ~x + ~y; }
""",
    "go": r"""
package main
import ("fmt"; "strings")
type ~Base struct { ~Id int }
type ~Node struct { ~Base; ~next *~Node; ~Len int }
func (~n *~Node) ~Walk() (~out []int) { for ~c := ~n; ~c != nil; ~c = ~c.~next { ~out = append(~out, ~c.~Id) }; return }
func (~n ~Node) String() string { return fmt.Sprint("Len", ~n.~Len) }
func main() { ~len := len("ab"); var ~sb strings.Builder
	~m := map[string]~Node{"Len": {~Base: ~Base{~Id: 1}, ~Len: ~len}}
	fmt.Println(~sb.Len(), ~m["Len"].~Len, ~m) }
""",
    "ruby": r"""
class ~Cart
  attr_reader :~lines
  ~LIMIT = 3
  def initialize(~owner:, ~size: 1) @~lines = []; @~owner = ~owner; @~size = ~size end
  def ~total(~rate = 2) = ~lines.sum { |~l| ~l * ~rate } + ~LIMIT
  def to_s = "total #{~total}"
end
~c = ~Cart.new(~owner: "owner"); puts ~c, ~c.~lines.size, [1].map { |~x; ~y| ~y = ~x }.first
""",
    "php": r"""
<?php
class ~Cart { const ~MAX = 3; private array $~lines = []; public function __construct(private int $~size) {}
  public function ~add($~x) { $this->~lines[] = $~x; return $this->~size + self::~MAX; } }
function ~twice(int $~a, &...$~rest) { $~f = fn($~k) => $~k + $~a; return "$~a {$~f(1)} ~" . count($~rest); }
$~c = new ~Cart(~size: 2); echo $~c->~ADD(1), ~TWICE(2), strlen("size"); foreach ([1] as $~i => [$~j]) {}
""",
}


def marked(text: str) -> tuple[str, list[tuple[str, bool]]]:
    """The program without marks, and its words with whether each has to change."""
    words = [(match[2], bool(match[1])) for match in re.finditer(r"(~?)([^\W\d]\w*)", text)]
    return re.sub(r"~(?=[^\W\d])", "", text), words


@pytest.mark.parametrize("language", CASES)
def test_every_word_that_should_changes_and_no_other(language: str) -> None:
    text, words = marked(CASES[language])
    found = rename(language, text, "7")
    new = re.findall(r"[^\W\d]\w*", found.text)
    wrong = [(old, now, must) for (old, must), now in zip(words, new, strict=True) if (old != now) is not must]
    assert wrong == []


def test_short_forms_are_written_apart() -> None:
    text = "function f(x) { const y = 1; return { x, y, z: 2 }; }\nconst { x } = JSON.parse(s); out = [x];\n"
    found = rename("javascript", text, "1")
    names = found.names
    assert f"{{ x: {names['x']}, y: {names['y']}, z: 2 }}" in found.text
    assert f"const {{ x: {names['x']} }}" in found.text
    found = rename("ruby", "def f(a:) = a\nb = 1\nputs f(a: b)\n", "1")
    assert f"{found.names['f']}({found.names['a']}: {found.names['b']})" in found.text


def test_private_names_of_two_classes_stay_apart() -> None:
    text = (
        "class A:\n    def __init__(self): self.__x = 1\n    def a(self): return self.__x\n"
        "class B(A):\n    def __init__(self):\n        super().__init__()\n        self.__x = 2\n"
        "    def b(self): return self.__x, self._A__x\n"
    )
    found = rename("python", text, "1")
    names: dict[str, dict[str, object]] = {}
    exec(found.text, names)  # noqa: S102
    made = names[found.names["B"]]()  # type: ignore[operator]
    assert getattr(made, found.names["b"])() == (2, 1)
    assert getattr(made, found.names["a"])() == 1


@pytest.mark.parametrize(
    ("language", "text", "stays"),
    [
        ("python", 'def f(total):\n    print(f"{total=}")\nf(1)\n', "total"),
        ("python", "class A:\n    def go(self): return 1\nprint(getattr(A(), 'go')())\n", "go"),
        ("python", "def f(**kw): return kw\ndef g(a, b): return f(a=a)\nprint(g(**{'a': 1, 'b': 2}))\n", "b"),
        ("python", "class A:\n    __slots__ = ('x',)\n    def __init__(self): self.x = 1\n", "x"),
        ("java", 'enum E { ON, OFF }\nclass A { String s(E e) { return "is " + e; } }\n', "OFF"),
        ("go", 'package main\nimport "fmt"\ntype P struct{ X int }\nfunc main() { fmt.Printf("%+v", P{1}) }\n', "X"),
        ("javascript", "const t = { up: 1, down: 2 };\nconst k = read();\nconsole.log(t[k], t.up);\n", "up"),
        ("ruby", 'def go = 1\nputs send("go")\n', "go"),
        ("php", "<?php function cmp($a, $b) { return $a - $b; } usort($x, 'cmp');", "cmp"),
        ("cpp", "#include <cstdio>\n#define SHOW(v) printf(#v)\nint f(int abc) { SHOW(abc); return abc; }\n", "abc"),
    ],
)
def test_names_that_strings_reach_or_that_are_printed_stay(language: str, text: str, stays: str) -> None:
    found = rename(language, text, "1")
    assert stays in found.kept
    assert len(re.findall(rf"\b{stays}\b", found.text)) == len(re.findall(rf"\b{stays}\b", text))


def test_trees_deeper_than_pythons_stack_are_renamed() -> None:
    text = "def f(x):\n    return " + "(" * 3000 + "x" + ")" * 3000 + "\n"
    found = rename("python", text, "1")
    assert found.text == text.replace("def f(x)", f"def {found.names['f']}({found.names['x']})").replace(
        "(x)", f"({found.names['x']})"
    )
