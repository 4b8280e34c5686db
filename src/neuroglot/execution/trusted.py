"""Runs many programs that are our own, with few compilations. Programs that others wrote go to the sandbox instead.

Every program is put into a namespace, package or scope of its own, and a batch is compiled and started once. Where a
batch fails as a whole, it is run again without the programs that the compiler names; where it names none (a program
ended the process), it is halved until the culprits are found.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from neuroglot.execution.toolchains import TOOLCHAINS

SECONDS = 10
"""How long one program may run."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a program ended as it should; if not, what it said."""

    passed: bool
    detail: str = ""


class BatchError(Exception):
    """A batch could not be compiled or did not come to its end; `culprits` are the programs that the tool names."""

    def __init__(self, message: str) -> None:
        super().__init__(message[-2000:])
        self.culprits = {int(number) for number in re.findall(r"\bprogram(\d+)[./]", message)}


def _command(arguments: Sequence[str], folder: Path, seconds: float, given: str = "") -> str:
    """The command's output; BatchError with what it said where it fails."""
    environment = {**os.environ, "GOFLAGS": "-mod=mod", "GO111MODULE": "on", "GOWORK": "off", "GOTOOLCHAIN": "local"}
    try:
        done = subprocess.run(
            arguments, cwd=folder, capture_output=True, text=True, timeout=seconds, check=False, input=given,
            env=environment,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise BatchError(f"{arguments[0]} took longer than {seconds:.0f} s") from error
    if done.returncode != 0:
        raise BatchError(done.stderr or done.stdout or f"{arguments[0]} ended with {done.returncode}")
    return done.stdout


def _outcomes(text: str, count: int) -> list[Outcome]:
    """Outcomes from the runner's lines: `@@ NUMBER ok` or `@@ NUMBER detail`."""
    found: dict[int, str] = {}
    for line in text.splitlines():
        match = re.match(r"@@ (\d+) (.*)", line)
        if match:
            found[int(match[1])] = match[2]
    if len(found) != count:
        raise BatchError(f"{count} programs were started, {len(found)} reported")
    return [Outcome(found[i] == "ok", "" if found[i] == "ok" else found[i]) for i in range(count)]


_CPP_MAIN = """
#include <sys/wait.h>
#include <unistd.h>
#include <cstdio>
int main() {
    for (int i = 0; i < COUNT; i++) {
        fflush(stdout);
        pid_t child = fork();
        if (child == 0) { fclose(stderr); alarm(SECONDS); programs[i](); _exit(0); }
        int status = 0;
        waitpid(child, &status, 0);
        if (status == 0) printf("@@ %d ok\\n", i);
        else printf("@@ %d ended with status %d\\n", i, status);
    }
}
"""


def _cpp(programs: Sequence[str], folder: Path) -> str:
    headers = {"#include <bits/stdc++.h>"}
    parts = []
    for number, text in enumerate(programs):
        lines = text.split("\n")
        headers.update(line for line in lines if line.startswith("#include"))
        body = "\n".join(line for line in lines if not line.startswith("#"))
        body = re.sub(r"\bint main\(\)\s*\{", "void run() {", body)
        parts.append(f'#line 1 "program{number}.cpp"\nnamespace program{number} {{\n{body}\n}}')
    table = ", ".join(f"program{n}::run" for n in range(len(programs)))
    main = _CPP_MAIN.replace("COUNT", str(len(programs))).replace("SECONDS", str(SECONDS))
    text = "\n".join([*sorted(headers), *parts, f"static void (*programs[])() = {{{table}}};", main])
    (folder / "batch.cpp").write_text(text)
    _command(["g++", "-std=c++17", "-O0", "-w", "-o", "batch", "batch.cpp"], folder, 600)
    return _command(["./batch"], folder, SECONDS * len(programs))


_JAVA_MAIN = """
public class Batch {
    public static void main(String[] names) throws Exception {
        for (int i = 0; i < Integer.parseInt(names[0]); i++) {
            String[] said = {null};
            final int number = i;
            Thread thread = new Thread(() -> {
                try {
                    Class.forName("program" + number + ".Main").getMethod("main", String[].class)
                        .invoke(null, (Object) new String[0]);
                    said[0] = "ok";
                } catch (java.lang.reflect.InvocationTargetException error) {
                    said[0] = String.valueOf(error.getCause());
                } catch (Throwable error) {
                    said[0] = String.valueOf(error);
                }
            });
            thread.setDaemon(true);
            thread.start();
            thread.join(SECONDS * 1000L);
            String line = said[0] == null ? "took too long" : said[0].replace("\\n", " ");
            System.out.println("@@ " + number + " " + line);
        }
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }
}
"""


def _java(programs: Sequence[str], folder: Path) -> str:
    files = ["Batch.java"]
    (folder / "Batch.java").write_text(_JAVA_MAIN.replace("SECONDS", str(SECONDS)))
    for number, text in enumerate(programs):
        place = folder / f"program{number}"
        place.mkdir()
        (place / "Main.java").write_text(f"package program{number};\n{text}")
        files.append(f"program{number}/Main.java")
    _command(["javac", "-J-XX:TieredStopAtLevel=1", "-nowarn", "-proc:none", *files], folder, 600)
    return _command(["java", "-XX:TieredStopAtLevel=1", "Batch", str(len(programs))], folder, SECONDS * len(programs))


_GO_MAIN = """
func attempt(number int, run func()) {
	defer func() {
		if problem := recover(); problem != nil {
			fmt.Printf("@@ %d %s\\n", number, strings.ReplaceAll(fmt.Sprint(problem), "\\n", " "))
		}
	}()
	run()
	fmt.Printf("@@ %d ok\\n", number)
}
"""


def _go(programs: Sequence[str], folder: Path) -> str:
    (folder / "go.mod").write_text("module batch\n\ngo 1.18\n")
    for number, text in enumerate(programs):
        place = folder / f"program{number}"
        place.mkdir()
        text = re.sub(r"^package main$", f"package program{number}", text, count=1, flags=re.MULTILINE)
        (place / "main.go").write_text(re.sub(r"\bfunc main\(\)", "func Main()", text))
    imports = "".join(f'\t"batch/program{n}"\n' for n in range(len(programs)))
    calls = "".join(f"\tattempt({n}, program{n}.Main)\n" for n in range(len(programs)))
    head = f'package main\n\nimport (\n\t"fmt"\n\t"strings"\n{imports})\n'
    (folder / "main.go").write_text(f"{head}{_GO_MAIN}\nfunc main() {{\n{calls}}}\n")
    _command(["go", "build", "-gcflags=all=-N", "-o", "batch", "."], folder, 600)
    return _command(["./batch"], folder, SECONDS * len(programs))


_PYTHON_MAIN = """
import json, signal, sys
def stop(*_): raise TimeoutError('took too long')
signal.signal(signal.SIGALRM, stop)
for number, text in enumerate(json.load(sys.stdin)):
    signal.alarm(SECONDS)
    try:
        exec(compile(text, 'program', 'exec'), {'__name__': '__main__'})
        said = 'ok'
    except BaseException as error:
        said = f'{type(error).__name__}: {error}'
    signal.alarm(0)
    print('@@', number, ' '.join(said.split()))
"""

_JAVASCRIPT_MAIN = """
const vm = require('vm');
const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'));
texts.forEach((text, number) => {
  let said = 'ok';
  try { vm.runInNewContext(text, { console }, { timeout: SECONDS * 1000 }); } catch (error) { said = String(error); }
  console.log('@@ ' + number + ' ' + said.replace(/\\n/g, ' '));
});
"""

_RUBY_MAIN = """
require 'json'
require 'timeout'
JSON.parse($stdin.read).each_with_index do |text, number|
  begin
    Timeout.timeout(SECONDS) { Object.new.instance_eval(text) }
    said = 'ok'
  rescue Exception => error
    said = "#{error.class}: #{error.message}"
  end
  puts "@@ #{number} #{said.gsub("\\n", ' ')}"
end
"""


def _interpreted(arguments: Sequence[str], main: str) -> Callable[[Sequence[str], Path], str]:
    def run(programs: Sequence[str], folder: Path) -> str:
        script = folder / "main.txt"
        script.write_text(main.replace("SECONDS", str(SECONDS)))
        return _command([*arguments, str(script)], folder, SECONDS * len(programs), json.dumps(list(programs)))

    return run


def _php(programs: Sequence[str], folder: Path) -> str:
    parts = ["<?php"]
    for number, text in enumerate(programs):
        body = text.replace("<?php", "", 1)
        report = f'echo "@@ {number} " . str_replace("\\n", " ", $error->getMessage()) . "\\n";'
        caught = f'echo "@@ {number} ok\\n"; }} catch (\\Throwable $error) {{ {report} }}'
        parts.append(f"namespace Program{number} {{ try {{\n{body}\n{caught} }}")
    (folder / "batch.php").write_text("\n".join(parts))
    return _command(["php", "-d", "memory_limit=1G", "batch.php"], folder, SECONDS * len(programs))


_RUNNERS: dict[str, tuple[int, Callable[[Sequence[str], Path], str]]] = {
    "cpp": (240, _cpp),
    "java": (250, _java),
    "python": (1000, _interpreted([sys.executable], _PYTHON_MAIN)),
    "go": (150, _go),
    "javascript": (400, _interpreted(["node"], _JAVASCRIPT_MAIN)),
    "ruby": (500, _interpreted(["ruby"], _RUBY_MAIN)),
    "php": (400, _php),
}
"""By language: how many programs go into one batch, and what runs a batch."""


def _batch(language: str, programs: Sequence[str]) -> list[Outcome]:
    """The outcomes of one batch; where it fails as a whole, again without the culprits, or halved if none is named."""
    if not programs:
        return []
    with tempfile.TemporaryDirectory(prefix="trusted-") as folder:
        try:
            return _outcomes(_RUNNERS[language][1](programs, Path(folder)), len(programs))
        except BatchError as error:
            failed = Outcome(False, str(error))
            culprits = {number for number in error.culprits if number < len(programs)}
    if len(programs) == 1:
        return [failed]
    if culprits:
        rest = iter(_batch(language, [text for number, text in enumerate(programs) if number not in culprits]))
        return [failed if number in culprits else next(rest) for number in range(len(programs))]
    middle = len(programs) // 2
    return _batch(language, programs[:middle]) + _batch(language, programs[middle:])


def run(language: str, programs: Sequence[str], progress: Callable[[int], None] = lambda done: None) -> list[Outcome]:
    """Runs whole programs of one language; each passes if it ends without an error.

    The programs must be trusted: they run as we do, outside any sandbox. Raises ValueError for a language that cannot
    be run here. `progress` is told how many are done.
    """
    toolchain = TOOLCHAINS.get(language)
    if toolchain is None:
        raise ValueError(f"no toolchain for {language!r}; known: {', '.join(TOOLCHAINS)}")
    if not toolchain.present:
        raise ValueError(toolchain.reason())
    size = _RUNNERS[language][0]
    outcomes: list[Outcome] = []
    for start in range(0, len(programs), size):
        outcomes += _batch(language, programs[start : start + size])
        progress(len(outcomes))
    return outcomes
