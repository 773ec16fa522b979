package org.stemma.gateway.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says what a handler reads that takes the request as it comes, and what it answers: for the API's description only. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Takes {
    /** The record whose JSON is the body; void for bytes. */
    Class<?> value() default void.class;

    /** Of the body; empty where there is none. */
    String media() default "application/json";

    /** Other media in which the body, or where there is none the answer, may be. */
    String[] also() default {};

    /** Members that may be left out, though the record has them. */
    String[] optional() default {};

    /** The record whose JSON is the answer; void for what the handler returns. */
    Class<?> answer() default void.class;
}
