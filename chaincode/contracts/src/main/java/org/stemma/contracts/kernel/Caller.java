package org.stemma.contracts.kernel;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hyperledger.fabric.contract.ClientIdentity;
import org.stemma.api.OrgId;
import org.stemma.api.Refused;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.api.member.Role;

/** Who asks, as its certificate says. */
public record Caller(OrgId organisation, String enrolment, Set<Role> roles) {
    private static final String ROLES = "stemma.roles";
    private static final String ENROLMENT = "hf.EnrollmentID";

    static Caller of(ClientIdentity identity) {
        String enrolment =
                Optional.ofNullable(identity.getAttributeValue(ENROLMENT)).orElseGet(identity::getId);
        String roles = Optional.ofNullable(identity.getAttributeValue(ROLES)).orElse("");
        return new Caller(new OrgId(identity.getMSPID()), enrolment, parse(roles));
    }

    /** The attribute holds roles separated by commas; a word that is no role gives nothing. */
    private static Set<Role> parse(String roles) {
        Set<String> words =
                Arrays.stream(roles.split(",", -1)).map(String::strip).collect(Collectors.toSet());
        Set<Role> known = EnumSet.noneOf(Role.class);
        for (Role role : Role.values()) {
            if (words.contains(role.name().toLowerCase(Locale.ROOT))) {
                known.add(role);
            }
        }
        return known;
    }

    /** Refuses unless the caller has one of the roles. */
    public void mustBe(Role... oneOf) {
        Refused.unless(
                Arrays.stream(oneOf).anyMatch(roles::contains),
                KernelRefusal.ROLE_MISSING,
                "roles",
                roles,
                "needed",
                List.of(oneOf));
    }

    /** Refuses an auditor, and whoever has no role: they write nothing. */
    public void mustBeWriter() {
        mustBe(Role.ADMIN, Role.OWNER, Role.BUYER, Role.HOLDER, Role.METER, Role.CASHIER, Role.COUNCIL);
    }
}
