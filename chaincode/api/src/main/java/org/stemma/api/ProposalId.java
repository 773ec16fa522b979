package org.stemma.api;

/** A proposal to the council. */
public record ProposalId(String value) implements Scalar {
    public ProposalId {
        Text.id("prp", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
