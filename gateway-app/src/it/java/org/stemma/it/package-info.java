/**
 * Tests on a running network of three members: the same cases as the in-memory ledger's, time, consent, exactly once, bad
 * input, upgrades. {@code run.sh} brings the network up; nothing here is mocked, and nothing of the gateway's code is used.
 */
@NullMarked
package org.stemma.it;

import org.jspecify.annotations.NullMarked;
