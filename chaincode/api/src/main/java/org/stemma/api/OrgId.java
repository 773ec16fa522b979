package org.stemma.api;

/** An organisation, by its MSP id. Compared exactly. */
public record OrgId(String value) implements Scalar {
    public OrgId {
        Text.organisation(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
