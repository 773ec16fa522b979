package org.stemma.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs that are no Java, with some environment. */
record Programs(Map<String, String> environment) {
    private static final int MINUTES = 4;

    /** How a program ended. */
    record Ended(int code, String out, String errors) {
        Ended mustEnd(int expected) {
            if (code != expected) {
                throw new IllegalStateException("exit code " + code + ", not " + expected + ":\n" + out + errors);
            }
            return this;
        }
    }

    Ended run(List<String> command) {
        return run(Path.of("."), command);
    }

    Ended run(Path folder, List<String> command) {
        try {
            Path errors = Files.createTempFile("stemma-it", ".err");
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().putAll(environment);
            Process process = builder.redirectError(errors.toFile()).start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(command.get(0) + " does not end");
            }
            String told = Files.readString(errors);
            Files.delete(errors);
            return new Ended(process.exitValue(), out, told);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
