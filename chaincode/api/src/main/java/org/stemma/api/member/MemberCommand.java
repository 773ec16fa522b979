package org.stemma.api.member;

import org.stemma.api.Command;
import org.stemma.api.RequestId;

/** What can be asked of the member room. */
public sealed interface MemberCommand extends Command {
    /** Registers a party of the caller's organisation. Role: admin, owner, buyer or holder. */
    record RegisterParty(RequestId request, String name, Party.Kind kind) implements MemberCommand {}

    /** Registers the key of a meter that the caller's organisation runs. Role: admin or meter. */
    record RegisterMeter(RequestId request, String name, String publicKey) implements MemberCommand {}
}
