package org.stemma.api;

/** A rights holder, department, investor or licensee that an organisation acts for. */
public record PartyId(String value) implements Scalar {
    public PartyId {
        Text.id("prt", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
