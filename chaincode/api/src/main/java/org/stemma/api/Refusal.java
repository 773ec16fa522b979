package org.stemma.api;

/** A reason for which something is refused. Codes, {@code room.reason}, never change; sentences may. */
public interface Refusal {
    String code();

    Category category();

    String sentence();
}
