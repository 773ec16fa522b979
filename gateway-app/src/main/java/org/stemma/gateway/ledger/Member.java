package org.stemma.gateway.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.batch.Batch;

/**
 * A command on its way, of which somebody waits to hear. One thread waits for it; others tell it what to do or what
 * became of it.
 */
final class Member {
    /** What the credits that a debit folds may add to a command's JSON. */
    private static final int FOLDS_BYTES = 4_000;

    private final Caller caller;
    private final String function;
    private final Function<Attempt, ? extends Command> command;
    private final Consumer<Endorsed> endorsed;
    private final Retries retries;
    private final Command first;
    private final Consent consent;
    private final Set<String> debits;
    private final int bytes;
    private final BlockingQueue<Signal> mailbox = new LinkedBlockingQueue<>();
    private volatile boolean alone;
    private volatile boolean waited;
    private volatile boolean answered;
    private volatile boolean abandoned;

    /** What is said to who waits. */
    sealed interface Signal {
        /** It is this one's turn to carry these, of which it is one itself most often. */
        record Lead(List<Member> group) implements Signal {}

        record Done(Committed committed) implements Signal {}

        record Failed(RuntimeException failure) implements Signal {}
    }

    Member(
            Caller caller,
            String function,
            Function<Attempt, ? extends Command> command,
            Consumer<Endorsed> endorsed,
            Retries retries,
            Consents consents) {
        this.caller = caller;
        this.function = function;
        this.command = command;
        this.endorsed = endorsed;
        this.retries = retries;
        this.first = command.apply(new Attempt(retries.attempt()));
        this.consent = consents.of(first);
        this.debits = Debits.of(caller, first);
        this.bytes = Codec.encode(first).length() + FOLDS_BYTES;
        this.alone = !Batch.mayHold(function);
    }

    Caller caller() {
        return caller;
    }

    String function() {
        return function;
    }

    Consent consent() {
        return consent;
    }

    Set<String> debits() {
        return debits;
    }

    int bytes() {
        return bytes;
    }

    Retries retries() {
        return retries;
    }

    /** Whether it is a transaction of its own. */
    boolean isAlone() {
        return alone;
    }

    /** From now on it goes by itself: with others it could not be carried out. */
    void goAlone() {
        alone = true;
        answered = false;
        waited = true;
    }

    void mustWait() {
        waited = true;
    }

    /** The command for an attempt; what it names was chosen when it came, unless it has waited since. */
    Command make(int attempt) {
        return attempt == 1 && !waited ? first : command.apply(new Attempt(attempt));
    }

    void endorsed(Endorsed by) {
        endorsed.accept(by);
    }

    void lead(List<Member> group) {
        mailbox.add(new Signal.Lead(group));
    }

    void done(Committed committed) {
        answered = true;
        mailbox.add(new Signal.Done(committed));
    }

    void failed(RuntimeException failure) {
        answered = true;
        mailbox.add(new Signal.Failed(failure));
    }

    /** Nobody waits for it any more, so it can lead none. */
    void abandon() {
        abandoned = true;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    boolean isAnswered() {
        return answered;
    }

    /** What was said and not heard. */
    Optional<Signal> pending() {
        return Optional.ofNullable(mailbox.poll());
    }

    /** What is said next, if anything is in this time. */
    Optional<Signal> await(Duration atMost) throws InterruptedException {
        return Optional.ofNullable(mailbox.poll(Math.max(1, atMost.toMillis()), TimeUnit.MILLISECONDS));
    }
}
