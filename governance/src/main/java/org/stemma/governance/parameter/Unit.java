package org.stemma.governance.parameter;

/** What a parameter's number counts. */
public enum Unit {
    SECONDS("s"),
    EPOCHS("epochs"),
    PERIODS("periods"),
    PPM("ppm");

    private final String symbol;

    Unit(String symbol) {
        this.symbol = symbol;
    }

    /** As the constitution prints it. */
    public String symbol() {
        return symbol;
    }
}
