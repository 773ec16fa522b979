package org.stemma.gateway.web;

import java.util.function.Function;
import org.stemma.api.Command;

/**
 * A member of a command that the caller may leave to the gateway.
 *
 * @param none what stands there while the gateway chooses, as a tree of the codec
 * @param of what stands there in a command
 * @param choose what the gateway chooses
 */
public record Choice<C extends Command>(
        String member, Object none, Function<C, Object> of, Function<C, Object> choose) {}
