package org.stemma.api.kernel;

import org.stemma.api.Ppm;

/**
 * Parameters that touch money, as they hold from the beginning of a period.
 *
 * @param treasuryFee of each outside payment's gross, to the treasury
 * @param maxUpstream the most that all ancestors of an asset may take together, of what the fee leaves
 * @param usageWindowPeriods how many periods usage may be reported late; a closed grant's lanes are released after it
 */
public record Rules(long fromPeriod, Ppm treasuryFee, Ppm maxUpstream, long usageWindowPeriods) {}
