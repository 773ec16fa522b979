package org.stemma.contracts.kernel;

import java.util.List;
import java.util.Optional;
import org.stemma.api.Drawer;
import org.stemma.api.Text;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.EpochCursor;
import org.stemma.api.kernel.KernelCommand;
import org.stemma.api.kernel.Order;
import org.stemma.api.kernel.RequestRecord;
import org.stemma.api.member.Organisation;

/** The kernel's drawers: charter, epochs, orders and the memory of requests. */
final class CharterBook {
    private final Session session;

    CharterBook(Session session) {
        this.session = session;
    }

    Optional<Charter> charter() {
        return session.find(Drawer.CHARTER, Charter.class);
    }

    void save(Charter charter) {
        session.save(Drawer.CHARTER, charter);
        session.guard(Drawer.CHARTER, KeyPolicies.twoThirds(charter.membership()));
    }

    /** Saves a change of parameters; the policy stands since the members are the same. */
    void amend(Charter charter) {
        session.save(Drawer.CHARTER, charter);
    }

    /** Names the founders; the member room keeps these records from then on. */
    void name(List<KernelCommand.Founder> founders) {
        for (KernelCommand.Founder founder : founders) {
            Organisation organisation = new Organisation(founder.id(), Text.label("name", founder.name()));
            session.save(Drawer.ORGANISATION, organisation, founder.id());
        }
    }

    static String keyOfClosed(long epoch) {
        return Drawer.CLOSED_EPOCH.key(epoch);
    }

    boolean isClosed(long epoch) {
        return session.find(Drawer.CLOSED_EPOCH, EpochCursor.class, epoch).isPresent();
    }

    Optional<EpochCursor> cursor() {
        return session.find(Drawer.EPOCH_CURSOR, EpochCursor.class);
    }

    void begin(long closedThrough) {
        session.save(Drawer.EPOCH_CURSOR, new EpochCursor(closedThrough));
    }

    void close(long from, long through) {
        for (long epoch = from; epoch <= through; epoch++) {
            session.save(Drawer.CLOSED_EPOCH, new EpochCursor(through), epoch);
        }
        begin(through);
    }

    Optional<Order> order(String kind, Object id) {
        return session.find(Drawer.ORDER, Order.class, kind, id);
    }

    /** Writes an order under the two-thirds policy. Only what a council or a ruling decided comes here. */
    void save(Order order, Charter charter) {
        String[] subject = order.subject().split("/", 2);
        session.save(Drawer.ORDER, order, subject[0], subject[1]);
        session.guard(Drawer.ORDER, KeyPolicies.twoThirds(charter.membership()), subject[0], subject[1]);
    }

    Optional<RequestRecord> request(String id) {
        return session.find(Drawer.REQUEST, RequestRecord.class, id);
    }

    void remember(String id, RequestRecord record) {
        session.save(Drawer.REQUEST, record, id);
    }
}
