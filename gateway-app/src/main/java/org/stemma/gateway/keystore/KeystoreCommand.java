package org.stemma.gateway.keystore;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.stemma.gateway.config.SettingsRefused;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * {@code java -jar stemma-gateway.jar keystore import|list|remove}: fills a gateway's keystore. A running gateway sees the
 * change within {@code stemma.keystore.reload-every}.
 */
@Command(
        name = "keystore",
        description = "The encrypted keys of a gateway's identities.",
        mixinStandardHelpOptions = true,
        subcommands = CommandLine.HelpCommand.class,
        footer = "The passphrase comes from --passphrase-file (mode 0600) or from $" + Passphrase.VARIABLE + ".")
public final class KeystoreCommand {
    static final int REFUSED = 1;

    private final Map<String, String> environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--file", scope = ScopeType.INHERIT, paramLabel = "FILE", description = "the keystore")
    private Path file = Path.of("identities.p12");

    @Option(
            names = "--passphrase-file",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "holds the passphrase in its first line")
    private Optional<Path> passphraseFile = Optional.empty();

    @Option(
            names = "--rounds",
            scope = ScopeType.INHERIT,
            paramLabel = "N",
            description =
                    "of PBKDF2 when the file is written; default ${DEFAULT-VALUE}. Fewer, down to 1000, only for a"
                            + " passphrase of 128 random bits or more, which nobody guesses: the gateway starts sooner")
    private int rounds = Keystore.ROUNDS;

    private KeystoreCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The command line, with the words after {@code keystore} to come. */
    public static CommandLine line(Map<String, String> environment) {
        return new CommandLine(new KeystoreCommand(environment)).setExecutionExceptionHandler((e, line, parsed) -> {
            if (e instanceof SettingsRefused refused) {
                line.getErr().println("keystore: " + refused.getMessage());
                line.getErr().println("  next: " + refused.next());
                return REFUSED;
            }
            throw e;
        });
    }

    @Command(name = "import", description = "Puts identities in; those of the same name are replaced.")
    void importKeys(
            @Parameters(
                            arity = "1..*",
                            paramLabel = "SOURCE",
                            description = "an MSP folder, or CERTIFICATE,KEY (PEM files)")
                    List<String> sources) {
        Keystore keystore = Keystore.openOrBegin(file, passphrase());
        List<EnrolledKey> read = sources.stream().map(Pem::read).toList();
        read.forEach(keystore::put);
        keystore.save(rounds);
        read.forEach(key -> out().println("imported " + line(key)));
    }

    @Command(name = "list", description = "Names, roles and ends of validity; never keys.")
    void list() {
        Keystore.open(file, passphrase()).entries().forEach(key -> out().println(line(key)));
    }

    @Command(name = "remove", description = "Takes identities out. To end them for good, revoke them at the CA.")
    void remove(@Parameters(arity = "1..*", paramLabel = "NAME") List<String> names) {
        Keystore keystore = Keystore.open(file, passphrase());
        for (String name : names) {
            if (keystore.remove(name).isEmpty()) {
                throw new SettingsRefused("The keystore holds no identity " + name + ".", "look with: keystore list");
            }
        }
        keystore.save(rounds);
        names.forEach(name -> out().println("removed " + name));
    }

    private Passphrase passphrase() {
        return Passphrase.from(passphraseFile, environment);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private static String line(EnrolledKey key) {
        String roles = key.roles().stream()
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(","));
        return "%s  roles: %s  valid until %s"
                .formatted(
                        key.name(),
                        roles.isEmpty() ? "none" : roles,
                        key.certificate().getNotAfter().toInstant());
    }
}
