package org.stemma.gateway.readmodel;

import java.math.BigInteger;
import org.stemma.api.CurrencyCode;

/** All that moved from accounts of one kind to accounts of another, in nano; not bound to 64 bits. */
public record Flow(CurrencyCode currency, String debit, String credit, BigInteger nano) {}
