package dev.gangway.station;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.ref.SoftReference;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The modules, and which classes are in which: told by where a class was loaded from, never by a list of packages, so
 * that a new package cannot be in no module or in the wrong one.
 */
public enum Module {
    CONFIG,
    HUB_WATCHER,
    VERTICLES,
    WEB_UI,
    STATION;

    /** A module's folder of classes, or its jar. Those of tests have other names. */
    private static final Pattern PLACE = Pattern.compile(
            ".*/(?:([a-z-]+)/target/classes|gangway-([a-z-]+)-[0-9][^/]*(?<!-tests)\\.jar!)/dev/gangway/.*");

    private static final Map<URI, Optional<Module>> KNOWN = new ConcurrentHashMap<>();

    private static SoftReference<@Nullable JavaClasses> read = new SoftReference<>(null);

    /** The classes of all modules, without those of tests; read once for all rules, as long as there is memory for them. */
    public static synchronized JavaClasses classesOfAll() {
        JavaClasses known = read.get();
        if (known != null) {
            return known;
        }
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(
                        location -> PLACE.matcher(location.asURI().toString()).matches())
                .importPackages("dev.gangway");
        read = new SoftReference<>(classes);
        return classes;
    }

    /** The module that holds this class, or what this array is of. */
    static Optional<Module> of(JavaClass type) {
        return type.getBaseComponentType()
                .getSource()
                .flatMap(source -> KNOWN.computeIfAbsent(source.getUri(), Module::at));
    }

    private static Optional<Module> at(URI place) {
        Matcher matcher = PLACE.matcher(place.toString());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String folder = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return Arrays.stream(values())
                .filter(module -> module.folder().equals(folder))
                .findFirst();
    }

    /** The top-level folder. */
    String folder() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether this class is in it. */
    boolean holds(JavaClass type) {
        return of(type).filter(this::equals).isPresent();
    }

    /** Its classes. */
    DescribedPredicate<JavaClass> classes() {
        return DescribedPredicate.describe("classes of " + folder(), this::holds);
    }
}
