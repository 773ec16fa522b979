package org.stemma.contracts.governance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.stemma.api.Codec;
import org.stemma.api.governance.FirstProcedure;
import org.stemma.api.governance.ParameterTable;
import org.stemma.api.governance.Proposal;
import org.stemma.contracts.kernel.Tx;
import org.stemma.governance.Portion;
import org.stemma.governance.Voter;
import org.stemma.governance.parameter.GovernedParameter;
import org.stemma.governance.parameter.Parameters;
import org.stemma.governance.proposal.Procedure;

/** The governed parameters as the ledger holds them, or, until the first change, as the network began with them. */
final class CouncilParameters {
    private final Tx tx;
    private final GovernanceBook book;

    CouncilParameters(Tx tx) {
        this.tx = tx;
        this.book = new GovernanceBook(tx);
    }

    Parameters now() {
        return book.parameters()
                .map(Mapping::parameters)
                .orElseGet(() ->
                        CharterRules.first(tx.charter(), packed(tx.charter().profile())));
    }

    /** Saves changed parameters, and the charter by which every other room goes. */
    void save(Parameters parameters) {
        book.save(Mapping.parameters(parameters));
        tx.amend(CharterRules.amend(tx.charter(), parameters, tx.period()));
    }

    ParameterTable table() {
        Parameters parameters = now();
        return new ParameterTable(
                tx.period(),
                parameters.versions().keySet().stream()
                        .map(parameter -> row(parameters, parameter))
                        .toList());
    }

    private ParameterTable.Row row(Parameters parameters, GovernedParameter parameter) {
        return new ParameterTable.Row(
                parameter.key(),
                parameter.unit().symbol(),
                parameter.least(),
                parameter.most(),
                parameter.isFixed(),
                parameters.in(tx.period(), parameter),
                Mapping.versions(parameters, parameter));
    }

    /** The rules of procedure for a proposal that is made now. */
    Procedure procedure(Proposal.Mode mode) {
        return Procedure.of(now(), tx.period(), Mapping.mode(mode), tx.charter().epochSeconds(), guardian());
    }

    Portion treasurySpend() {
        return new Portion(Math.toIntExact(now().in(tx.period(), GovernedParameter.TREASURY_SPEND)));
    }

    /** Whom the approved chaincode names, as long as it is a member. */
    private Optional<Voter> guardian() {
        return packed(tx.charter().profile())
                .guardian()
                .filter(tx.charter().membership().organisations()::contains)
                .map(Mapping::voter);
    }

    private static FirstProcedure packed(String profile) {
        String name = "/charter/procedure-" + profile + ".json";
        try (InputStream file = GovernanceContract.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("no rules of procedure are packed for " + profile);
            }
            return Codec.decode(new String(file.readAllBytes(), StandardCharsets.UTF_8), FirstProcedure.class);
        } catch (IOException e) {
            throw new IllegalStateException("reading the packed rules of procedure", e);
        }
    }
}
