package org.stemma.api.member;

/** What a caller may do, from the CA attribute {@code stemma.roles} of its certificate. */
public enum Role {
    ADMIN,
    OWNER,
    BUYER,
    HOLDER,
    METER,
    CASHIER,
    COUNCIL,
    AUDITOR
}
