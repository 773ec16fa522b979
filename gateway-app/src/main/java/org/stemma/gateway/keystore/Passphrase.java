package org.stemma.gateway.keystore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.stemma.gateway.config.SettingsRefused;

/** What opens the keystore. It prints as nothing. */
public final class Passphrase {
    /** Where the passphrase comes from when no file is named. */
    public static final String VARIABLE = "STEMMA_KEYSTORE_PASSPHRASE";

    /** Who steals the file can guess offline: a shorter one would soon be found. */
    static final int MIN_LENGTH = 20;

    private static final int MAX_LENGTH = 1_000;

    private final String text;

    private Passphrase(String text) {
        this.text = text;
    }

    /**
     * The first line of the file, or else the environment's variable.
     *
     * @throws SettingsRefused if there is none, it is shorter than 20 characters, or others can read the file
     */
    public static Passphrase from(Optional<Path> file, Map<String, String> environment) {
        String found = file.map(Passphrase::firstLine).orElseGet(() -> environment.getOrDefault(VARIABLE, ""));
        if (found.isEmpty()) {
            throw new SettingsRefused(
                    "There is no passphrase for the keystore.",
                    "set stemma.keystore.passphrase-file to a file of mode 0600, or the environment's " + VARIABLE);
        }
        return of(found);
    }

    static Passphrase of(String text) {
        // JDK's PKCS#12 takes printable ASCII only for what PBES2 derives keys from.
        boolean printable = text.chars().allMatch(c -> c > ' ' && c < 127);
        if (text.length() < MIN_LENGTH || text.length() > MAX_LENGTH || !printable) {
            throw new SettingsRefused(
                    "The keystore's passphrase is not of " + MIN_LENGTH + " to " + MAX_LENGTH
                            + " printable ASCII characters without blanks.",
                    "make one: openssl rand -hex 32");
        }
        return new Passphrase(text);
    }

    private static String firstLine(Path file) {
        OwnerOnlyFile.mustBeOwnersOnly(file, "The passphrase file");
        try {
            return Files.readString(file, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("")
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be read: " + e.getMessage(), e);
        }
    }

    char[] characters() {
        return text.toCharArray();
    }

    @Override
    public String toString() {
        return "Passphrase[hidden]";
    }
}
