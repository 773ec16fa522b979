package org.stemma.contracts.kernel;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.hyperledger.fabric.contract.Context;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.jspecify.annotations.Nullable;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Digest;
import org.stemma.api.DomainEvent;
import org.stemma.api.Envelope;
import org.stemma.api.Made;
import org.stemma.api.MalformedException;
import org.stemma.api.Outcome;
import org.stemma.api.Refused;
import org.stemma.api.RequestId;
import org.stemma.api.account.Posting;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.api.kernel.Order;
import org.stemma.api.kernel.RequestRecord;

/** One transaction: who asks, when, under which charter, what it reads and writes, and what it will have said. */
public final class Tx extends Context {
    private static final int ID_DIGITS = 32;
    private static final int SEQUENCE_DIGITS = 4;

    private final Caller caller;
    private final Session session;
    private final CharterBook book;
    private final Instant now;
    private final List<DomainEvent> events = new ArrayList<>();
    private final List<Posting> postings = new ArrayList<>();
    private final List<Envelope.Part> parts = new ArrayList<>();
    private @Nullable Charter charter;
    private int sequence;

    Tx(ChaincodeStub stub) {
        super(stub);
        this.caller = Caller.of(getClientIdentity());
        this.session = new Session(stub);
        this.book = new CharterBook(session);
        this.now = stub.getTxTimestamp().truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Refuses what comes at the wrong time or from outside; after this the charter is known.
     *
     * @param reads which keys will be read next; asked once the caller is known to be a member
     */
    public void begin(Supplier<List<String>> reads) {
        Charter read = book.charter().orElseThrow(() -> Refused.because(KernelRefusal.NO_GENESIS));
        TimeGuard.check(read, getStub().getTxTimestamp());
        charter = read;
        Refused.unless(
                read.membership().organisations().contains(caller.organisation()),
                KernelRefusal.NOT_A_MEMBER,
                "organisation",
                caller.organisation());
        List<String> keys = new ArrayList<>(reads.get());
        keys.add(CharterBook.keyOfClosed(epoch()));
        session.readAhead(keys);
        // Reading the absent key of the own epoch is what kills a transaction that is submitted after the closing.
        Refused.unless(!book.isClosed(epoch()), KernelRefusal.EPOCH_CLOSED, "epoch", epoch());
    }

    public Caller caller() {
        return caller;
    }

    public Session session() {
        return session;
    }

    CharterBook book() {
        return book;
    }

    public Charter charter() {
        if (charter == null) {
            throw new IllegalStateException("the transaction has not begun");
        }
        return charter;
    }

    /** For genesis, which makes the charter that it runs under. */
    void found(Charter first) {
        charter = first;
        book.save(first);
    }

    /** The transaction's timestamp, for which a majority of endorsers vouches; whole milliseconds. */
    public Instant now() {
        return now;
    }

    public long epoch() {
        return charter().epochOf(now);
    }

    public long period() {
        return charter().periodOf(epoch());
    }

    /** Whether nothing can enter a period any more. */
    public boolean isClosed(long period) {
        return book.isClosed(charter().lastEpochOf(period));
    }

    /** The end of the last closed epoch: nothing more is written with a time before it. Asking conflicts with a closing. */
    public Instant settledUntil() {
        Instant settled = charter().endOf(book.cursor().orElseThrow().closedThrough());
        // Just after genesis a time may lie before the first epoch.
        return settled.isAfter(now) ? now : settled;
    }

    /** Imposes an order. Only the rooms may call this that carry out what was decided. */
    public void impose(Order order) {
        // Another part of the same decision may have changed the charter.
        Charter latest = book.charter().orElseThrow();
        Charter amended = latest.ordering(order.subject(), order.isInForce());
        int inForce = amended.orders().orElse(List.of()).size();
        Refused.unless(inForce <= Charter.MAX_ORDERS, KernelRefusal.ORDERS_FULL, "subject", order.subject());
        book.save(order, latest);
        if (!amended.equals(latest)) {
            book.amend(amended);
        }
    }

    /** Replaces the charter from the next transaction on. Only the governance room may call this. */
    public void amend(Charter amended) {
        book.amend(amended);
    }

    /**
     * What is imposed on an asset or a wallet. The charter, which every transaction has read, says whether there is
     * anything: one policy guards both, and an order that the charter does not name is none.
     */
    public Optional<Order> order(String kind, Object id) {
        return charter().orders(kind + "/" + id) ? book.order(kind, id) : Optional.empty();
    }

    /** An id for what the request makes, the same whenever the caller asks again. */
    public String idFor(String prefix, RequestId request) {
        return prefix + "_" + digest(prefix, request).hex().substring(0, ID_DIGITS);
    }

    /** An id that no client addresses: the transaction's, and a number within it. */
    public String nextId() {
        String digits = Integer.toString(sequence++);
        return getStub().getTxId() + "." + "0".repeat(Math.max(0, SEQUENCE_DIGITS - digits.length())) + digits;
    }

    /** Whether the command has already made this record; another command under its id is refused. */
    public boolean isRepeat(Command command, Optional<? extends Made> made) {
        made.ifPresent(record -> mustMatch(command, record.command()));
        return made.isPresent();
    }

    /** Runs a command that makes no record under its own id, once per request id. */
    public Outcome once(Command command, Supplier<Outcome> work) {
        String id = digest("request", command.request()).hex();
        Optional<RequestRecord> memory = book.request(id);
        if (memory.isPresent()) {
            mustMatch(command, memory.get().command());
            return memory.get().outcome();
        }
        Outcome outcome = work.get();
        book.remember(id, new RequestRecord(command.digest(), outcome));
        return outcome;
    }

    private Digest digest(String prefix, RequestId request) {
        return Digest.of(
                Codec.write(List.of(prefix, caller.organisation().value(), caller.enrolment(), request.value())));
    }

    private static void mustMatch(Command command, Digest earlier) {
        Refused.unless(earlier.equals(command.digest()), KernelRefusal.REQUEST_REUSED, "request", command.request());
    }

    public void tell(DomainEvent event) {
        events.add(event);
    }

    /**
     * Runs a command of a batch in a savepoint: it sees what those before it wrote, and if it is refused it leaves nothing
     * behind.
     *
     * @param command its place in the batch, counted from 0
     * @param most calls of the peer that the transaction may take with it; the first command may take what it needs
     * @param tooMuch refuses beyond that
     */
    public Part part(int command, int most, Supplier<Outcome> work, Supplier<Refused> tooMuch) {
        int eventsBefore = events.size();
        int postingsBefore = postings.size();
        int sequenceBefore = sequence;
        session.mark();
        try {
            // What was refused has read: none begins when nothing is left.
            if (command > 0 && session.calls() >= most) {
                throw tooMuch.get();
            }
            Outcome outcome = work.get();
            if (command > 0 && session.calls() > most) {
                throw tooMuch.get();
            }
            return new Part(outcome, note(command, events.size() - eventsBefore, postings.size() - postingsBefore));
        } catch (Refused | MalformedException | ArithmeticException e) {
            session.rollBack();
            events.subList(eventsBefore, events.size()).clear();
            postings.subList(postingsBefore, postings.size()).clear();
            sequence = sequenceBefore;
            throw e;
        }
    }

    /** What a command of a batch was answered, and whether it did anything. */
    public record Part(Outcome outcome, boolean changed) {}

    private boolean note(int command, int caused, int moved) {
        boolean changed = caused > 0 || moved > 0;
        if (changed) {
            parts.add(new Envelope.Part(command, caused, moved));
        }
        return changed;
    }

    /** Records a movement of money. Only the account room may call this. */
    public void post(Posting posting) {
        postings.add(posting);
    }

    /** Writes everything, and the one event. */
    void commit() {
        session.flush();
        if (!events.isEmpty() || !postings.isEmpty()) {
            String envelope = Codec.encode(new Envelope(
                    now, epoch(), period(), events, postings, parts.isEmpty() ? Optional.empty() : Optional.of(parts)));
            getStub().setEvent(Envelope.EVENT_NAME, envelope.getBytes(StandardCharsets.UTF_8));
        }
    }
}
