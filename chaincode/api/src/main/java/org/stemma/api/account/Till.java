package org.stemma.api.account;

import org.stemma.api.CurrencyCode;
import org.stemma.api.Document;
import org.stemma.api.Money;
import org.stemma.api.OrgId;

/**
 * What a cashier holds for members of one currency, and how much it took in on its last UTC day.
 *
 * @param day days since 1970-01-01
 */
public record Till(OrgId cashier, CurrencyCode currency, Money held, long day, Money depositedOnDay)
        implements Document {}
