package org.stemma.api;

import java.util.List;
import org.stemma.api.account.AccountEvent;
import org.stemma.api.asset.AssetEvent;
import org.stemma.api.governance.GovernanceEvent;
import org.stemma.api.kernel.KernelEvent;
import org.stemma.api.license.LicenseEvent;
import org.stemma.api.member.MemberEvent;
import org.stemma.api.royalty.RoyaltyEvent;
import org.stemma.api.share.ShareEvent;
import org.stemma.api.usage.UsageEvent;

/** Something that happened on the ledger. Its JSON carries {@code "type"}: the room, a dot, and the event's name. */
public interface DomainEvent {
    /** Every room's sealed family of events. */
    List<Class<? extends DomainEvent>> FAMILIES = List.of(
            KernelEvent.class,
            MemberEvent.class,
            AccountEvent.class,
            AssetEvent.class,
            ShareEvent.class,
            LicenseEvent.class,
            UsageEvent.class,
            RoyaltyEvent.class,
            GovernanceEvent.class);
}
