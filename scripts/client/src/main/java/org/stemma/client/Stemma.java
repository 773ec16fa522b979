package org.stemma.client;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import org.stemma.api.MalformedException;
import org.stemma.client.gateway.RefusedCall;
import org.stemma.client.gateway.UnreachableException;
import picocli.AutoComplete;
import picocli.CommandLine;

/** The command line's door: parses, runs one command, and gives its exit code. */
public final class Stemma {
    static final int OK = 0;
    static final int REFUSED = 1;
    static final int USAGE = 2;
    static final int UNREACHABLE = 3;
    static final int UNDER_WAY = 4;

    private Stemma() {}

    public static void main(String[] arguments) {
        System.exit(commandLine(System.getenv()).execute(arguments));
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
                .setExecutionExceptionHandler((e, line, parsed) -> failed(e, line.getErr()));
    }

    /** Expected failures are sentences; anything else shows its trace. */
    private static int failed(Exception failure, PrintWriter err) throws Exception {
        if (failure instanceof RefusedCall refused) {
            err.println(refused.code() + "  " + refused.sentence());
            refused.facts().forEach((name, fact) -> err.println("  " + name + ": " + fact));
            return refused.code().equals("gateway.outcome_unknown") ? UNDER_WAY : REFUSED;
        } else if (failure instanceof UnreachableException) {
            err.println(failure.getMessage());
            return UNREACHABLE;
        } else if (failure instanceof MalformedException
                || failure instanceof IOException
                || failure instanceof JsonParseException) {
            err.println("stemma: " + failure.getMessage());
            return USAGE;
        }
        throw failure;
    }
}
