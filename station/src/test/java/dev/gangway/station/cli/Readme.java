package dev.gangway.station.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A README of this tree, as a reader takes it apart.
 *
 * @param text all of it
 */
record Readme(String text) {
    static final Path ROOT = Path.of("..");

    private static final Pattern FENCE = Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");

    /** Commands of which a README also speaks without the program's name. */
    private static final String SHORT = "(ledger|outbox|ports|recipe) [a-z]+( .*)?";

    /** What a person would type into a shell: our programs, with what is set for them. */
    private static final Pattern TYPED =
            Pattern.compile("([A-Z_]+=\\S+ )*(gangway .+|(\\./mvnw|\\.ci/run|station/src/lab/[a-z-]+\\.sh)( .*)?)");

    /** The one that everybody reads first. */
    static Readme first() throws IOException {
        return new Readme(Files.readString(ROOT.resolve("README.md")));
    }

    /** All of them. */
    static List<Readme> all() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            List<Path> folders = modules.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .sorted()
                    .toList();
            Set<Path> files = new LinkedHashSet<>(List.of(ROOT.resolve("README.md")));
            for (Path folder : folders) {
                files.add(folder.resolve("README.md"));
                for (String part : List.of("src", "docs")) {
                    if (Files.exists(folder.resolve(part))) {
                        try (Stream<Path> found = Files.walk(folder.resolve(part))) {
                            found.filter(file -> file.endsWith("README.md"))
                                    .sorted()
                                    .forEach(files::add);
                        }
                    }
                }
            }
            Stream.Builder<Readme> read = Stream.builder();
            for (Path file : files) {
                read.add(new Readme(Files.readString(file)));
            }
            return read.build().toList();
        }
    }

    /** Every command of all of them, as a person types it, once. */
    static List<String> commands() throws IOException {
        return all().stream().flatMap(Readme::typed).distinct().toList();
    }

    private Stream<String> typed() {
        Stream<String> blocks = Stream.of("sh", "")
                .flatMap(language -> blocks(language).stream())
                .flatMap(block -> block.replaceAll("\\\\\\n\\s*", "").lines())
                .flatMap(line -> Stream.of(line.split(" && ", -1)));
        return Stream.concat(blocks, spans().stream())
                .map(command -> command.replaceFirst("^\\S*/bin/gangway ", "gangway "))
                .map(command -> command.matches(SHORT) ? "gangway " + command : command)
                .map(command -> command.replaceFirst(" …$", ""))
                .filter(command -> TYPED.matcher(command).matches())
                .flatMap(Readme::alternatives);
    }

    /** {@code ports show|set|remove} is three commands. */
    private static Stream<String> alternatives(String command) {
        for (String word : command.split(" ", -1)) {
            if (word.matches("[a-z]+(\\|[a-z]+)+")) {
                return Stream.of(word.split("\\|", -1)).map(one -> command.replace(word, one));
            }
        }
        return Stream.of(command);
    }

    /** The blocks in this language. */
    List<String> blocks(String language) {
        return FENCE.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    /** What stands as code within the text, each on one line. */
    List<String> spans() {
        return found(SPAN, FENCE.matcher(text).replaceAll("")).stream()
                .map(span -> span.replace('\n', ' '))
                .toList();
    }

    /** What the pattern's group holds, at each place of a text. */
    static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1)).toList();
    }
}
