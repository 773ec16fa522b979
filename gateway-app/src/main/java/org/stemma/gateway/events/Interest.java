package org.stemma.gateway.events;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.DomainEvent;
import org.stemma.api.MalformedException;
import org.stemma.api.PartyId;
import org.stemma.gateway.web.Malformed;

/**
 * Which events somebody wants to hear of, among those that it may see.
 *
 * @param types families such as {@code license}, or types such as {@code license.grantBought}; empty means all
 * @param party that the event is about
 * @param asset that the event is about
 */
public record Interest(Set<String> types, Optional<PartyId> party, Optional<AssetId> asset) {
    /** Every type that a gateway of this version knows, and their families. */
    static final Set<String> KNOWN = known();

    public Interest {
        types = Set.copyOf(types);
    }

    /**
     * Reads what was asked for.
     *
     * @throws org.stemma.api.Refused if a type is not known
     */
    public static Interest of(List<String> types, Optional<String> party, Optional<String> asset) {
        for (String type : types) {
            if (!KNOWN.contains(type)) {
                throw Malformed.at(
                        "type",
                        type,
                        "a family such as license, or a type such as license.grantBought,"
                                + " of this gateway's version is expected");
            }
        }
        return new Interest(
                Set.copyOf(new TreeSet<>(types)),
                party.map(id -> id("party", id, PartyId.class)),
                asset.map(id -> id("asset", id, AssetId.class)));
    }

    private static <T> T id(String member, String text, Class<T> type) {
        try {
            return Codec.value(text, type);
        } catch (MalformedException e) {
            throw Malformed.at(e, member);
        }
    }

    boolean covers(LedgerEvent event) {
        String type = event.type();
        return (types.isEmpty()
                        || types.contains(type)
                        || types.contains(type.substring(0, Math.max(0, type.indexOf('.')))))
                && party.map(id -> event.concern().parties().contains(id.value()))
                        .orElse(true)
                && asset.map(id -> event.concern().assets().contains(id.value()))
                        .orElse(true);
    }

    private static Set<String> known() {
        Set<String> known = new TreeSet<>();
        for (Class<? extends DomainEvent> family : DomainEvent.FAMILIES) {
            String room =
                    family.getPackageName().substring(family.getPackageName().lastIndexOf('.') + 1);
            known.add(room);
            for (Class<?> event : family.getPermittedSubclasses()) {
                String name = event.getSimpleName();
                known.add(room + "." + name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1));
            }
        }
        return Set.copyOf(known);
    }
}
