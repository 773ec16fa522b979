package org.stemma.governance.action;

import java.util.regex.Pattern;

/**
 * What an action is about, as {@code kind/id}, the form of an order's subject: {@code asset/ID} for an asset,
 * {@code wallet/ID} for an account, {@code party/ID} for a payee. Who acts for it is recused.
 */
public record Subject(String value) implements Comparable<Subject> {
    private static final Pattern FORM = Pattern.compile("(asset|wallet|party)/[A-Za-z0-9][A-Za-z0-9._-]{0,79}");

    public Subject {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("asset/ID, wallet/ID or party/ID is expected, not " + value);
        }
    }

    public static Subject asset(String id) {
        return new Subject("asset/" + id);
    }

    public static Subject account(String id) {
        return new Subject("wallet/" + id);
    }

    public static Subject party(String id) {
        return new Subject("party/" + id);
    }

    @Override
    public int compareTo(Subject other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
