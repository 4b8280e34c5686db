"""Java programs of our own, compiled and run one after the other in one virtual machine: starting one costs seconds."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

JAVA = ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""For programs that are over soon: no optimising compiler, no collector with threads of its own."""

_RUNNER = """
import java.io.*;
import java.net.*;
import java.nio.file.*;
import java.util.Arrays;
import javax.tools.*;

public class Runner {
    public static void main(String[] given) throws Exception {
        for (String name : Arrays.copyOfRange(given, 1, given.length)) {
            Path classes = Path.of(name).resolveSibling("classes");
            try (PrintStream out = new PrintStream(name + ".out"); PrintStream err = new PrintStream(name + ".err")) {
                System.setOut(out);
                System.setErr(err);
                Files.createDirectory(classes);
                int wrong = ToolProvider.getSystemJavaCompiler().run(null, out, err, "-d", classes.toString(), name);
                if (wrong == 0) {
                    URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()});
                    var main = loader.loadClass(given[0]).getDeclaredMethod("main", String[].class);
                    main.setAccessible(true);
                    main.invoke(null, (Object) new String[0]);
                    Files.createFile(Path.of(name + ".ended"));
                }
            } catch (Throwable error) {
                Throwable said = error.getCause() == null ? error : error.getCause();
                Files.writeString(Path.of(name + ".err"), said.toString(), StandardOpenOption.APPEND);
            }
        }
    }
}
"""


def run_java(main: str, files: Sequence[Path]) -> list[tuple[int, str, str]]:
    """Compile each file by itself, each in a folder of its own, and run the main method of its class of that name.

    Returns, for each, 0 where it came to its end (else 1), its standard output and its standard error; warnings and
    errors of the compiler are in the latter. A program that ends the machine is a failure of those behind it too.
    """
    runner = files[0].with_name("Runner.java")
    runner.write_text(_RUNNER)
    subprocess.run([*JAVA, str(runner), main, *map(str, files)], check=False, timeout=60 + 10 * len(files))
    return [
        (0 if _beside(file, "ended").exists() else 1, *(_said(file, what) for what in ("out", "err"))) for file in files
    ]


def _beside(file: Path, what: str) -> Path:
    return file.with_name(f"{file.name}.{what}")


def _said(file: Path, what: str) -> str:
    return _beside(file, what).read_text() if _beside(file, what).exists() else ""
