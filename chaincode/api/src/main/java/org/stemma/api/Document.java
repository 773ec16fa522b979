package org.stemma.api;

/**
 * A record that stands by itself, as a value on the ledger, a command or an answer. Its JSON carries {@code "v"}, the
 * version of its form, so that later forms can read earlier ones.
 */
public interface Document {
    /** The version of every form that exists so far. */
    int VERSION = 1;
}
