package org.stemma.gateway.backup;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stemma.gateway.config.DataFolder;

/**
 * A second copy of what the meter's log acknowledges, line by line, in a folder that is meant to lie on another disk: with
 * a backup and the lines since then nothing is lost that a client was answered. Safe for use by many threads.
 */
public final class RowCopy implements AutoCloseable {
    private static final String SUFFIX = ".jsonl";

    private final Optional<FileChannel> file;

    private RowCopy(Optional<FileChannel> file) {
        this.file = file;
    }

    /** Keeps no copy. */
    public static RowCopy none() {
        return new RowCopy(Optional.empty());
    }

    /** Begins a file of its own in the folder. */
    public static RowCopy in(Path folder) {
        DataFolder.ofOwnerAlone(folder);
        Path file = folder.resolve("usage-" + System.currentTimeMillis() + SUFFIX);
        try {
            return new RowCopy(Optional.of(FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))));
        } catch (IOException e) {
            throw new UncheckedIOException("the copy " + file + " can't be begun", e);
        }
    }

    public boolean isKept() {
        return file.isPresent();
    }

    /** Returns when the line is on the disk. Its first line feed ends what a write that failed left in half. */
    public void append(JsonObject line) {
        if (file.isPresent()) {
            append(file.get(), ByteBuffer.wrap(("\n" + line + "\n").getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static synchronized void append(FileChannel channel, ByteBuffer line) {
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException("the copy of the meter's log can't be written", e);
        }
    }

    /** All lines of these files; half of one, which a machine or a disk that failed left, was acknowledged to nobody. */
    static List<JsonObject> lines(List<Path> files) throws IOException {
        List<JsonObject> lines = new ArrayList<>();
        for (Path file : files) {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                parsed(line).ifPresent(lines::add);
            }
        }
        return lines;
    }

    private static Optional<JsonObject> parsed(String line) {
        try {
            return Optional.of(JsonParser.parseString(line).getAsJsonObject());
        } catch (JsonParseException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    /** The files of a folder, the oldest first. */
    static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() {
        file.ifPresent(channel -> {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
