"""The judge's laws: order, each program once, refusals, builds that are kept, and no sandbox, no run."""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.verdicts import Program, Status, Verdict
from neuroglot.execution import judge as judge_module
from neuroglot.execution import sandbox, workshop
from neuroglot.execution.cache import cache_folder
from neuroglot.execution.judge import LARGEST_PROGRAM, JudgeOptions, judge, refusal
from neuroglot.execution.limits import Limits
from neuroglot.execution.recipe import BuildError, Need
from neuroglot.execution.recipes import RECIPES
from neuroglot.execution.sandbox import Sandbox
from neuroglot.execution.toolchains import TOOLCHAINS, Toolchain
from tests.execution.running import LANGUAGES, need
from tests.execution.tricks import in_cpp, in_go, in_java, in_javascript, in_php, in_python, in_ruby

RIGHT = Program("python", in_python.RIGHT, in_python.TEST)


def python(number: int) -> Program:
    return Program("python", f"{in_python.RIGHT if number % 2 else in_python.WRONG}number = {number}", in_python.TEST)


def test_verdicts_come_in_order_and_equal_programs_run_once(monkeypatch: pytest.MonkeyPatch) -> None:
    need("python")
    ran: list[Program] = []

    def run_one(workshop: object, worker: object, program: Program, limits: object) -> Verdict:
        ran.append(program)
        time.sleep(0.001 * (len(ran) % 3))
        return Verdict(Status.PASSED, program.code)

    monkeypatch.setattr(judge_module, "run_one", run_one)
    numbers = [3, 1, 2, 3, 3, 0, 1, 7, 5, 6, 4]
    told: list[tuple[int, Verdict]] = []
    within = threading.Lock()

    def report(number: int, verdict: Verdict) -> None:
        assert within.acquire(blocking=False), "two reports at once"
        time.sleep(0.001)
        told.append((number, verdict))
        within.release()

    programs = [python(number) for number in numbers]
    verdicts = judge(programs, JudgeOptions(workers=3), report)
    assert [verdict.detail for verdict in verdicts] == [program.code for program in programs]
    assert Counter(ran) == Counter(set(programs))
    assert sorted(number for number, _ in told) == list(range(len(programs)))
    assert all(verdicts[number] == verdict for number, verdict in told)


def test_verdicts_of_programs_that_run_are_their_own() -> None:
    need("python")
    statuses = [verdict.status for verdict in judge([python(number) for number in range(6)], JudgeOptions())]
    assert statuses == [Status.WRONG_ANSWER, Status.PASSED] * 3


def test_nothing_is_opened_for_no_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge_module, "open_workshop", None)
    assert judge([], JudgeOptions()) == []


@pytest.mark.parametrize(
    ("program", "why"),
    [
        (Program("python", "x = '\0'", ""), "NUL"),
        (Program("python", "x = '\ud800'", ""), "surrogate"),
        (Program("python", "#" * LARGEST_PROGRAM, ""), "1,048,577 bytes"),
        (Program("python", "é" * (LARGEST_PROGRAM // 2), ""), "the most is 1,048,576"),
        (Program("perl", "1;", ""), "perl can't be run; known: cpp"),
    ],
)
def test_what_is_no_program_is_refused(monkeypatch: pytest.MonkeyPatch, program: Program, why: str) -> None:
    monkeypatch.setattr(judge_module, "open_workshop", None)
    told: list[int] = []
    (verdict,) = judge([program], JudgeOptions(), lambda number, verdict: told.append(number))
    assert verdict.status is Status.REFUSED
    assert why in verdict.detail
    assert told == [0]


def test_a_program_as_large_as_it_may_be_runs() -> None:
    need("python")
    assert refusal(Program("python", "#" * (LARGEST_PROGRAM - 1), "")) == ""


def test_a_missing_tool_or_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge_module, "open_workshop", None)
    monkeypatch.setitem(TOOLCHAINS, "go", Toolchain("go", ("no-such-go",), ("no-such-go",), ("golang-go",)))
    wanting = replace(RECIPES["python"], needs=(Need(r"^import nothing", "/usr/no/such", "python3-nothing"),))
    monkeypatch.setitem(RECIPES, "python", wanting)
    programs = [Program("go", "package main", ""), Program("python", "import nothing", "")]
    verdicts = judge(programs, JudgeOptions())
    assert [verdict.status for verdict in verdicts] == [Status.REFUSED] * 2
    assert "no-such-go not found; install the Debian package golang-go" in verdicts[0].detail
    assert "/usr/no/such not found; install the Debian package python3-nothing" in verdicts[1].detail
    assert refusal(Program("python", "x = 1  # import nothing", "")) == ""


def unique(code: str) -> Program:
    """A C++ program that no cache holds."""
    return Program("cpp", f"{code}// {uuid.uuid4()}\n", in_cpp.TEST)


def test_what_was_built_is_not_built_again(builds: None, monkeypatch: pytest.MonkeyPatch) -> None:
    need("cpp")
    programs = [unique(in_cpp.RIGHT), unique(in_cpp.WRONG), unique("int f(int x) { return x + ; }")]
    first = judge(programs, JudgeOptions())
    assert [verdict.status for verdict in first] == [Status.PASSED, Status.WRONG_ANSWER, Status.COMPILE_ERROR]

    def broken(*given: object) -> None:
        raise AssertionError("built again")

    monkeypatch.setitem(RECIPES, "cpp", replace(RECIPES["cpp"], build=broken, prepare=broken))
    second = judge(programs, JudgeOptions())
    assert [(verdict.status, verdict.detail) for verdict in second] == [
        (verdict.status, verdict.detail) for verdict in first
    ]


def test_a_spoilt_build_is_built_again(builds: None) -> None:
    need("cpp")
    before = set(cache_folder().glob("*/*.tar"))
    program = unique(in_cpp.RIGHT)
    assert judge([program], JudgeOptions())[0].passed
    (kept,) = set(cache_folder().glob("*/*.tar")) - before
    whole = kept.read_bytes()
    for spoilt in (whole[: len(whole) // 2], b"", b"no archive" * 100):
        kept.write_bytes(spoilt)
        assert judge([program], JudgeOptions())[0].passed
        assert len(kept.read_bytes()) == len(whole)


def test_an_error_that_depends_on_the_day_is_not_kept(builds: None, monkeypatch: pytest.MonkeyPatch) -> None:
    need("cpp")
    program = unique(in_cpp.RIGHT)

    def slow(*given: object) -> None:
        raise BuildError("too slow today", Status.TIME_OUT)

    recipe = RECIPES["cpp"]
    monkeypatch.setitem(RECIPES, "cpp", replace(recipe, build=slow))
    assert judge([program], JudgeOptions())[0] == Verdict(Status.TIME_OUT, "too slow today")
    monkeypatch.setitem(RECIPES, "cpp", recipe)
    assert judge([program], JudgeOptions())[0].passed


@pytest.mark.parametrize("module", [in_cpp, in_java, in_python, in_go, in_javascript, in_ruby, in_php])
def test_without_a_sandbox_trusted_programs_run(module: object) -> None:
    language = module.__name__.rpartition("in_")[2]  # type: ignore[attr-defined]
    if not TOOLCHAINS[language].present:
        pytest.skip(TOOLCHAINS[language].reason())
    programs = [Program(language, code, module.TEST) for code in (module.RIGHT, module.WRONG)]  # type: ignore[attr-defined]
    verdicts = judge(programs, JudgeOptions(sandbox="none"))
    assert [verdict.status for verdict in verdicts] == [Status.PASSED, Status.WRONG_ANSWER]


@pytest.fixture
def nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where anything is started in spite of all."""

    def started(*given: object, **options: object) -> None:
        raise AssertionError("something was run")

    monkeypatch.setattr(sandbox, "supervise", started)
    monkeypatch.setattr("subprocess.Popen", started)


@pytest.mark.usefixtures("nothing_runs")
def test_without_bubblewrap_nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox.shutil, "which", lambda *given, **options: None)
    monkeypatch.setattr(judge_module, "refusal", lambda program: "")
    with pytest.raises(NeuroglotError, match=r"no program was run: bwrap, prlimit not found.*") as caught:
        judge([RIGHT], JudgeOptions())
    for word in ("bubblewrap", "macOS", "Windows", "user namespaces", "--sandbox none"):
        assert word in str(caught.value)


@pytest.mark.usefixtures("nothing_runs")
def test_where_bubblewrap_fails_nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "defect", lambda: "bubblewrap fails here (no user namespaces)")
    with pytest.raises(NeuroglotError, match=r"no program was run: bubblewrap fails here \(no user namespaces\)"):
        judge([RIGHT], JudgeOptions())


@pytest.mark.skipif(os.getuid() != 0, reason="only root's programs run as somebody else")
@pytest.mark.usefixtures("nothing_runs")
def test_a_folder_that_nobody_else_may_enter_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(NeuroglotError, match=r"only root may enter /.*; set TMPDIR"):
        judge([RIGHT], JudgeOptions())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("nothing_runs")
def test_an_unknown_sandbox_is_named() -> None:
    with pytest.raises(NeuroglotError, match="unknown sandbox 'chroot'; known: bubblewrap, none"):
        judge([RIGHT], JudgeOptions(sandbox="chroot"))


def test_a_program_that_cannot_be_begun_is_not_to_blame(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    need("python")
    monkeypatch.setattr(sandbox, "_TRIALS", 2)
    monkeypatch.setattr(sandbox.time, "sleep", lambda seconds: None)
    box = Sandbox("bubblewrap", Path("/usr/share"))
    with pytest.raises(NeuroglotError, match="can't begin a program: bwrap: Can't find source path"):
        box.run(["/bin/true"], tmp_path / "nowhere", Limits(), None, b"nonce\n")
    with pytest.raises(NeuroglotError, match=r"can't begin a program: .*no-such-interpreter"):
        box.run(["/usr/bin/env", "no-such-interpreter"], Path("/usr/share"), Limits(), None, b"nonce\n")


def test_a_program_that_says_it_was_not_begun_is_judged() -> None:
    need("python")
    code = 'import os\nos.write(2, b"bwrap: Can\'t fork: no\\n/usr/bin/env: nothing\\n")\nos._exit(1)'
    assert judge([Program("python", code, "")], JudgeOptions())[0].status is Status.EXCEPTION


def test_a_program_that_plays_a_broken_sandbox_does_not_stop_the_judge(
    builds: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("cpp")
    need("python")
    monkeypatch.setattr(sandbox.time, "sleep", lambda seconds: None)
    code = (
        '#include <unistd.h>\nextern "C" ssize_t read(int, void *, size_t) {\n'
        '    if (write(2, "bwrap: no\\n", 10)) _exit(1);\n    return 0;\n}\n'
    )
    playing = Program("cpp", code, "int main() {}\n")
    assert [verdict.status for verdict in judge([playing, RIGHT], JudgeOptions(workers=1))] == [
        Status.EXCEPTION,
        Status.PASSED,
    ]


def test_a_toolchain_that_does_not_work_stops_the_judge(builds: None, monkeypatch: pytest.MonkeyPatch) -> None:
    need("python")

    def broken(worker: object) -> None:
        raise BuildError("no such header")

    monkeypatch.setitem(RECIPES, "python", replace(RECIPES["python"], prepare=broken, flags=str(uuid.uuid4())))
    with pytest.raises(NeuroglotError, match="the python toolchain does not work here: no such header"):
        judge([RIGHT], JudgeOptions())


def test_a_java_compiler_that_breaks_down_is_replaced(builds: None) -> None:
    need("java")
    with workshop.open_workshop("bubblewrap") as shop:
        worker = shop.worker()
        try:
            shop.prepare("java", worker)
            for number in range(3):
                assert set(worker.compile_java("A", f"class A {{ int x = {number}; }}")) == {"A"}
                assert worker._server is not None
                worker._server._process.kill()
                worker._server._process.wait()
        finally:
            worker.close()


def test_options_become_limits() -> None:
    limits = JudgeOptions(seconds=3, memory=256).limits
    assert (limits.cpu, limits.wall, limits.memory) == (3, 6.0, 256 * 2**20)
    assert "--cpu=3:4" in list(limits.prlimit())
    assert all(option.startswith("--") for option in limits.prlimit())


def test_every_language_has_a_recipe() -> None:
    assert set(RECIPES) == set(LANGUAGES) == set(TOOLCHAINS)
