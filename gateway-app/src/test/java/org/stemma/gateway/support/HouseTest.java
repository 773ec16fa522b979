package org.stemma.gateway.support;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

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
}
