package org.stemma.governance.proposal;

import java.util.regex.Pattern;

/**
 * Which proposal it is. The ledger derives it from who proposed and from the request, never from the contents: a copy of
 * a proposal is another proposal, and what happens to the copy does not touch the original.
 */
public record ProposalId(String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");

    public ProposalId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a proposal's id has 1 to 80 letters, digits and . _ -, not: " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
