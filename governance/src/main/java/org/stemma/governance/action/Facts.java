package org.stemma.governance.action;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.stemma.governance.parameter.Parameters;

/**
 * What the ledger says about the targets of a proposal's actions. A subject that is missing does not exist: the ledger
 * states LISTED for an asset, and zero for an account, without an order.
 *
 * @param period the period that the ledger is in
 * @param treasuries by currency
 * @param assets the standing of each asset
 * @param holds what is held of each account
 */
public record Facts(
        long period,
        Parameters parameters,
        SortedMap<String, Treasury> treasuries,
        SortedMap<Subject, Standing> assets,
        SortedMap<Subject, Amount> holds) {

    public Facts {
        treasuries = copy(treasuries);
        assets = copy(assets);
        holds = copy(holds);
    }

    /** Facts about parameters alone. */
    public static Facts of(long period, Parameters parameters) {
        return new Facts(period, parameters, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }

    public Facts with(Parameters other) {
        return new Facts(period, other, treasuries, assets, holds);
    }

    public Facts with(String currency, Treasury treasury) {
        return new Facts(period, parameters, and(treasuries, currency, treasury), assets, holds);
    }

    public Facts with(Subject asset, Standing standing) {
        return new Facts(period, parameters, treasuries, and(assets, asset, standing), holds);
    }

    public Facts with(Subject account, Amount held) {
        return new Facts(period, parameters, treasuries, assets, and(holds, account, held));
    }

    Optional<Treasury> treasury(String currency) {
        return Optional.ofNullable(treasuries.get(currency));
    }

    Optional<Standing> standing(Subject asset) {
        return Optional.ofNullable(assets.get(asset));
    }

    Optional<Amount> held(Subject account) {
        return Optional.ofNullable(holds.get(account));
    }

    private static <K, V> SortedMap<K, V> copy(SortedMap<K, V> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    private static <K, V> SortedMap<K, V> and(Map<K, V> map, K key, V value) {
        SortedMap<K, V> changed = new TreeMap<>(map);
        changed.put(key, value);
        return changed;
    }
}
