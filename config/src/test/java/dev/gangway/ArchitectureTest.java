package dev.gangway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.gangway");

    @Test
    void seesTheModule() {
        assertThat(CLASSES.size()).isGreaterThan(80);
    }

    @Test
    void valueTypesAndFormatsKnowNoFrameworkAndNoThread() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.gangway.model..",
                        "dev.gangway.recipe..",
                        "dev.gangway.language..",
                        "dev.gangway.format..",
                        "dev.gangway.soc..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vertx..", "java.sql..", "java.util.concurrent..", "com.fasterxml..", "org.yaml..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCircle() {
        slices().matching("dev.gangway.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void messagesAreMadeOfValuesOnly() {
        classes()
                .that()
                .resideInAPackage("dev.gangway.message..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.gangway.message..", "dev.gangway.model..", "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void theBusKnowsMessagesAndValuesOnly() {
        noClasses()
                .that()
                .resideInAPackage("dev.gangway.bus..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.gangway.config..",
                        "dev.gangway.recipe..",
                        "dev.gangway.language..",
                        "dev.gangway.format..",
                        "dev.gangway.yaml..")
                .check(CLASSES);
    }

    @Test
    void filesAreReadWithoutVertx() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.gangway.config..", "dev.gangway.yaml..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "java.sql..")
                .check(CLASSES);
    }
}
