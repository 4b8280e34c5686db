"""Go: the compiler and the linker called one by one, with a test main of our own."""

from __future__ import annotations

import re

from neuroglot.core.verdicts import Program
from neuroglot.execution.files import unpack
from neuroglot.execution.recipe import Build, BuildError, Need, Recipe, harness
from neuroglot.execution.worker import Worker

TESTIFY = "github.com/stretchr/testify/assert"
_GOCODE = "/usr/share/gocode"
_LIST = f"""
export GOCACHE=/tmp/cache GOPATH={_GOCODE} GO111MODULE=off GOFLAGS= GOTOOLCHAIN=local CGO_ENABLED=0 TMPDIR=/tmp
test -d {_GOCODE}/src/{TESTIFY} && extra={TESTIFY}
mkdir -p /tmp/out
form='{{{{if .Export}}}}{{{{.ImportPath}}}} {{{{.Export}}}}{{{{end}}}}'
go list -export -deps -f "$form" std $extra > /tmp/list || exit 1
number=0
while read -r path file; do
  case $file in
    /usr/*) echo "packagefile $path=$file" ;;
    *) number=$((number+1)); cp $file /tmp/out/$number.a; echo "packagefile $path=SUPPORT/go/$number.a" ;;
  esac
done < /tmp/list > /tmp/out/importcfg
go tool compile -o /tmp/out/nonce.a -p a/nonce -importcfg /tmp/out/importcfg /box/nonce.go >&2 || exit 1
tar -C /tmp/out -c .
"""

_TEST_MAIN = """package main

import (
	"a/nonce"
	"os"
	"sync/atomic"
	"testing"
	"testing/internal/testdeps"

	candidate "candidate"
)

func main() {{
	tests := []testing.InternalTest{{{tests}}}
	left := int64(len(tests))
	for number := range tests {{
		test := tests[number].F
		tests[number].F = func(t *testing.T) {{
			test(t)
			atomic.AddInt64(&left, -1)
		}}
	}}
	code := testing.MainStart(testdeps.TestDeps{{}}, tests, nil, nil, nil).Run()
	if code == 0 && left > 0 {{
		println("\\n@verdict early a test was skipped")
		code = 1
	}}
	if code == 0 {{
		nonce.Print()
	}}
	os.Exit(code)
}}
"""

_PLAIN_MAIN = """package main

import (
	"a/nonce"
	_ "candidate"
	_ "unsafe"
)

//go:linkname candidateMain candidate.main
func candidateMain()

func main() {
	candidateMain()
	nonce.Print()
}
"""

_COMPILE = """
sed 's#=SUPPORT/#=/support/#' /support/go/importcfg > /tmp/cfg
go tool compile -o /tmp/candidate.a -p candidate -importcfg /tmp/cfg /box/program.go >&2 || exit 1
echo 'packagefile a/nonce=/support/go/nonce.a' >> /tmp/cfg
echo 'packagefile candidate=/tmp/candidate.a' >> /tmp/cfg
go tool compile -o /tmp/main.a -p main -importcfg /tmp/cfg /box/main.go >&2 || exit 1
go tool link -s -w -o /tmp/program -importcfg /tmp/cfg /tmp/main.a >&2 && cat /tmp/program
"""


def _prepare(worker: Worker) -> dict[str, bytes]:
    archive = worker.make(_LIST, {"nonce.go": harness("nonce.go")})
    return unpack(archive, "go/")


def test_functions(test: str) -> list[str]:
    """The names of the test functions that the tests define, in their order."""
    return re.findall(r"^func (Test\w*)\(\s*\w+ \*testing\.T\s*\)", test, re.MULTILINE)


def _build(worker: Worker, program: Program) -> Build:
    tests = test_functions(program.test)
    if not tests and not re.search(r"^func main\(\)", program.test, re.MULTILINE):
        tests = test_functions(program.text)
        if not tests and not re.search(r"^func main\(\)", program.text, re.MULTILINE):
            raise BuildError("neither a function TestXxx(t *testing.T) nor a function main")
    rows = ", ".join(f'{{Name: "{name}", F: candidate.{name}}}' for name in tests)
    main = _TEST_MAIN.format(tests=rows) if tests else _PLAIN_MAIN
    binary = worker.make(_COMPILE, {"program.go": program.text.encode(), "main.go": main.encode()})
    options = ("-test.paniconexit0",) if tests else ()
    return Build({"program": binary}, ("/box/program", *options))


GO = Recipe(
    "go",
    _build,
    _prepare,
    commands=("go",),
    flags=_COMPILE,
    wrong=re.compile(r"--- FAIL(?!.*\npanic:)|panic: got .*, want |did not pass", re.DOTALL),
    needs=(Need(re.escape(TESTIFY), f"{_GOCODE}/src/{TESTIFY}", "golang-github-stretchr-testify-dev"),),
    compiled=True,
)
