package org.stemma.gateway.keystore;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.stemma.gateway.config.SettingsRefused;

/**
 * An encrypted PKCS#12 file (RFC 7292): keys and certificates under AES-256 in CBC mode by PBES2, its key derived by
 * PBKDF2 with HMAC-SHA-256; the whole under a MAC. Read as a whole, and written as a whole or not at all. Not safe for
 * use by several threads.
 */
public final class Keystore {
    /** Each guess at a passphrase, and each key that is read, costs so many rounds, if nothing else is asked for. */
    static final int ROUNDS = 200_000;

    /** NIST SP 800-132, section 5.2. */
    static final int FEWEST_ROUNDS = 1_000;

    static final int MOST_ROUNDS = 10_000_000;

    private static final String TYPE = "PKCS12";

    private final Path file;
    private final Passphrase passphrase;
    private final SortedMap<String, EnrolledKey> entries;

    private Keystore(Path file, Passphrase passphrase, SortedMap<String, EnrolledKey> entries) {
        this.file = file;
        this.passphrase = passphrase;
        this.entries = entries;
    }

    /**
     * Opens the file.
     *
     * @throws SettingsRefused if it is missing, open to others, damaged, or not opened by the passphrase
     */
    public static Keystore open(Path file, Passphrase passphrase) {
        OwnerOnlyFile.mustBeOwnersOnly(file, "The keystore");
        return new Keystore(file, passphrase, read(file, passphrase));
    }

    /** Opens the file, or begins an empty one where there is none. */
    static Keystore openOrBegin(Path file, Passphrase passphrase) {
        return Files.exists(file) ? open(file, passphrase) : new Keystore(file, passphrase, new TreeMap<>());
    }

    private static SortedMap<String, EnrolledKey> read(Path file, Passphrase passphrase) {
        SortedMap<String, EnrolledKey> entries = new TreeMap<>();
        try (InputStream content = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(TYPE);
            store.load(content, passphrase.characters());
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, passphrase.characters()) instanceof PrivateKey key) {
                    entries.put(alias, new EnrolledKey((X509Certificate) store.getCertificate(alias), key));
                }
            }
            return entries;
        } catch (IOException | GeneralSecurityException e) {
            throw new SettingsRefused(
                    "The keystore " + file + " does not open.",
                    "look for the right passphrase, or import the keys anew");
        }
    }

    /** The entries in the order of their names. */
    public Collection<EnrolledKey> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /** Puts an entry in; one of the same name is replaced. PKCS#12 does not tell names apart by case. */
    void put(EnrolledKey key) {
        String alias = alias(key.name());
        EnrolledKey before = entries.get(alias);
        if (before != null && !before.name().equals(key.name())) {
            throw new SettingsRefused(
                    before.name() + " and " + key.name() + " differ by case only.",
                    "enrol one of them under another name");
        }
        entries.put(alias, key);
    }

    Optional<EnrolledKey> remove(String name) {
        return Optional.ofNullable(entries.remove(alias(name)));
    }

    private static String alias(String name) {
        return name.toLowerCase(Locale.ENGLISH);
    }

    private static Map<String, String> protection(int rounds) {
        return Map.of(
                "keystore.pkcs12.keyProtectionAlgorithm",
                "PBEWithHmacSHA256AndAES_256",
                "keystore.pkcs12.keyPbeIterationCount",
                String.valueOf(rounds),
                "keystore.pkcs12.certProtectionAlgorithm",
                "PBEWithHmacSHA256AndAES_256",
                "keystore.pkcs12.certPbeIterationCount",
                String.valueOf(rounds),
                "keystore.pkcs12.macAlgorithm",
                "HmacPBESHA256",
                "keystore.pkcs12.macIterationCount",
                String.valueOf(rounds));
    }

    /**
     * Writes the file, of mode 0600.
     *
     * @param rounds of the key derivation, for each key and certificate and the MAC
     * @throws SettingsRefused if there are too few or too many of them
     */
    void save(int rounds) {
        if (rounds < FEWEST_ROUNDS || rounds > MOST_ROUNDS) {
            throw new SettingsRefused(
                    rounds + " rounds are not between " + FEWEST_ROUNDS + " and " + MOST_ROUNDS + ".",
                    "name another number, or none for " + ROUNDS);
        }
        // JDK takes the parameters of what it writes from here, and weaker ones where nothing is said.
        protection(rounds).forEach(Security::setProperty);
        try {
            KeyStore store = KeyStore.getInstance(TYPE);
            store.load(null, passphrase.characters());
            for (Map.Entry<String, EnrolledKey> entry : entries.entrySet()) {
                store.setKeyEntry(entry.getKey(), entry.getValue().key(), passphrase.characters(), new Certificate[] {
                    entry.getValue().certificate()
                });
            }
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            store.store(content, passphrase.characters());
            OwnerOnlyFile.write(file, content.toByteArray());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the keystore can't be written", e);
        }
    }
}
