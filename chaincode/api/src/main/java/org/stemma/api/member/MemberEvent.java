package org.stemma.api.member;

import org.stemma.api.DomainEvent;
import org.stemma.api.MeterId;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;

/** What happened to members. */
public sealed interface MemberEvent extends DomainEvent {
    record PartyRegistered(PartyId party, OrgId organisation) implements MemberEvent {}

    record MeterRegistered(MeterId meter, OrgId organisation) implements MemberEvent {}
}
