"""A program a language with the functions in it: their qualified names, each with what documents it."""

KNOWN: dict[str, tuple[str, list[tuple[str, str | None]]]] = {
    "cpp": (
        """\
/// adds é
/// twice
template <class T>
inline T A<T>::f(T x) const { return x + x; }
namespace n::m {
struct S {
  /** makes */ S() : a(1) {}
  ~S() {}
  void g();
  bool operator==(S o) = delete;
  operator bool() const { auto l = [](int y) { return y; }; return l(1); }
};
}
int x; //!< of x
// no Doxygen
extern "C" int *p(void) { return 0; }
""",
        [
            ("A.f", "/// adds é\n/// twice"),
            ("n.m.S.S", "/** makes */"),
            ("n.m.S.~S", None),
            ("n.m.S.operator bool", None),
            ("p", None),
        ],
    ),
    "java": (
        """\
class A {
  /** Gives é. */
  @Override public int f() { return 1; }
  A() {}
  abstract void g();
  /* no Javadoc */
  Object o = new Object() { public String toString() { return ""; } };
  enum E { X { void q() {} }; void z() {} }
}
record R(int a) { R { a = 1; } }
""",
        [
            ("A.f", "/** Gives é. */"),
            ("A.A", None),
            ("A.toString", None),
            ("A.E.q", None),
            ("A.E.z", None),
            ("R.R", None),
        ],
    ),
    "python": (
        '''\
@a
@b(1)
async def f():
    """Does é."""
    def g(): pass
class C:
    @property
    def x(self):
        # first
        'says x'; return 1
    h = lambda: 1
if 1:
    def z(): b'no docstring'
''',
        [
            ("f", '"""Does é."""'),
            ("f.g", None),
            ("C.x", "'says x'"),
            ("z", None),
        ],
    ),
    "go": (
        """\
package p

// Not this.

// F does é,
// twice.
//go:noinline
func F() int { return func() int { return 1 }() }
var x = 1 // of x
func (a *A[T]) g() {}
var h = func() {}
func ext()
""",
        [
            ("F", "// F does é,\n// twice."),
            ("A.g", None),
        ],
    ),
    "javascript": (
        """\
/** é */
export default async function f() {}
/** g */
export const g = async (x) => { return 1; };
var i = 1, h = function () { function inner() {} };
// no JSDoc
class A { static async *m() {} p = () => 1; }
const o = { a() {}, 'c': () => {} };
module.exports.z = function () {};
each(function bar() {}); each(() => 1); export default function () {}
""",
        [
            ("f", "/** é */"),
            ("g", "/** g */"),
            ("h", None),
            ("h.inner", None),
            ("A.m", None),
            ("A.p", None),
            ("a", None),
            ("c", None),
            ("module.exports.z", None),
            ("bar", None),
        ],
    ),
    "ruby": (
        """\
# adds é
# twice
def f(a) = a
module M
  class A::B
    # says
    private def g; 1; end

    # not this

    def self.h
    end
    define_method(:x) { }
  end
end
=begin
block
=end
def k!; end
""",
        [
            ("f", "# adds é\n# twice"),
            ("M.A.B.g", "# says"),
            ("M.A.B.h", None),
            ("k!", "=begin\nblock\n=end"),
        ],
    ),
    "php": (
        """\
<?php
namespace N;
abstract class A {
  /** Gives é. */
  #[X] public static function f(): int { return 1; }
  abstract function g();
}
// no PHPDoc
function h() { $f = function () {}; return fn($x) => $x; }
trait T { function q() {} }
""",
        [
            ("A.f", "/** Gives é. */"),
            ("h", None),
            ("T.q", None),
        ],
    ),
}
