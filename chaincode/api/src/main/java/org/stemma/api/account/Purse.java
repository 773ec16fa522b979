package org.stemma.api.account;

import java.util.Optional;
import org.stemma.api.Document;
import org.stemma.api.GrantId;
import org.stemma.api.Money;

/** What a grant's lanes are filled from: money, and units where the grant has a quota. */
public record Purse(GrantId grant, Money balance, Optional<Long> quotaLeft) implements Document {}
