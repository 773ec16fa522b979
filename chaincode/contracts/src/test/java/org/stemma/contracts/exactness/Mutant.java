package org.stemma.contracts.exactness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The product with one fault: a rule's source with one place replaced, compiled, and everything of the project loaded anew
 * around it. Nothing of the model or of the checks changes.
 */
final class Mutant {
    private static final String OURS = "org.stemma.";
    private static final List<Path> ROOTS =
            List.of(Path.of("src", "main", "java"), Path.of("..", "api", "src", "main", "java"));

    private final Map<String, byte[]> faulty;

    private Mutant(Map<String, byte[]> faulty) {
        this.faulty = faulty;
    }

    /**
     * @param type the rule's class
     * @param right a place that stands in its source once
     * @param wrong what stands there in the mutant
     */
    static Mutant of(String type, String right, String wrong) throws IOException {
        String path = type.replace('.', '/') + ".java";
        Path file = ROOTS.stream()
                .map(root -> root.resolve(path))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no source of " + type));
        String source = Files.readString(file);
        int at = source.indexOf(right);
        if (at < 0 || source.indexOf(right, at + 1) >= 0) {
            throw new IllegalStateException(type + " does not hold once: " + right);
        }
        return new Mutant(compile(type, source.replace(right, wrong)));
    }

    /** The product as it is, loaded in the same way. */
    static Mutant none() {
        return new Mutant(Map.of());
    }

    private static Map<String, byte[]> compile(String type, String source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> classes = new HashMap<>();
        StringWriter messages = new StringWriter();
        List<String> options =
                List.of("-proc:none", "-nowarn", "--release", "17", "-cp", System.getProperty("java.class.path"));
        try (JavaFileManager manager = new Memory(compiler.getStandardFileManager(null, null, null), classes)) {
            boolean compiled = compiler.getTask(
                            messages, manager, null, options, null, List.of(new Source(type, source)))
                    .call();
            if (!compiled) {
                throw new IllegalStateException("the fault does not compile: " + messages);
            }
        }
        Map<String, byte[]> bytes = new HashMap<>();
        classes.forEach((name, content) -> bytes.put(name, content.toByteArray()));
        return bytes;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String type, String text) {
            super(URI.create("string:///" + type.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes;

        Memory(JavaFileManager manager, Map<String, ByteArrayOutputStream> classes) {
            super(manager);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String type, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + type.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream content = new ByteArrayOutputStream();
                    classes.put(type, content);
                    return content;
                }
            };
        }
    }

    /** What {@link Trial#report} says when it runs on this product. */
    String report(long seed, int operations, int mostRuns) throws ReflectiveOperationException {
        Class<?> trial = Class.forName(Trial.class.getName(), true, new Loader());
        return (String)
                trial.getMethod("report", long.class, int.class, int.class).invoke(null, seed, operations, mostRuns);
    }

    /** Loads the project's classes itself, those of others from where they are. */
    private final class Loader extends ClassLoader {
        Loader() {
            super(Mutant.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Optional<Class<?>> loaded = Optional.ofNullable(findLoadedClass(name));
                if (loaded.isPresent()) {
                    return loaded.get();
                }
                return name.startsWith(OURS) ? define(name) : super.loadClass(name, resolve);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            byte[] bytes = faulty.containsKey(name) ? faulty.getOrDefault(name, new byte[0]) : original(name);
            return defineClass(name, bytes, 0, bytes.length);
        }

        private byte[] original(String name) throws ClassNotFoundException {
            try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                return file.readAllBytes();
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
