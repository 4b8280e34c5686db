"""Small programs with the class of each of their characters: a line of code, then one of marks.

The marks: K keyword, O operator, P punctuation, I identifier, L literal, C comment, and a space for white space.
"""

from __future__ import annotations

PAINTED = {
    "cpp": r"""
#include <vector>
KKKKKKKK LLLLLLLL
#define TWICE(x) ((x) * 2.5)  // not "here"
KKKKKKK IIIIIPIP PPIP O LLLP  CCCCCCCCCCCCC
/* sums */ template <typename T>
CCCCCCCCCC KKKKKKKK PKKKKKKKK IP
std::size_t total(const std::vector<T> &all) {
IIIPPIIIIII IIIIIPKKKKK IIIPPIIIIIIPIP OIIIP P
    auto sum = static_cast<int>(0);
    KKKK III O KKKKKKKKKKKPKKKPPLPP
    for (T one : all) sum += one > 0 ? one : -one;
    KKK PI III P IIIP III OO III O L O III O OIIIP
    std::puts("a // \n b");
    IIIPPIIIIPLLLLLLLLLLLPP
    return this->ok && p != nullptr;
    KKKKKK KKKKPPII OO I OO LLLLLLLP
}
P
""",
    "java": r'''
import java.util.List;
KKKKKK IIIIPIIIIPIIIIP
/** doc */
CCCCCCCCCC
@Deprecated class Box<T> extends Base {
PIIIIIIIIII KKKKK IIIPIP KKKKKKK IIII P
    private final int size = 0x10;
    KKKKKKK KKKKK KKK IIII O LLLLP
    boolean ok(List<? super T> all) {
    KKKKKKK IIPIIIIPO KKKKK IP IIIP P
        var text = """
        KKK IIII O LLL
            // no comment
LLLLLLLLLLLLLLLLLLLLLLLLL
            """;
LLLLLLLLLLLLLLLP
        for (String one : all) { this.use(x -> !x); } // é
        KKK PIIIIII III P IIIP P KKKKPIIIPI PP OIPP P CCCC
        return text != null && 'c' < 1.5f;
        KKKKKK IIII OO LLLL OO LLL O LLLLP
    }
    P
}
P
''',
    "python": r'''
@cache
PIIIII
async def f(self, é: int = 1, *rest) -> None:
KKKKK KKK IPIIIIP IP III O LP OIIIIP PP LLLLP
    """doc # string"""
    CCCCCCCCCCCCCCCCCC
    if x is not None and not (y @ z):  # why
    KK I KK KKK LLLL KKK KKK PI O IPP  CCCCC
        return f"a {b!r:>{w}} # {c + 1}"
        KKKKKK LLLLPILLLLPIPPLLLPI O LPL
    total: float = 2.5e3
    IIIIIP IIIII O LLLLL
    return lambda: [*rest, "s" 't']
    KKKKKK KKKKKKP POIIIIP LLL LLLP
''',
    "go": r"""
package main
KKKKKKK IIII
// add adds
CCCCCCCCCCC
func (b *Box[T]) add(xs ...int) (n int, err error) {
KKKK PI OIIIPIPP IIIPII PPPIIIP PI IIIP III IIIIIP P
	for _, x := range xs {
 KKK IP I OO KKKKK II P
		ch <- x &^ 1
  II OO I OO L
	}
 P
	s := `raw // no`
 I OO LLLLLLLLLLL
	if err != nil && r == 'x' { return }
 KK III OO LLL OO I OO LLL P KKKKKK P
	return iota + 0x1F, errors.New("no\n")
 KKKKKK LLLL O LLLLP IIIIIIPIIIPLLLLLLP
}
P
""",
    "javascript": r"""
import { a as b } from "m"; // é
KKKKKK P I KK I P KKKK LLLP CCCC
export const f = async (x, ...rest) => {
KKKKKK KKKKK I O KKKKK PIP PPPIIIIP PP P
  let s = `t ${x.y + `n${z}`} /* no */`;
  KKK I O LLLPPIPI O LLPPIPLPLLLLLLLLLLP
  if (/a[/]b/g.test(s) && x?.y !== undefined) return null;
  KK PLLLLLLLLPIIIIPIP OO IPPI OOO LLLLLLLLLP KKKKKK LLLLP
  class A extends B { #p = 1; get q() { return this.#p; } }
  KKKKK I KKKKKKK I P II O LP KKK IPP P KKKKKK KKKKPIIP P P
  return x ? typeof rest : new A();
  KKKKKK I O KKKKKK IIII O KKK IPPP
};
PP
""",
    "ruby": r"""
# why
CCCCC
class A < B
KKKKK I O I
  def ==(other) = @x == other&.x
  KKK OOPIIIIIP O II OO IIIIIPPI
  def f(a, b: 1, *c)
  KKK IPIP IP LP OIP
    s = <<~TEXT # here
    I O LLLLLLL CCCCCC
      hi #{a} # no
LLLLLLLLLPPIPLLLLL
    TEXT
LLLLLLLL
    %w(a b).each { |q| puts "x#{q}" unless q =~ /b#/i }
    LLLLLLLPIIII P PIP IIII LLPPIPL KKKKKK I OO LLLLL P
    v = {k: :sym, "s" => nil}
    I O PIP LLLLP LLL PP LLLP
    a and b ? self : (1..2)
    I KKK I O KKKK O PLOOLP
  end
  KKK
end
KKK
""",
    "php": r"""
<?php // why
KKKKK CCCCCC
function f(?int $a, array $b = []): string {
KKKKKKKK IPOKKK IIP KKKKK II O PPPP KKKKKK P
    foreach ($b as $k => $v) { $this->x .= "k $k {$v['q']} # no"; }
    KKKKKKK PII KK II PP IIP P IIIIIPPI OO LLLIILPIIPLLLPPLLLLLLP P
    # here
    CCCCCC
    return $a ?? (int) self::Y . null;
    KKKKKK II OO PKKKP KKKKPPI O LLLLP
}
P
""",
}


def split(painted: str) -> tuple[str, str]:
    """The program of a painted one and its marks, line by line the same length."""
    lines = painted.strip("\n").split("\n")
    code, marks = lines[::2], lines[1::2]
    return "\n".join(code), "\n".join(mark.ljust(len(line)) for line, mark in zip(code, marks, strict=True))
