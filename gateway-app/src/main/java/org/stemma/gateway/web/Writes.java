package org.stemma.gateway.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.stemma.api.Command;

/**
 * Says which command a handler writes. Its argument of type {@link Write} is then the request: the body's members, the
 * path's variables by their names, and the Idempotency-Key as the request id.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Writes {
    /** The transaction, such as {@code license:buyGrant}. */
    String function();

    Class<? extends Command> command();

    /** Members that the gateway adds itself and nobody sends. */
    String[] added() default {};

    /** Members that may be left out, though the command has them. */
    String[] optional() default {};

    /** Whether it is answered after a commit. What only prepares is answered 200. */
    boolean commits() default true;

    /** Where what was made can be read; {@code {id}} is its id. Empty for none. */
    String location() default "";
}
