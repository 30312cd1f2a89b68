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
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vertx.core.Deployable;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of the design over the classes of all modules. */
class ArchitectureTest {
    private static final String[] CONFIG = {
        "dev.gangway.model..",
        "dev.gangway.bus..",
        "dev.gangway.message..",
        "dev.gangway.recipe..",
        "dev.gangway.format..",
        "dev.gangway.soc..",
        "dev.gangway.config..",
        "dev.gangway.yaml.."
    };
    private static final String[] HUB_WATCHER = {
        "dev.gangway.channel..",
        "dev.gangway.usb..",
        "dev.gangway.hub..",
        "dev.gangway.virtual..",
        "dev.gangway.usbip.."
    };
    private static final String[] PROTOCOLS = {"dev.gangway.fel..", "dev.gangway.fastboot.."};
    private static final String[] WEB_UI = {"dev.gangway.web.."};
    private static final String[] STATION = {"dev.gangway.station.."};

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // Another module's test classes come as a jar, which the option above does not know.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.gangway");

    /** What is in none of the other modules. */
    private static final DescribedPredicate<JavaClass> VERTICLES = DescribedPredicate.describe(
            "classes of verticles",
            type -> type.getPackageName().startsWith("dev.gangway.")
                    && !in(type, CONFIG)
                    && !in(type, HUB_WATCHER)
                    && !in(type, WEB_UI)
                    && !in(type, STATION));

    private static boolean in(JavaClass type, String... packages) {
        return JavaClass.Predicates.resideInAnyPackage(packages).test(type);
    }

    private static String[] and(String[]... groups) {
        return Arrays.stream(groups).flatMap(Arrays::stream).toArray(String[]::new);
    }

    @Test
    void seesAllModules() {
        assertThat(CLASSES.size()).isGreaterThan(500);
        assertThat(CLASSES)
                .extracting(JavaClass::getPackageName)
                .contains(
                        "dev.gangway.model",
                        "dev.gangway.channel",
                        "dev.gangway.port",
                        "dev.gangway.web",
                        "dev.gangway.station");
    }

    @Test
    void configKnowsNoOtherModule() {
        noClasses()
                .that()
                .resideInAnyPackage(CONFIG)
                .should()
                .dependOnClassesThat(VERTICLES)
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(CONFIG)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(and(HUB_WATCHER, WEB_UI, STATION))
                .check(CLASSES);
    }

    @Test
    void hubWatcherKnowsConfigOnly() {
        noClasses()
                .that()
                .resideInAnyPackage(HUB_WATCHER)
                .should()
                .dependOnClassesThat(VERTICLES)
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(HUB_WATCHER)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(and(WEB_UI, STATION))
                .check(CLASSES);
    }

    @Test
    void theWebKnowsConfigOnly() {
        noClasses()
                .that()
                .resideInAnyPackage(WEB_UI)
                .should()
                .dependOnClassesThat(VERTICLES)
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(WEB_UI)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(and(HUB_WATCHER, STATION))
                .check(CLASSES);
    }

    @Test
    void verticlesSeeTheByteChannelsOnlyOfTheHubWatcher() {
        noClasses()
                .that(VERTICLES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.gangway.usb.libusb..",
                        "dev.gangway.hub..",
                        "dev.gangway.virtual..",
                        "dev.gangway.usbip..",
                        "dev.gangway.web..",
                        "dev.gangway.station..")
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
        "com.google.zxing.., dev.gangway.label.."
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
        slices().matching("dev.gangway.(*)..").should().beFreeOfCycles().check(CLASSES);
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
