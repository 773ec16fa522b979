package org.stemma.gateway.readmodel;

import java.sql.Types;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** The read model's tables as {@code readmodel.sql} makes them: how they are filled, and in which order they are dumped. */
@SuppressWarnings("ImmutableEnumChecker") // The list can't be changed, and the array is only given out as a copy.
enum ModelTable {
    BLOCK("height", number("height"), small("tx_count"), text("data_hash"), number("at_nanos")),
    TX(
            "id",
            text("id"),
            number("block"),
            small("tx_index"),
            text("code"),
            text("function_name"),
            text("command"),
            text("request"),
            text("answer"),
            text("caller_msp"),
            text("caller_subject"),
            text("endorsers"),
            number("at_nanos"),
            number("epoch"),
            number("period")),
    STATE("state_key", text("state_key"), text("document"), number("block"), text("tx")),
    STATE_FIELD("state_key, field, text", text("state_key"), text("field"), text("text")),
    ENDED(
            "state_key",
            text("state_key"),
            text("document"),
            number("block"),
            text("tx"),
            number("ended_block"),
            text("ended_tx")),
    POSTING(
            "tx, n",
            number("block"),
            text("tx"),
            small("n"),
            text("currency"),
            text("debit"),
            text("credit"),
            number("nano")),
    TX_COMMAND("tx, n", text("tx"), small("n"), text("function_name"), text("request")),
    EVENT("tx, n", number("block"), text("tx"), small("n"), text("type"), text("document"), text("function_name")),
    FLOW(
            "height, currency, debit_kind, credit_kind",
            number("height"),
            text("currency"),
            text("debit_kind"),
            text("credit_kind"),
            big("nano")),
    BALANCE("account, currency", text("account"), text("currency"), big("nano")),
    WAITING("state_key", text("state_key"), text("key_range"), text("currency"), number("at_nanos"), number("nano"));

    /** A column and its type of {@link Types}. */
    record Column(String name, int type) {}

    private final String key;
    private final List<Column> columns;
    private final String insert;
    private final int[] types;

    ModelTable(String key, Column... columns) {
        this.key = key;
        this.columns = List.of(columns);
        this.insert = "INSERT INTO " + table() + " (" + names() + ") VALUES ("
                + String.join(", ", Collections.nCopies(columns.length, "?")) + ")";
        this.types = Arrays.stream(columns).mapToInt(Column::type).toArray();
    }

    private static Column text(String name) {
        return new Column(name, Types.VARCHAR);
    }

    private static Column number(String name) {
        return new Column(name, Types.BIGINT);
    }

    private static Column small(String name) {
        return new Column(name, Types.INTEGER);
    }

    /** A number that 64 bits don't bound. */
    private static Column big(String name) {
        return new Column(name, Types.NUMERIC);
    }

    String table() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    List<Column> columns() {
        return columns;
    }

    private String names() {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    /** Takes a value for each column, in their order. */
    String insert() {
        return insert;
    }

    /** The types of the values that {@link #insert} takes: a null needs one. */
    int[] types() {
        return types.clone();
    }

    /** All rows, in the order of the table's key. */
    String dump() {
        return "SELECT " + names() + " FROM " + table() + " ORDER BY " + key;
    }
}
