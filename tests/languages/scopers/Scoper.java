import com.sun.source.tree.*;
import com.sun.source.util.*;
import java.nio.file.*;
import java.util.*;
import javax.tools.*;

/** Prints the names that each Java file declares, by javac's own tree: one file a line. */
public class Scoper {
    public static void main(String[] files) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        for (String file : files) {
            Set<String> names = new TreeSet<>();
            StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
            JavacTask task = (JavacTask) compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjects(file));
            for (CompilationUnitTree unit : task.parse()) {
                new TreeScanner<Void, Void>() {
                    @Override public Void visitVariable(VariableTree node, Void none) {
                        names.add(node.getName().toString());
                        return super.visitVariable(node, none);
                    }
                    @Override public Void visitMethod(MethodTree node, Void none) {
                        names.add(node.getName().toString());
                        return super.visitMethod(node, none);
                    }
                    @Override public Void visitClass(ClassTree node, Void none) {
                        names.add(node.getSimpleName().toString());
                        return super.visitClass(node, none);
                    }
                    @Override public Void visitTypeParameter(TypeParameterTree node, Void none) {
                        names.add(node.getName().toString());
                        return super.visitTypeParameter(node, none);
                    }
                    @Override public Void visitLabeledStatement(LabeledStatementTree node, Void none) {
                        names.add(node.getLabel().toString());
                        return super.visitLabeledStatement(node, none);
                    }
                }.scan(unit, null);
            }
            System.out.println(String.join(" ", names));
        }
    }
}
