package org.stemma.api.account;

import java.util.Optional;
import org.stemma.api.Document;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Money;

/**
 * The part of a grant's purse that one meter may charge: the most that a licensee can lose to it.
 *
 * @param lowMark below this balance the meter's own report fills the lane from the purse up to twice as much
 * @param carry what the last charge's division left, in nano × units of the price's denominator
 * @param owed what was used and could not be paid
 */
public record Lane(
        GrantId grant,
        MeterId meter,
        Money balance,
        Money lowMark,
        Optional<Long> quotaLeft,
        long carry,
        Money owed,
        long units)
        implements Document {}
