package org.stemma.api.account;

import org.stemma.api.Digest;
import org.stemma.api.Made;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.WalletId;

/**
 * What a party can spend. Credits come beside it and count once a debit has folded them.
 *
 * @param version counts its changes
 * @param membership the membership version under which its key policy was written
 */
public record Wallet(
        WalletId id, PartyId party, OrgId organisation, Money balance, long version, long membership, Digest command)
        implements Made {}
