package org.stemma.api.kernel;

import java.util.List;
import org.stemma.api.Document;
import org.stemma.api.Ppm;

/**
 * The parameters with which a network begins, as the charter's JSON gives them. They are packed into the chaincode, so
 * that whoever approves the chaincode approves them.
 */
public record Genesis(
        String profile,
        long epochSeconds,
        long epochsPerPeriod,
        long aheadSeconds,
        long behindSeconds,
        long graceSeconds,
        Ppm treasuryFee,
        Ppm maxUpstream,
        long usageWindowPeriods,
        List<Charter.Currency> currencies,
        List<Charter.Cashier> cashiers)
        implements Document {}
