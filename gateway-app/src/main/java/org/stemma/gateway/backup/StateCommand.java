package org.stemma.gateway.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.stemma.gateway.config.DataFolder;
import org.stemma.gateway.config.SettingsRefused;
import org.stemma.gateway.keystore.OwnerOnlyFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code java -jar stemma-gateway.jar state backup|restore}: a gateway's own state as one file, and back. */
@Command(
        name = "state",
        description = "The gateway's own state: tables, secret, meter's key, artifacts, keystore. Not its passphrase.",
        mixinStandardHelpOptions = true,
        subcommands = CommandLine.HelpCommand.class)
public final class StateCommand {
    static final int REFUSED = 1;

    /** A gateway that runs looks twice a second. */
    private static final Duration TAKEN_UP_WITHIN = Duration.ofSeconds(10);

    private static final Duration MADE_WITHIN = Duration.ofMinutes(30);

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--data",
            scope = ScopeType.INHERIT,
            paramLabel = "FOLDER",
            description = "the gateway's stemma.data-dir; default ${DEFAULT-VALUE}")
    private Path data = Path.of("data");

    private StateCommand() {}

    /** The command line, with the words after {@code state} to come. */
    public static CommandLine line() {
        return new CommandLine(new StateCommand()).setExecutionExceptionHandler((e, line, parsed) -> {
            if (e instanceof SettingsRefused refused) {
                line.getErr().println("state: " + refused.getMessage());
                line.getErr().println("  next: " + refused.next());
                return REFUSED;
            }
            throw e;
        });
    }

    @Command(name = "backup", description = "Asks the running gateway for a backup, and moves it to FILE (mode 0600).")
    void backup(@Parameters(paramLabel = "FILE") Path file) throws IOException, InterruptedException {
        if (Files.exists(file)) {
            throw new SettingsRefused(file + " is there already.", "name another file");
        }
        Path made = data.resolve(OwnFiles.MADE);
        Path failed = data.resolve(OwnFiles.FAILED);
        Files.deleteIfExists(made);
        Files.deleteIfExists(failed);
        Path request = data.resolve(OwnFiles.REQUEST);
        OwnerOnlyFile.write(request, new byte[0]);
        if (!await(() -> !Files.exists(request), TAKEN_UP_WITHIN)) {
            Files.deleteIfExists(request);
            throw new SettingsRefused("No gateway runs on " + data + ".", "start it, or name its folder with --data");
        }
        await(() -> Files.exists(made) || Files.exists(failed), MADE_WITHIN);
        if (!Files.exists(made)) {
            throw new SettingsRefused(
                    "The gateway could make no backup: "
                            + (Files.exists(failed)
                                    ? Files.readString(failed, StandardCharsets.UTF_8)
                                    : "it takes too long")
                            + ".",
                    "look into its log");
        }
        Files.copy(made, file, StandardCopyOption.COPY_ATTRIBUTES);
        Files.delete(made);
        spec.commandLine().getOut().println("backed up " + data + " to " + file + ", which holds secrets");
    }

    /** A condition. */
    @FunctionalInterface
    private interface Condition {
        boolean holds();
    }

    private static boolean await(Condition condition, Duration atMost) throws InterruptedException {
        Instant end = Instant.now().plus(atMost);
        while (!condition.holds() && Instant.now().isBefore(end)) {
            Thread.sleep(100);
        }
        return condition.holds();
    }

    @Command(
            name = "restore",
            description = "Lays a backup out in an empty data folder. The gateway takes it up when it starts next.")
    void restore(
            @Option(names = "--copy", paramLabel = "FOLDER", description = "the gateway's stemma.copy.folder")
                    Optional<Path> copy,
            @Option(
                            names = "--keystore",
                            paramLabel = "FILE",
                            description = "where the keystore goes, if it is lost, too")
                    Optional<Path> keystore,
            @Parameters(paramLabel = "FILE") Path file)
            throws IOException {
        DataFolder.ofOwnerAlone(data);
        try (var files = Files.list(data)) {
            if (files.findAny().isPresent()) {
                throw new SettingsRefused(data + " is not empty.", "move what is there away, or name another folder");
            }
        }
        try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
            for (ZipEntry entry : zip.stream().toList()) {
                if (entry.getName().startsWith(Backup.FILES)) {
                    write(zip, entry, below(data, entry.getName().substring(Backup.FILES.length())));
                } else if (entry.getName().equals(Backup.KEYSTORE)
                        && keystore.filter(target -> !Files.exists(target)).isPresent()) {
                    write(zip, entry, keystore.get());
                }
            }
        }
        if (copy.isPresent()) {
            StringBuilder lines = new StringBuilder();
            RowCopy.lines(RowCopy.files(copy.get()))
                    .forEach(line -> lines.append(line).append('\n'));
            OwnerOnlyFile.write(data.resolve(OwnFiles.COPIED), lines.toString().getBytes(StandardCharsets.UTF_8));
        }
        OwnerOnlyFile.write(data.resolve(OwnFiles.RESTORE), Files.readAllBytes(file));
        spec.commandLine().getOut().println("laid out in " + data + "; start the gateway");
    }

    private static void write(ZipFile zip, ZipEntry entry, Path target) throws IOException {
        OwnerOnlyFile.write(target, zip.getInputStream(entry).readAllBytes());
    }

    private static Path below(Path folder, String name) {
        Path target = folder.resolve(name).normalize();
        if (List.of(name.split("/", -1)).contains("..") || !target.startsWith(folder.normalize())) {
            throw new SettingsRefused(
                    "The backup holds a file outside of the data folder: " + name + ".", "trust it not");
        }
        return target;
    }
}
