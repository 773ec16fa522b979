package org.stemma.gateway.ledger;

import java.time.Instant;
import java.util.SortedMap;

/** When the certificates of this gateway's identities end. */
@FunctionalInterface
public interface EnrolledCertificates {
    /** The ends of validity, by the identities' names. */
    SortedMap<String, Instant> ends();
}
