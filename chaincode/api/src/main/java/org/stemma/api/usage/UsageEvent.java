package org.stemma.api.usage;

import org.stemma.api.DomainEvent;
import org.stemma.api.MeterId;

/** What happened to usage. */
public sealed interface UsageEvent extends DomainEvent {
    record Reported(MeterId meter, long sequence, long lines, long units) implements UsageEvent {}
}
