package org.stemma.gateway.ledger;

import java.util.Set;
import org.stemma.api.OrgId;
import org.stemma.api.member.Role;

/**
 * An enrolled identity of this gateway's organisation, in whose name a transaction is signed.
 *
 * @param name of the identity in this gateway's settings; its certificate's common name
 * @param roles as its certificate carries them
 */
public record Caller(OrgId organisation, String name, Set<Role> roles) {
    public Caller {
        roles = Set.copyOf(roles);
    }

    public boolean has(Role role) {
        return roles.contains(role);
    }
}
