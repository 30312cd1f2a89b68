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
import dev.gangway.protocol.Protocol;
import dev.gangway.time.SteadyClock;
import io.vertx.core.Deployable;
import java.net.URI;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the design over the classes of all modules. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = Module.classesOfAll();

    /** The home of each protocol: the package above the one that holds what implements {@link Protocol}. */
    private static final Set<String> PROTOCOLS = CLASSES.stream()
            .filter(type -> type.isAssignableTo(Protocol.class) && !type.isInterface())
            .map(type ->
                    type.getPackageName().substring(0, type.getPackageName().lastIndexOf('.')))
            .collect(Collectors.toSet());

    /** Classes of protocols, in all their rooms. */
    private static final DescribedPredicate<JavaClass> OF_A_PROTOCOL =
            DescribedPredicate.describe("of a protocol", type -> homeOf(type).isPresent());

    private static Optional<String> homeOf(JavaClass type) {
        String name = type.getBaseComponentType().getPackageName();
        return PROTOCOLS.stream()
                .filter(home -> name.equals(home) || name.startsWith(home + "."))
                .findFirst();
    }

    private static final DescribedPredicate<JavaClass> OURS = DescribedPredicate.describe(
            "our own", type -> type.getBaseComponentType().getPackageName().startsWith("dev.gangway."));

    private static final DescribedPredicate<JavaCall<?>> ASKS_THE_MACHINES_CLOCK =
            DescribedPredicate.describe("asks the machine's clock", call -> {
                String owner = call.getTargetOwner().getName();
                String name = call.getName();
                return (owner.startsWith("java.time.")
                                && ((name.equals("now")
                                                && call.getTarget().getRawParameterTypes().stream()
                                                        .noneMatch(type -> type.isAssignableTo(java.time.Clock.class)))
                                        || name.equals("systemUTC")
                                        || name.equals("systemDefaultZone")
                                        || name.equals("system")))
                        || (owner.equals("java.lang.System") && name.equals("currentTimeMillis"))
                        || (owner.equals("java.util.Date") && name.equals("<init>"));
            });

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
        "com.fazecast.., dev.gangway.serial..",
        "com.sun.jna.., dev.gangway.virtual.pty..",
        "java.sql.., dev.gangway.ledger.h2..",
        "org.h2.., dev.gangway.ledger.h2..",
        "org.apache.kafka.., dev.gangway.export.kafka..",
        "io.vertx.kafka.., dev.gangway.export.kafka..",
        "com.google.zxing.., dev.gangway.label..",
        "com.github.luben.., dev.gangway.image..",
        "org.tukaani.., dev.gangway.image..",
        "org.apache.commons.compress.archivers.., dev.gangway.[uboot.bundle.source|image.source]..",
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
    void thereAreProtocols() {
        assertThat(PROTOCOLS).hasSize(StationProtocols.ALL.all().size()).hasSizeGreaterThan(1);
    }

    /** A client is usable alone: it sees channels, values, formats and facts about chips, and no room of its own protocol. */
    @Test
    void protocolsAreLibraries() {
        DescribedPredicate<JavaClass> client = DescribedPredicate.describe(
                "clients of protocols",
                type -> homeOf(type).filter(type.getPackageName()::equals).isPresent());
        noClasses()
                .that(client)
                .should()
                .dependOnClassesThat(OURS.and(DescribedPredicate.not(client)
                        .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(
                                "dev.gangway.channel", "dev.gangway.model", "dev.gangway.format", "dev.gangway.soc")))))
                .check(CLASSES);
        noClasses()
                .that(client)
                .should()
                .dependOnClassesThat(DescribedPredicate.not(OURS)
                        .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(
                                "", "java..", "javax.crypto..", "org.jspecify..", "org.slf4j.."))))
                .check(CLASSES);
    }

    /** What a protocol has beside its client, its steps and its bench verbs: it may read and fetch files, and asks no station. */
    @Test
    void theFurtherRoomsOfAProtocolSeeFilesAndNoStation() {
        DescribedPredicate<JavaClass> further =
                DescribedPredicate.describe("further rooms of protocols", type -> homeOf(type)
                        .filter(home -> !type.getPackageName().equals(home)
                                && !type.getPackageName().startsWith(home + ".step")
                                && !type.getPackageName().startsWith(home + ".command"))
                        .isPresent());
        assertThat(CLASSES.stream().filter(further)).isNotEmpty();
        noClasses()
                .that(further)
                .should()
                .dependOnClassesThat(OURS.and(DescribedPredicate.not(OF_A_PROTOCOL)
                        .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(
                                "dev.gangway.channel",
                                "dev.gangway.model",
                                "dev.gangway.format",
                                "dev.gangway.soc",
                                "dev.gangway.yaml",
                                "dev.gangway.recipe",
                                "dev.gangway.image",
                                "dev.gangway.download..",
                                "dev.gangway.serve",
                                "dev.gangway.protocol")))))
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"step", "command"})
    void theRoomsOfAProtocolSeeWhatTheyNeed(String room) {
        noClasses()
                .that(OF_A_PROTOCOL.and(JavaClass.Predicates.resideInAPackage("..gangway.*." + room)))
                .should()
                .dependOnClassesThat(OURS.and(DescribedPredicate.not(OF_A_PROTOCOL)
                        .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(
                                "dev.gangway.protocol",
                                "dev.gangway.language",
                                "dev.gangway.recipe",
                                "dev.gangway.message",
                                "dev.gangway.image",
                                "dev.gangway.shell",
                                "dev.gangway.recording",
                                "dev.gangway.channel",
                                "dev.gangway.model",
                                "dev.gangway.format",
                                "dev.gangway.soc")))))
                .check(CLASSES);
    }

    /** Whoever names one has to be touched for the next. */
    @Test
    void nobodyKnowsAProtocol() {
        for (String home : PROTOCOLS) {
            noClasses()
                    .that()
                    .resideOutsideOfPackages(home, home + "..")
                    .and()
                    .doNotHaveFullyQualifiedName(StationProtocols.class.getName())
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(home, home + "..")
                    .check(CLASSES);
        }
    }

    @Test
    void protocolsAndVirtualBoardsKnowNoVertx() {
        noClasses()
                .that(OF_A_PROTOCOL)
                .or()
                .resideInAnyPackage(
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
                .that(OF_A_PROTOCOL)
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
                .dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage(
                                "io.vertx..", "java.util.concurrent..", "java.sql..", "java.net..")
                        .and(DescribedPredicate.not(JavaClass.Predicates.equivalentTo(URI.class)))) // a value, too
                .check(CLASSES);
    }

    /** A rule that reads the path by itself can be passed by writing the path otherwise. */
    @Test
    void thePathOfARequestIsReadInOnePlace() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.gangway.web.RequestPath")
                .and() // There the whole of it is a key of a table, or nothing.
                .doNotHaveFullyQualifiedName("dev.gangway.serve.HttpFileServer")
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "the path of a request is read",
                        call -> call.getTargetOwner().getPackageName().startsWith("io.vertx.")
                                && Set.of("uri", "path", "absoluteURI", "normalizedPath", "mountPoint")
                                        .contains(call.getName())))
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCircle() {
        slices().matching("dev.gangway.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    /** A package together with all below it, among those that lie beside it. */
    @ParameterizedTest
    @MethodSource("parents")
    void familiesOfPackagesFormNoCircle(String parent) {
        slices().matching(parent + "(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    /** Whatever has several packages below it, with a dot behind it. */
    static Set<String> parents() {
        Map<String, Set<String>> children = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            String name = type.getPackageName();
            for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
                children.computeIfAbsent(name.substring(0, dot + 1), parent -> new TreeSet<>())
                        .add(name.substring(dot + 1).replaceFirst("\\..*", ""));
            }
        }
        children.values().removeIf(below -> below.size() < 2);
        assertThat(children.keySet()).contains("dev.gangway.", "dev.gangway.station.", "dev.gangway.virtual.");
        return children.keySet();
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

    /** The machine's clock may be moved: whoever measures with it measures that. Commands that run once may print it. */
    @Test
    void aStationAsksTheMachinesClockThroughItsOwnOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.gangway.time", "dev.gangway.station.cli..", "dev.gangway.station.doctor")
                // A word for people in a file beside the ledger, and the ledger's own idea of today.
                .and()
                .doNotHaveFullyQualifiedName("dev.gangway.ledger.h2.DataFolder")
                .and()
                .doNotHaveFullyQualifiedName(Station.class.getName())
                .should()
                .callMethodWhere(ASKS_THE_MACHINES_CLOCK)
                .check(CLASSES);
    }

    /** The machine's time is for the record; what is measured, or is over after some time, goes by the steady one. */
    @Test
    void onlyWhoPutsSomethingOnRecordAsksForTheHour() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.gangway.port.PortVoice")
                .and()
                .doNotHaveFullyQualifiedName("dev.gangway.dispatch.DispatchHands")
                .and()
                .haveNameNotMatching("dev\\.gangway\\.(slot\\.SlotVerticle|offer\\.OfferVerticle)(\\$.*)?")
                .and()
                .resideOutsideOfPackages(
                        "dev.gangway.time",
                        "dev.gangway.clock",
                        "dev.gangway.station.cli.line",
                        "dev.gangway.station.beside")
                .should()
                .callMethod(SteadyClock.class, "wall")
                .check(CLASSES);
    }

    /** Two times of unknown clocks have no difference; these have theirs from one. */
    @Test
    void onlyTimesOfOneClockAreCompared() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.gangway.time")
                .and()
                .doNotHaveFullyQualifiedName("dev.gangway.message.JobSummary")
                .and()
                .doNotHaveFullyQualifiedName("dev.gangway.station.report.RunTally")
                .and()
                .doNotHaveFullyQualifiedName("dev.gangway.port.PortJob")
                .should()
                .callMethod(java.time.Duration.class, "between", Temporal.class, Temporal.class)
                .orShould()
                .callMethod(java.time.Instant.class, "until", Temporal.class, TemporalUnit.class)
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
