package org.stemma.gateway.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.hyperledger.fabric.client.Transaction;
import org.stemma.api.Codec;
import org.stemma.api.batch.Batch;
import org.stemma.api.batch.BatchAnswer;
import org.stemma.gateway.readmodel.TransactionRow;

/** A group as one endorsed transaction, with what each of its commands was answered. */
record Together(List<Member> group, String argument, Transaction transaction, List<BatchAnswer.Answer> answers) {
    private static final String FOLDS = "folds";

    /** The group's commands as a batch. A credit is folded by the first that names it. */
    static Batch batch(List<Member> group, int attempt) {
        Set<Object> folded = new HashSet<>();
        List<Batch.Entry> entries = new ArrayList<>();
        for (Member member : group) {
            Batch.Entry entry = Batch.Entry.of(member.make(attempt));
            Map<String, Object> members = new TreeMap<>(entry.command());
            members.computeIfPresent(FOLDS, (name, folds) -> ((List<?>) folds)
                    .stream().filter(folded::add).toList());
            entries.add(new Batch.Entry(entry.function(), members));
        }
        return new Batch(entries);
    }

    static Together answered(List<Member> group, String argument, Transaction transaction) {
        String answer = new String(transaction.getResult(), StandardCharsets.UTF_8);
        return new Together(
                group,
                argument,
                transaction,
                Codec.decode(answer, BatchAnswer.class).answers());
    }

    /** Whether all of it was refused. */
    boolean isRefused() {
        return answers.stream().allMatch(answer -> answer.refused().isPresent());
    }

    /** Tells those that were not refused of the transaction that carries them. */
    void endorsed() {
        for (int i = 0; i < group.size(); i++) {
            Member member = group.get(i);
            answers.get(i)
                    .outcome()
                    .ifPresent(
                            outcome -> member.endorsed(new Endorsed(Batch.FUNCTION, argument, transaction, outcome)));
        }
    }

    /** The transaction, as the first of it that was not refused sees it. */
    Endorsed any() {
        return answers.stream()
                .flatMap(answer -> answer.outcome().stream())
                .findFirst()
                .map(outcome -> new Endorsed(Batch.FUNCTION, argument, transaction, outcome))
                .orElseThrow();
    }

    /**
     * Tells each what became of it. A refusal holds once the transaction is in a block: those before it in the batch may
     * be its reason. Who may be answered otherwise by itself is told nothing, and goes again.
     */
    void tell(Optional<TransactionRow> row) {
        for (int i = 0; i < group.size(); i++) {
            Member member = group.get(i);
            BatchAnswer.Answer answer = answers.get(i);
            answer.outcome()
                    .ifPresent(outcome -> member.done(new Committed(
                            row.orElseThrow().id(), row.orElseThrow().block(), outcome, answer.changed())));
            answer.refused()
                    .flatMap(Refusals::in)
                    .filter(refused -> PeerFailure.cause(refused) == RetryPolicy.Cause.FINAL
                            && !refused.code().startsWith("batch."))
                    .ifPresent(member::failed);
        }
    }
}
