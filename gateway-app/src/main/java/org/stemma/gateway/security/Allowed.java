package org.stemma.gateway.security;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
        /** An identity that may write: one of any role but auditor. */
        WRITER,
        /** The holder of a grant key. A handler takes it as an argument of type GrantUser. */
        GRANT_KEY;

        /** The roles of which a handler asks for one, in their order; empty if it asks for none. */
        public static Set<Role> roles(Allowed allowed) {
            return switch (allowed.value()) {
                case ROLES -> new LinkedHashSet<>(List.of(allowed.roles()));
                case WRITER -> EnumSet.complementOf(EnumSet.of(Role.AUDITOR));
                default -> Set.of();
            };
        }
    }
}
