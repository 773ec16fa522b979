package org.stemma.api.kernel;

import org.stemma.api.DomainEvent;

/** What happened to time and parameters. */
public sealed interface KernelEvent extends DomainEvent {
    record Founded(String profile, String genesis) implements KernelEvent {}

    record EpochsClosed(long from, long through) implements KernelEvent {}
}
