package dev.gangway.station.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import dev.gangway.shell.BenchVerbs;
import dev.gangway.station.Module;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who knows whom in the command line, and in the bench verbs of protocols. */
class CommandLineRulesTest {
    private static final JavaClasses CLASSES = Module.classesOfAll();

    /** The packages of whatever offers bench verbs. */
    private static final Set<String> ROOMS = CLASSES.stream()
            .filter(assignableTo(BenchVerbs.class))
            .filter(type -> !type.isInterface())
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());

    /** {@code dev.gangway.fel} of {@code dev.gangway.fel.command}. */
    private static String protocol(String room) {
        return room.substring(0, room.lastIndexOf('.'));
    }

    @Test
    void everyProtocolHasItsBenchVerbsInARoomOfTheSameName() {
        assertThat(ROOMS).isNotEmpty().allMatch(room -> room.endsWith(".command"));
    }

    @Test
    void commandsKnowTheProgramsOptionsButNotTheProgram() {
        slices().matching("dev.gangway.station.cli.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("dev.gangway.station.cli.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.gangway.station.cli")
                .check(CLASSES);
    }

    @Test
    void theCommandLineKnowsNoProtocol() {
        for (String room : ROOMS) {
            noClasses()
                    .that()
                    .resideInAPackage("dev.gangway.station.cli..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(protocol(room) + "..")
                    .check(CLASSES);
        }
    }

    /** A client may have rooms of its own; what the station does with it is none of them. */
    @Test
    void benchVerbsAreWrittenOverTheirClientAndTheChannelsOnly() {
        for (String room : ROOMS) {
            classes()
                    .that()
                    .resideInAPackage(room)
                    .should()
                    .onlyDependOnClassesThat(resideInAPackage(protocol(room) + "..")
                            .and(not(resideInAPackage(protocol(room) + ".step..")))
                            .or(resideInAnyPackage(
                                    "dev.gangway.channel",
                                    "dev.gangway.model",
                                    "dev.gangway.format",
                                    "dev.gangway.soc",
                                    "dev.gangway.shell",
                                    "org.jspecify.annotations",
                                    "java..")))
                    .check(CLASSES);
        }
    }
}
