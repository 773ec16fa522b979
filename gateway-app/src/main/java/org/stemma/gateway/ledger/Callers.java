package org.stemma.gateway.ledger;

import java.util.Collection;
import java.util.Optional;
import org.stemma.api.OrgId;
import org.stemma.api.member.Role;

/** The identities that this gateway holds the keys of. */
public interface Callers {
    /** The organisation that all of them belong to. */
    OrgId organisation();

    Collection<Caller> all();

    Optional<Caller> named(String name);

    /** The first identity, in the settings' order, that has the role. */
    default Optional<Caller> with(Role role) {
        return all().stream().filter(caller -> caller.has(role)).findFirst();
    }
}
