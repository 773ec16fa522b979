package org.stemma.gateway.security;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.stemma.api.member.Role;

/** Says who may call a handler. A handler of ours without it is closed to all, and a test finds it. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Allowed {
    Who value();

    /** With {@link Who#ROLES}: any one of these is enough. */
    Role[] roles() default {};

    /** Whether it reads rows that are not every member's to see: then each answer is noted in the audit log. */
    boolean privateRows() default false;

    /** Who is asked for. */
    enum Who {
        /** Anyone, without a key. */
        ANYONE,
        /** Any identity of this gateway's organisation. A handler takes it as an argument of type Caller. */
        MEMBER,
        /** An identity that has one of the roles. */
        ROLES,
        /** The holder of a grant key. A handler takes it as an argument of type GrantUser. */
        GRANT_KEY
    }
}
