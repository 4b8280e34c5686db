package neuroglot;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles one source after another, so that the compiler is started and warmed up once.
 *
 * Reads (length, name, length, source) and answers (number of classes, then length, name, length, bytes of each), or -1
 * and (length, what is wrong). Lengths are 32 bits, big-endian; texts UTF-8.
 */
public final class CompileServer {
    private static final List<String> OPTIONS = List.of("-proc:none", "-nowarn", "-g:none", "-Xlint:none");

    private CompileServer() {}

    public static void main(String[] none) throws IOException {
        DataInputStream in = new DataInputStream(System.in);
        DataOutputStream out = new DataOutputStream(new java.io.BufferedOutputStream(System.out, 1 << 16));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StandardJavaFileManager library = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
        while (true) {
            int length;
            try {
                length = in.readInt();
            } catch (java.io.EOFException end) {
                return;
            }
            String name = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            String source = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
            answer(out, compiler, library, name, source);
            out.flush();
        }
    }

    private static void answer(DataOutputStream out, JavaCompiler compiler, StandardJavaFileManager library,
                               String name, String source) throws IOException {
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        Memory memory = new Memory(library);
        boolean compiled;
        String problem = "";
        try {
            JavaCompiler.CompilationTask task =
                compiler.getTask(null, memory, said, OPTIONS, null, List.of(new Source(name, source)));
            compiled = task.call();
        } catch (RuntimeException | StackOverflowError error) {
            compiled = false;
            problem = "the compiler failed: " + error;
        }
        if (!compiled) {
            for (Diagnostic<? extends JavaFileObject> one : said.getDiagnostics()) {
                if (one.getKind() == Diagnostic.Kind.ERROR && problem.length() < 2000) {
                    problem += "line " + one.getLineNumber() + ": " + one.getMessage(Locale.ROOT) + "\n";
                }
            }
            out.writeInt(-1);
            write(out, problem.getBytes(StandardCharsets.UTF_8));
            return;
        }
        out.writeInt(memory.classes.size());
        for (Map.Entry<String, ByteArrayOutputStream> one : memory.classes.entrySet()) {
            write(out, one.getKey().getBytes(StandardCharsets.UTF_8));
            write(out, one.getValue().toByteArray());
        }
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** A source text that never was a file. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps the classes of one compilation. */
    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        final Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();

        Memory(JavaFileManager library) {
            super(library);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(Location location, String name, JavaFileObject.Kind kind,
                                                   FileObject sibling) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            classes.put(name, bytes);
            return new SimpleJavaFileObject(URI.create("bytes:///" + name.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }
    }
}
