package org.stemma.gateway.support;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** The gateway's own house: no cycles, thin doors, one place that knows Fabric. */
@AnalyzeClasses(packages = "org.stemma.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {
    @ArchTest
    static final ArchRule packages_form_no_cycles =
            slices().matching("org.stemma.gateway.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule only_ledger_and_read_model_know_fabric = noClasses()
            .that()
            .resideOutsideOfPackages("..ledger..", "..readmodel..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.hyperledger.fabric..");

    @ArchTest
    static final ArchRule controllers_are_not_public =
            classes().that().haveSimpleNameEndingWith("Controller").should().notBePublic();

    @ArchTest
    static final ArchRule the_client_and_the_books_know_no_http = noClasses()
            .that()
            .resideInAnyPackage("..ledger..", "..readmodel..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework.web..", "jakarta.servlet..", "..gateway.web..");

    /** The rooms, in their order: each may use only those before it. */
    private static final List<String> ROOMS = List.of(
            "kernel", "member", "account", "asset", "share", "license", "usage", "serving", "royalty", "governance");

    @ArchTest
    static void a_room_uses_only_those_before_it(JavaClasses classes) {
        for (int room = 0; room < ROOMS.size() - 1; room++) {
            String[] later = ROOMS.subList(room + 1, ROOMS.size()).stream()
                    .map(name -> "org.stemma.gateway." + name + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("org.stemma.gateway." + ROOMS.get(room) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(later)
                    .check(classes);
        }
    }

    /** What all rooms stand on knows none of them. */
    @ArchTest
    static void what_rooms_stand_on_knows_no_room(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..gateway.config..",
                        "..gateway.database..",
                        "..gateway.keystore..",
                        "..gateway.ledger..",
                        "..gateway.readmodel..",
                        "..gateway.threads..",
                        "..gateway.web..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOMS.stream()
                        .map(name -> "org.stemma.gateway." + name + "..")
                        .toArray(String[]::new))
                .check(classes);
    }

    @ArchTest
    static final ArchRule doors_read_through_their_rooms_queries = noClasses()
            .that()
            .resideInAnyPackage(
                    "..gateway.account..",
                    "..gateway.asset..",
                    "..gateway.member..",
                    "..gateway.share..",
                    "..gateway.usage..",
                    "..gateway.royalty..")
            .and()
            .haveSimpleNameEndingWith("Controller")
            .should()
            .dependOnClassesThat()
            .haveSimpleName("ReadModel");
}
