package org.stemma.client;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.util.Map;
import org.stemma.client.gateway.Printable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** The command line's door: parses, runs one command, and gives its exit code. */
public final class Stemma {
    static final int OK = 0;
    static final int REFUSED = 1;
    static final int USAGE = 2;
    static final int UNREACHABLE = 3;
    static final int UNDER_WAY = 4;

    /** What Java makes of bytes that are no text in the launcher's locale, which is UTF-8. */
    private static final char UNREADABLE = '\uFFFD';

    private Stemma() {}

    public static void main(String[] arguments) {
        PrintWriter out = Printable.writer(new FileOutputStream(FileDescriptor.out));
        PrintWriter err = Printable.writer(new FileOutputStream(FileDescriptor.err));
        int code = run(System.getenv(), out, err, arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /** Runs one command; both writers are {@link Printable}'s. */
    static int run(Map<String, String> environment, PrintWriter out, PrintWriter err, String... arguments) {
        for (String argument : arguments) {
            if (argument.indexOf(UNREADABLE) >= 0) {
                err.println("stemma: the argument '" + argument
                        + "' is not UTF-8, or has a U+FFFD in it, which stands for" + " what could not be read");
                return USAGE;
            }
        }
        return commandLine(environment).setOut(out).setErr(err).execute(arguments);
    }

    static CommandLine commandLine(Map<String, String> environment) {
        Session session = new Session(environment);
        return new CommandLine(new TopCommands(session))
                .addSubcommand(new MemberCommands.PartyCommand(session))
                .addSubcommand(new MemberCommands.MeterCommand(session))
                .addSubcommand(new MemberCommands.KeyCommand(session))
                .addSubcommand(new AccountCommands.WalletCommand(session))
                .addSubcommand(new AccountCommands.DepositCommand(session))
                .addSubcommand(new AccountCommands.WithdrawalCommand(session))
                .addSubcommand(new AssetCommands(session))
                .addSubcommand(new LicenseCommands.OfferCommand(session))
                .addSubcommand(new LicenseCommands.GrantCommand(session))
                .addSubcommand(new LicenseCommands.TermsCommand(session))
                .addSubcommand(new ShareCommands.ShareCommand(session))
                .addSubcommand(new ShareCommands.SaleCommand(session))
                .addSubcommand(new GovernanceCommands.ProposalCommand(session))
                .addSubcommand(new GovernanceCommands.ParametersCommand(session))
                .addSubcommand(new GovernanceCommands.TreasuryCommand(session))
                .addSubcommand(new GovernanceCommands.OrderCommand(session))
                .addSubcommand(new ReadModelCommands(session))
                .addSubcommand(new EventCommands.EventCommand(session))
                .addSubcommand(new EventCommands.WebhookCommand(session))
                .addSubcommand(new CheckCommands.VerifyCommand(session))
                // For bash and zsh: source <(stemma generate-completion)
                .addSubcommand(new AutoComplete.GenerateCompletion())
                // A value that begins with @ is what was typed, and no file of further arguments.
                .setExpandAtFiles(false)
                // Colours would be written out as what they are: characters that steer a terminal.
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setExecutionExceptionHandler((e, line, parsed) -> Failures.show(e, line.getErr()));
    }
}
