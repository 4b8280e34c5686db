"""Hostile programs in Java."""


def _main(body: str) -> str:
    return (
        "import java.io.*;\nimport java.net.*;\nimport java.nio.file.*;\nimport java.util.*;\n"
        "public class Main {\n"
        "    interface Attempt { void run() throws Exception; }\n"
        "    static void refused(String name, Attempt attempt) {\n"
        "        try { attempt.run(); } catch (Exception error) { return; }\n"
        "        throw new AssertionError(name);\n"
        "    }\n"
        f"    public static void main(String[] none) throws Exception {{{body}    }}\n}}\n"
    )


_BODIES = {
    "fork bomb": """
        List<Process> children = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) children.add(new ProcessBuilder("/usr/bin/sleep", "30").start());
        } catch (IOException | OutOfMemoryError error) {
            return;
        }
        throw new AssertionError("it could have 200 children");
""",
    "threads without end": """
        for (int i = 0; i < 500; i++) {
            Thread thread = new Thread(() -> {
                try { Thread.sleep(30000); } catch (InterruptedException error) { }
            });
            thread.setDaemon(true);
            thread.start();
        }
        throw new AssertionError("it could have 500 threads");
""",
    "memory on the heap": """
        List<byte[]> kept = new ArrayList<>();
        for (int i = 0; i < 128; i++) kept.add(new byte[8 << 20]);
        throw new AssertionError("it could have a gibibyte");
""",
    "memory in many children": """
        String hog = "x = bytearray(b'x') * (96 << 20); import time; time.sleep(30)";
        for (int i = 0; i < 12; i++) new ProcessBuilder("/usr/bin/python3", "-c", hog).start();
        Thread.sleep(30000);
""",
    "endless output": """
        while (true) System.out.println("more");
""",
    "endless loop": """
        while (true) { }
""",
    "endless sleep": """
        Thread.sleep(30000);
""",
    "a child that outlives it": """
        new ProcessBuilder("/usr/bin/setsid", "/bin/sh", "-c", "sleep 30; : @MARKER@").start();
        Thread.sleep(200);
""",
    "filling /tmp": """
        try {
            for (int i = 0; i < 64; i++)
                try (OutputStream file = new FileOutputStream("/tmp/@MARKER@-" + i)) {
                    for (int j = 0; j < 16; j++) file.write(new byte[1 << 20]);
                }
        } catch (IOException error) {
            return;
        }
        throw new AssertionError("it could have a gibibyte");
""",
    "deleting and overwriting files": """
        refused("delete", () -> Files.delete(Paths.get("@FILE@")));
        for (String place : new String[] {"/usr", "/box", "/support", "/etc", "/", "@PACKAGE@"})
            refused(place, () -> Files.createFile(Paths.get(place, "@MARKER@")));
        for (String path : new String[] {"/usr/bin/env", "/box/Main.class", "@PACKAGE@/cli.py"})
            refused(path, () -> new FileOutputStream(path, true).close());
""",
    "reading secrets": """
        StringBuilder seen = new StringBuilder(System.getenv().toString());
        for (int i = 0; i < 100; i++)
            try { seen.append(Files.readString(Paths.get("/proc/" + i + "/environ"))); } catch (IOException error) { }
        if (seen.indexOf("@SECRET@") >= 0) throw new AssertionError();
        refused("file", () -> Files.readString(Paths.get("@SECRETS@")));
        refused("home", () -> Files.list(Paths.get("@HOME@")));
""",
    "the network": """
        refused("connection", () -> new Socket("127.0.0.1", @PORT@));
        refused("server", () -> new ServerSocket(0));
        refused("datagrams", () -> new DatagramSocket());
""",
    "killing others": """
        long own = ProcessHandle.current().pid();
        if (own > 100) throw new AssertionError();
        ProcessHandle.of(1).ifPresent(ProcessHandle::destroyForcibly);
        ProcessHandle.current().parent().ifPresent(ProcessHandle::destroyForcibly);
        if (ProcessHandle.of(@PID@L).isPresent()) throw new AssertionError("the other one");
        Thread.sleep(200);
""",
}

PROGRAMS = {name: _main(body) for name, body in _BODIES.items()}
