package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import dev.gangway.channel.ChannelFault;
import dev.gangway.model.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nothing in the house is without a use. Where the compiled code cannot tell (a constant that the compiler copied, a
 * use by a test of another module) the source does: a name that is written elsewhere counts as used, so that an alarm
 * is never false.
 */
class DeadCodeTest {
    private static final JavaClasses CLASSES = Module.classesOfAll();
    private static final Pattern NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");

    @Test
    void everyMethodHasACaller() throws IOException {
        Set<String> writtenInTests = new HashSet<>();
        for (Path source : sources("src/test/java")) {
            writtenInTests.addAll(names(source));
        }
        assertThat(CLASSES.stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> !isCalledFromOutside(method) && !isOnlyForm(method))
                        .filter(method -> method.getAccessesToSelf().isEmpty()
                                && method.getReferencesToSelf().isEmpty())
                        .filter(method -> !overrides(method))
                        .filter(method -> !writtenInTests.contains(method.getName()))
                        .map(JavaMethod::getFullName))
                .as("methods that nobody calls: delete them")
                .isEmpty();
    }

    @Test
    void everyTypeIsNamedByAnother() throws IOException {
        List<Path> sources = sources("src/main/java");
        List<Set<String>> written = new ArrayList<>();
        for (Path source : sources) {
            written.add(names(source));
        }
        // A virtual board may be there for tests alone.
        assertThat(sources.stream().filter(source -> !source.toString().contains("/dev/gangway/virtual/")))
                .filteredOn(source -> {
                    String name = source.getFileName().toString().replace(".java", "");
                    return !name.equals("package-info")
                            && !isProgramOrService(name)
                            && written.stream()
                                            .filter(names -> names.contains(name))
                                            .count()
                                    < 2;
                })
                .as("types that no other names: delete them")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(classes = {FailureKind.class, ChannelFault.class})
    void everyWayToFailHappens(Class<?> kinds) {
        JavaClass kind = CLASSES.get(kinds);
        assertThat(kind.getFields())
                .filteredOn(JavaField::getRawType, kind)
                .hasSizeGreaterThan(5)
                .allSatisfy(field -> assertThat(field.getAccessesToSelf())
                        .as(field.getName() + " is a way to fail that no code knows: delete it")
                        .anyMatch(access -> !access.getOriginOwner().equals(kind)));
    }

    /** The runtime calls it: a program's begin, what a command line library finds by its annotation. */
    private static boolean isCalledFromOutside(JavaMethod method) {
        return method.getName().equals("main")
                || method.getAnnotations().stream()
                        .anyMatch(annotation ->
                                annotation.getRawType().getPackageName().startsWith("picocli"));
    }

    /** The compiler made it, or it reads a record's component, which is there for the record's sake. */
    private static boolean isOnlyForm(JavaMethod method) {
        JavaClass owner = method.getOwner();
        return method.getModifiers().contains(JavaModifier.SYNTHETIC)
                || method.getModifiers().contains(JavaModifier.BRIDGE)
                || (owner.isEnum() && Set.of("values", "valueOf").contains(method.getName()))
                || (owner.isRecord()
                        && owner.tryGetField(method.getName()).isPresent()
                        && method.getRawParameterTypes().isEmpty());
    }

    private static boolean overrides(JavaMethod method) {
        return Stream.concat(
                        method.getOwner().getAllRawSuperclasses().stream(),
                        method.getOwner().getAllRawInterfaces().stream())
                .flatMap(parent -> parent.getMethods().stream())
                .anyMatch(inherited -> inherited.getName().equals(method.getName())
                        && inherited.getRawParameterTypes().size()
                                == method.getRawParameterTypes().size());
    }

    private static boolean isProgramOrService(String name) {
        return CLASSES.stream()
                .filter(type -> type.getSimpleName().equals(name))
                .anyMatch(type -> type.tryGetMethod("main", String[].class).isPresent()
                        || Stream.concat(type.getAllRawSuperclasses().stream(), type.getAllRawInterfaces().stream())
                                .anyMatch(parent -> parent.getPackageName().startsWith("org.slf4j")
                                        || parent.getPackageName().startsWith("ch.qos.logback")));
    }

    private static List<Path> sources(String folder) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Module module : Module.values()) {
            try (Stream<Path> files =
                    Files.walk(Path.of("..").resolve(module.folder()).resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }

    private static Set<String> names(Path source) throws IOException {
        Set<String> names = new HashSet<>();
        for (Matcher name = NAME.matcher(Files.readString(source)); name.find(); ) {
            names.add(Objects.requireNonNull(name.group()));
        }
        return names;
    }
}
