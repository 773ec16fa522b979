package org.stemma.contracts.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.hyperledger.fabric.contract.annotation.Contract;
import org.hyperledger.fabric.contract.annotation.Transaction;
import org.junit.jupiter.api.Test;
import org.stemma.contracts.kernel.RoomContract;
import org.stemma.contracts.kernel.Session;
import org.stemma.contracts.kernel.Tx;

final class HouseTest {
    /** The rooms in their order: each may use only those before it. */
    private static final List<String> ROOMS = List.of(
            "kernel",
            "member",
            "account",
            "asset",
            "share",
            "license",
            "usage",
            "attribution",
            "royalty",
            "market",
            "dispute",
            "governance",
            "batch");

    private static final String CONTRACTS = "org.stemma.contracts.";
    private static final String API = "org.stemma.api.";
    private static final Set<String> DRAWERS = Set.of("find", "save", "delete", "scan", "guard");
    private static final Set<String> UNORDERED =
            Set.of("java.util.HashMap", "java.util.HashSet", "java.util.IdentityHashMap", "java.util.WeakHashMap");

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.stemma.contracts", "org.stemma.api", "org.stemma.governance");

    private static final JavaClasses CHAINCODE = OURS.that(resideInAPackage("org.stemma.contracts.."));
    private static final JavaClasses LANGUAGE = OURS.that(resideInAPackage("org.stemma.api.."));

    @Test
    void a_room_uses_only_rooms_before_it() {
        for (String room : ROOMS) {
            List<String> later = new ArrayList<>();
            for (String other : ROOMS.subList(ROOMS.indexOf(room) + 1, ROOMS.size())) {
                later.add(CONTRACTS + other + "..");
            }
            if (!later.isEmpty()) {
                noClasses()
                        .that()
                        .resideInAPackage(CONTRACTS + room + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(later.toArray(String[]::new))
                        .allowEmptyShould(true)
                        .check(CHAINCODE);
            }
        }
    }

    @Test
    void every_package_of_the_chaincode_is_a_room() {
        classes()
                .should(new Check<>("reside in a room", type -> {
                    String name = type.getPackageName();
                    return name.equals("org.stemma.contracts") || ROOMS.contains(name.substring(CONTRACTS.length()));
                }))
                .check(CHAINCODE);
    }

    @Test
    void rooms_form_no_cycles() {
        slices().matching("org.stemma.contracts.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CHAINCODE);
    }

    @Test
    void drawers_are_opened_by_books_alone() {
        noClasses()
                .that(not(named(name -> name.endsWith("Book") || name.equals("Session"))))
                .should(new AccessTo(
                        "open a drawer",
                        access -> access.getTargetOwner().isEquivalentTo(Session.class)
                                && DRAWERS.contains(access.getName())))
                .check(CHAINCODE);
    }

    @Test
    void money_is_posted_by_the_account_room_alone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.stemma.contracts.account")
                .should(new AccessTo(
                        "post money",
                        access -> access.getTargetOwner().isEquivalentTo(Tx.class)
                                && access.getName().equals("post")))
                .check(CHAINCODE);
    }

    @Test
    void what_was_decided_is_carried_out_by_its_room_alone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.stemma.contracts.governance")
                .should(new AccessTo(
                        "impose an order or amend the charter",
                        access -> access.getTargetOwner().isEquivalentTo(Tx.class)
                                && Set.of("impose", "amend").contains(access.getName())))
                .check(CHAINCODE);
        noClasses()
                .that()
                .resideOutsideOfPackages("org.stemma.contracts.governance", "org.stemma.contracts.royalty")
                .should(new AccessTo(
                        "spend the treasury",
                        access -> access.getTargetOwner().getName().equals("org.stemma.contracts.account.Treasuries")
                                && access.getName().equals("pay")))
                .check(CHAINCODE);
        noClasses()
                .that()
                .resideOutsideOfPackage("org.stemma.contracts.governance")
                .should(new AccessTo(
                        "owe what the council pays", access -> access.getName().equals("oweFromTreasury")))
                .check(CHAINCODE);
    }

    @Test
    void the_law_of_decisions_is_asked_by_the_governance_room_alone() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.stemma.contracts.governance", "org.stemma.governance..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.stemma.governance..")
                .check(OURS);
    }

    @Test
    void nothing_reads_a_clock_but_the_guard_of_time() {
        noClasses()
                .that(not(named("TimeGuard"::equals)))
                .should(new AccessTo("read a clock", HouseTest::readsClock))
                .check(OURS);
    }

    private static boolean readsClock(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getName();
        return owner.equals(Clock.class.getName())
                || (owner.equals("java.lang.System")
                        && Set.of("currentTimeMillis", "nanoTime").contains(name))
                || (owner.startsWith("java.time.") && name.equals("now"))
                || (owner.equals("java.util.Date") && name.equals("<init>"));
    }

    @Test
    void nothing_is_random() {
        noClasses()
                .should(new AccessTo("draw lots", access -> {
                    String owner = access.getTargetOwner().getName();
                    return owner.startsWith("java.util.random.")
                            || Set.of(
                                            "java.util.Random",
                                            "java.security.SecureRandom",
                                            "java.util.SplittableRandom",
                                            "java.util.concurrent.ThreadLocalRandom")
                                    .contains(owner)
                            || (owner.equals("java.util.UUID")
                                    && access.getName().equals("randomUUID"))
                            || (owner.equals("java.lang.Math")
                                    && access.getName().equals("random"));
                }))
                .check(OURS);
    }

    @Test
    void nothing_floats() {
        noClasses()
                .should()
                .dependOnClassesThat(not(resideInAnyPackage("java.lang.annotation"))
                        .and(new Named(name -> Set.of("double", "float", "java.lang.Double", "java.lang.Float")
                                .contains(name))))
                .check(OURS);
        noClasses()
                .should(new AccessTo(
                        "compute with fractions",
                        access -> access.getTargetOwner().getName().equals("java.lang.Math")
                                && Set.of("pow", "sqrt", "log", "exp", "floor", "ceil", "round", "rint")
                                        .contains(access.getName())))
                .check(OURS);
        noClasses()
                .should(new AccessTo("convert to a fraction", access -> Set.of("doubleValue", "floatValue")
                        .contains(access.getName())))
                .check(OURS);
    }

    /** Session keeps what it has seen, Caller its words: neither goes through them. */
    @Test
    void nothing_depends_on_the_order_of_hashes() {
        noClasses()
                .that(not(named(name -> name.equals("Session") || name.equals("Caller"))))
                .should(new AccessTo("use hash order", HouseTest::isUnordered))
                .check(CHAINCODE);
        noClasses()
                .should(new AccessTo("stream in parallel", access -> Set.of("parallelStream", "parallel")
                        .contains(access.getName())))
                .check(OURS);
    }

    private static boolean isUnordered(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        return UNORDERED.contains(owner)
                || (owner.equals("java.util.stream.Collectors")
                        && Set.of("toSet", "toMap", "groupingBy", "partitioningBy")
                                .contains(access.getName()));
    }

    @Test
    void a_transaction_takes_its_context_and_a_text_and_returns_one() {
        methods()
                .that(annotatedWith(Transaction.class))
                .should(new Check<JavaMethod>(
                        "take (Tx, String) and return String",
                        method -> method.getRawParameterTypes().stream()
                                        .map(JavaClass::getName)
                                        .toList()
                                        .equals(List.of(Tx.class.getName(), String.class.getName()))
                                && method.getRawReturnType().isEquivalentTo(String.class)))
                .check(CHAINCODE);
    }

    @Test
    void a_contract_is_final_and_named_after_its_room() {
        classes()
                .that(assignableTo(RoomContract.class).and(not(named("RoomContract"::equals))))
                .should(new Check<JavaClass>("be final and named after its room", type -> {
                    String room = type.getPackageName().substring(CONTRACTS.length());
                    return type.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
                            && type.getAnnotationOfType(Contract.class).name().equals(room)
                            && type.getSimpleName().equalsIgnoreCase(room + "Contract");
                }))
                .check(CHAINCODE);
    }

    @Test
    void rules_see_values_only() {
        noClasses()
                .that(named(name -> name.endsWith("Rules")))
                .should()
                .dependOnClassesThat(new Named(name -> name.startsWith("org.hyperledger.fabric.")
                        || name.equals(Tx.class.getName())
                        || name.equals(Session.class.getName())
                        || (name.startsWith(CONTRACTS) && name.endsWith("Book"))))
                .check(CHAINCODE);
    }

    @Test
    void the_published_language_needs_the_platform_and_gson_only() {
        classes()
                .should()
                .onlyDependOnClassesThat(new Named(name -> name.startsWith("org.stemma.api")
                        || name.startsWith("java.")
                        || name.startsWith("com.google.gson.")
                        || name.startsWith("org.jspecify.annotations.")
                        || !name.contains(".")
                        || name.startsWith("[")))
                .check(LANGUAGE);
    }

    @Test
    void the_published_language_keeps_the_order_of_rooms_too() {
        for (String room : ROOMS) {
            for (String later : ROOMS.subList(ROOMS.indexOf(room) + 1, ROOMS.size())) {
                noClasses()
                        .that()
                        .resideInAPackage(API + room)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(API + later)
                        .allowEmptyShould(true)
                        .check(LANGUAGE);
            }
        }
    }

    private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> named(Predicate<String> name) {
        return new com.tngtech.archunit.base.DescribedPredicate<>("of such a name") {
            @Override
            public boolean test(JavaClass type) {
                JavaClass outermost = type;
                while (outermost.getEnclosingClass().isPresent()) {
                    outermost = outermost.getEnclosingClass().get();
                }
                return name.test(outermost.getSimpleName());
            }
        };
    }

    private static final class Named extends com.tngtech.archunit.base.DescribedPredicate<JavaClass> {
        private final Predicate<String> name;

        Named(Predicate<String> name) {
            super("of such a full name");
            this.name = name;
        }

        @Override
        public boolean test(JavaClass type) {
            return name.test(type.getName());
        }
    }

    private static final class Check<T extends com.tngtech.archunit.core.domain.properties.HasName>
            extends ArchCondition<T> {
        private final Predicate<T> law;

        Check(String description, Predicate<T> law) {
            super(description);
            this.law = law;
        }

        @Override
        public void check(T item, ConditionEvents events) {
            events.add(new SimpleConditionEvent(item, law.test(item), item + " should " + getDescription()));
        }
    }

    /** Met by a class that makes such an access; stands behind {@code noClasses()}. */
    private static final class AccessTo extends ArchCondition<JavaClass> {
        private final Predicate<JavaAccess<?>> what;

        AccessTo(String description, Predicate<JavaAccess<?>> what) {
            super(description);
            this.what = what;
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                events.add(new SimpleConditionEvent(access, what.test(access), access.getDescription()));
            }
        }
    }
}
