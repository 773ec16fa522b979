package org.stemma.gateway.readmodel;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Some of many records, in the order of their keys' bytes.
 *
 * @param next the key after which the next page begins; absent at the end
 */
public record Page<T>(List<T> items, Optional<String> next) {
    public <R> Page<R> map(Function<? super T, ? extends R> view) {
        return new Page<>(items.stream().<R>map(view).toList(), next);
    }
}
