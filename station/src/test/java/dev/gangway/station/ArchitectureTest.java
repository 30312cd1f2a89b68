package dev.gangway.station;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import io.vertx.core.Deployable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the design over the classes of all modules. */
class ArchitectureTest {
    private static final String[] PROTOCOLS = {"dev.gangway.fel..", "dev.gangway.fastboot.."};

    private static final JavaClasses CLASSES = Module.classesOfAll();

    private static final DescribedPredicate<JavaClass> OURS = DescribedPredicate.describe(
            "our own", type -> type.getBaseComponentType().getPackageName().startsWith("dev.gangway."));

    @ParameterizedTest
    @EnumSource(Module.class)
    void seesEachModule(Module module) {
        assertThat(CLASSES.stream().filter(module::holds)).hasSizeGreaterThan(25);
    }

    @Test
    void aPackageIsInOneModuleOnly() {
        assertThat(CLASSES.stream()
                        .collect(Collectors.groupingBy(
                                JavaClass::getPackageName,
                                Collectors.mapping(type -> Module.of(type).orElseThrow(), Collectors.toSet())))
                        .entrySet())
                .allSatisfy(modules -> assertThat(modules.getValue()).hasSize(1));
    }

    /** Host and device side of a protocol above all: a reader who sees a name has to know which of the two is meant. */
    @Test
    void noTwoTypesHaveOneName() {
        assertThat(CLASSES.stream()
                        .filter(type ->
                                type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                        .collect(Collectors.groupingBy(
                                JavaClass::getSimpleName,
                                Collectors.mapping(JavaClass::getPackageName, Collectors.toSet())))
                        .entrySet())
                .allSatisfy(name -> assertThat(name.getValue())
                        .as("%s is the name of several types", name.getKey())
                        .hasSize(1));
    }

    @Test
    void configKnowsNoOtherModule() {
        knowsOnly(Module.CONFIG, Module.CONFIG.classes());
    }

    @Test
    void hubWatcherKnowsConfigOnly() {
        knowsOnly(Module.HUB_WATCHER, Module.HUB_WATCHER.classes().or(Module.CONFIG.classes()));
    }

    @Test
    void theWebKnowsConfigOnly() {
        knowsOnly(Module.WEB_UI, Module.WEB_UI.classes().or(Module.CONFIG.classes()));
    }

    @Test
    void verticlesSeeTheByteChannelsOnlyOfTheHubWatcher() {
        knowsOnly(
                Module.VERTICLES,
                Module.VERTICLES
                        .classes()
                        .or(Module.CONFIG.classes())
                        .or(JavaClass.Predicates.resideInAPackage("dev.gangway.channel")));
    }

    /** Of our own classes those of the module may use only these. */
    private static void knowsOnly(Module module, DescribedPredicate<JavaClass> known) {
        noClasses()
                .that(module.classes())
                .should()
                .dependOnClassesThat(OURS.and(DescribedPredicate.not(known)))
                .check(CLASSES);
    }

    @ParameterizedTest
    @CsvSource({
        "org.usb4java.., dev.gangway.usb.libusb..",
        "com.fazecast.., dev.gangway.scan.serial..",
        "java.sql.., dev.gangway.ledger.h2..",
        "org.h2.., dev.gangway.ledger.h2..",
        "org.apache.kafka.., dev.gangway.export.kafka..",
        "io.vertx.kafka.., dev.gangway.export.kafka..",
        "com.google.zxing.., dev.gangway.label..",
        "com.github.luben.., dev.gangway.image..",
        "org.tukaani.., dev.gangway.image..",
        "org.yaml.., dev.gangway.yaml..",
        "io.vertx.ext.web.., dev.gangway.web..",
        "picocli.., dev.gangway.station.cli.."
    })
    void aTechnologyStaysInItsPackage(String technology, String home) {
        noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(technology)
                .check(CLASSES);
    }

    @Test
    void protocolsAndVirtualBoardsKnowNoVertx() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.gangway.fel..",
                        "dev.gangway.fastboot..",
                        "dev.gangway.channel..",
                        "dev.gangway.usb..",
                        "dev.gangway.virtual..",
                        "dev.gangway.job..",
                        "dev.gangway.image..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..")
                .check(CLASSES);
    }

    @Test
    void protocolsHaveNoThreadsOfTheirOwn() {
        noClasses()
                .that()
                .resideInAnyPackage(PROTOCOLS)
                .should()
                .callConstructorWhere(JavaCall.Predicates.target(
                        HasOwner.Predicates.With.owner(JavaClass.Predicates.assignableTo(Thread.class))))
                .orShould()
                .beAssignableTo(Thread.class)
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.(Timer|concurrent\\."
                        + "(.*Execut.*|ForkJoin.*|CompletableFuture|ThreadFactory))")
                .check(CLASSES);
    }

    @Test
    void thePortMachineAndTheValuesArePure() {
        noClasses()
                .that()
                .haveNameMatching(
                        "dev\\.gangway\\.(port\\.PortMachine|port\\.PortInput|port\\.PortEffect|dispatch\\.Bindings).*")
                .or()
                .resideInAnyPackage(
                        "dev.gangway.model..", "dev.gangway.recipe..", "dev.gangway.format..", "dev.gangway.soc..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "java.util.concurrent..", "java.sql..", "java.net..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCircle() {
        slices().matching("dev.gangway.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    /** A package together with all below it. */
    @ParameterizedTest
    @ValueSource(strings = {"", "station.", "virtual.", "fel."})
    void familiesOfPackagesFormNoCircle(String parent) {
        slices().matching("dev.gangway." + parent + "(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void verticlesAreLeavesAndNamedSo() {
        classes()
                .that()
                .areAssignableTo(Deployable.class)
                .and()
                .arePublic()
                .and()
                .resideOutsideOfPackage("dev.gangway.station..")
                .should()
                .haveSimpleNameEndingWith("Verticle")
                .andShould()
                .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
                .check(CLASSES);
    }

    @Test
    void nobodySleeps() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(CLASSES);
        noClasses()
                .should()
                .callMethod(java.util.concurrent.TimeUnit.class, "sleep", long.class)
                .check(CLASSES);
    }
}
