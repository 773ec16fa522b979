package org.stemma.gateway.keystore;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code stemma.keystore.*}. The passphrase itself is none of them: it comes from a file of mode 0600 or
 * from the environment.
 *
 * @param file the encrypted PKCS#12 file with the identities' keys
 * @param passphraseFile holds the passphrase in its first line; without it {@code STEMMA_KEYSTORE_PASSPHRASE} is asked
 * @param plainPem takes keys in plain from the files that {@code stemma.identities} names: for development only
 * @param reloadEvery how often the file is looked at: what was imported or removed counts without a restart
 */
@ConfigurationProperties("stemma.keystore")
public record KeystoreSettings(
        @DefaultValue("") String file,
        @DefaultValue("") String passphraseFile,
        @DefaultValue("false") boolean plainPem,
        @DefaultValue("10s") Duration reloadEvery) {
    /** The keystore, if one is set. */
    public Optional<Path> keystore() {
        return Optional.of(file).filter(name -> !name.isBlank()).map(Path::of);
    }

    /** The passphrase's file, if one is set. */
    public Optional<Path> passphrase() {
        return Optional.of(passphraseFile).filter(name -> !name.isBlank()).map(Path::of);
    }
}
