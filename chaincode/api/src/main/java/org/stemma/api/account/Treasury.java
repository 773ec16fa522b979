package org.stemma.api.account;

import org.stemma.api.CurrencyCode;
import org.stemma.api.Document;
import org.stemma.api.Money;

/**
 * What the council can spend of one currency: the fees that were folded, less what was paid. Fees that settlements put
 * beside it count once somebody has folded them.
 *
 * @param period the last period in which it changed
 * @param opening the balance when that period began
 * @param spent what proposals were paid in that period
 */
public record Treasury(CurrencyCode currency, Money balance, long period, Money opening, Money spent)
        implements Document {}
