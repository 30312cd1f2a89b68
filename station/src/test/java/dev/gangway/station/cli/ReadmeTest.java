package dev.gangway.station.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.model.FailureKind;
import dev.gangway.station.StationBench;
import dev.gangway.web.TlsPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README says can be done as it says. */
class ReadmeTest {
    private static final Path ROOT = Readme.ROOT;
    private static final Pattern LINK = Pattern.compile("]\\(([^)]+)\\)");

    /** Programs and packages of others that the README names. */
    private static final Set<String> OF_OTHERS = Set.of(
            "sunxi-fel",
            "tftp-hpa",
            "docker-registry",
            "arm-none-eabi-as",
            "u-boot-sunxi",
            "dfu-util",
            "esptool-js",
            "qemu-system-aarch64");

    /** Folders that are there after a build, or that a person makes. */
    private static final Pattern MADE = Pattern.compile("station/target/gangway/.*|images/RECIPE/|new-image/");

    private static final String MISTAKE = "--no-such-option";

    /** Their words go to another program, or are read by a protocol's own verbs. */
    private static final Set<String> WITH_WORDS_OF_OTHERS = Stream.concat(
                    Stream.of("bench"), StationBench.OURS.names().stream())
            .collect(Collectors.toSet());

    static List<String> commands() throws IOException {
        return Readme.commands().stream()
                .map(command -> command.replaceFirst("^([A-Z_]+=\\S+ )+", ""))
                .filter(command -> command.startsWith("gangway "))
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandIsOneThatTheProgramKnows(String command) {
        List<String> words = Stream.of(command.split(" ", -1))
                .skip(1)
                .map(word -> word.matches("[NM]") ? "1" : word)
                .toList();
        String called = words.get(0);
        if (called.equals("--help")) {
            assertThat(CommandRun.of(called).code()).isZero();
        } else if (WITH_WORDS_OF_OTHERS.contains(called)) {
            CommandRun help = CommandRun.of(called, "--help");
            assertThat(help.code()).as(help.err()).isZero();
            assertThat(called.equals("bench") ? List.of() : words.subList(1, words.size()))
                    .allSatisfy(verb -> assertThat(help.out()).contains(verb));
        } else if (words.size() <= 2 && words.stream().allMatch(word -> word.matches("[a-z]+"))) {
            // Only named; what else it needs, its help tells.
            List<String> help =
                    Stream.concat(words.stream(), Stream.of("--help")).toList();
            assertThat(CommandRun.of(help.toArray(String[]::new)).out()).contains("Usage: " + command);
        } else {
            assertThat(mistakes(words)).isEqualTo("Unknown option: '" + MISTAKE + "'");
        }
    }

    /** What is wrong with these words and one mistake more, for which they are not carried out. */
    private static String mistakes(List<String> words) {
        List<String> all = new ArrayList<>(words);
        all.add(1, MISTAKE); // at the end, it could be an option's value
        CommandRun run = CommandRun.of(all.toArray(String[]::new));
        assertThat(run.code()).isEqualTo(2);
        return run.err().lines().findFirst().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ledger verify --heed x", "ledger varify", "demo --ports many", "flash --recipe chip-pro"})
    void aCommandThatTheProgramDoesNotKnowIsFoundOut(String command) {
        assertThat(mistakes(List.of(command.split(" ", -1)))).isNotEqualTo("Unknown option: '" + MISTAKE + "'");
    }

    @Test
    void seesTheCommands() throws IOException {
        assertThat(commands())
                .hasSizeGreaterThan(25)
                .contains("gangway demo --auto", "gangway ledger verify --head HASH", "gangway ports remove");
    }

    @Test
    void theExamplesOfItsConfigurationPassTheCheck(@TempDir Path folder) throws Exception {
        kafkaFiles(folder);
        TlsPair.make(folder, "page", "EC");
        List<String> blocks = Readme.first().blocks("yaml");
        assertThat(blocks).isNotEmpty();
        for (String block : blocks) {
            Path file = folder.resolve("station.yaml");
            Files.writeString(
                    file,
                    "kind: station\nstation: readme\nrecipes: { folder: \"%s\" }\n%s"
                            .formatted(
                                    ROOT.resolve("config/recipes")
                                            .toAbsolutePath()
                                            .normalize(),
                                    // The check reads what is named there.
                                    block.replace("/etc/gangway", folder.toString())));

            CommandRun run = CommandRun.of("check", file.toString());

            assertThat(run.out()).as(block).isEqualTo("No problem found." + System.lineSeparator());
        }
    }

    /** A login, and a certificate that is trusted: one that Java has. */
    private static void kafkaFiles(Path folder) throws IOException, GeneralSecurityException {
        Files.writeString(
                folder.resolve("kafka-jaas.txt"),
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"s\" password=\"p\";");
        TrustManagerFactory usual = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        usual.init((KeyStore) null);
        X509Certificate trusted = ((X509TrustManager) usual.getTrustManagers()[0]).getAcceptedIssuers()[0];
        Files.writeString(
                folder.resolve("kafka-ca.pem"),
                "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(trusted.getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }

    @Test
    void everyFileAndFolderThatItNamesIsThere() throws IOException {
        List<String> paths = new ArrayList<>(Readme.found(LINK, Readme.first().text()));
        for (String span : Readme.first().spans()) {
            Arrays.stream(span.split(" ", -1))
                    .filter(word -> word.matches("\\.?[A-Za-z0-9_-]+(/[A-Za-z0-9._-]+)+/?|[a-z-]+/"))
                    .filter(word -> !MADE.matcher(word).matches())
                    .forEach(paths::add);
        }

        assertThat(paths).hasSizeGreaterThan(12).allSatisfy(path -> assertThat(
                        Stream.of(ROOT, ROOT.resolve("config")).map(base -> base.resolve(path)))
                .as(path)
                .anyMatch(Files::exists));
    }

    @Test
    void everyRecipeOptionAndTestThatItNamesIsThere() throws IOException {
        Set<String> known = new LinkedHashSet<>(OF_OTHERS);
        try (Stream<Path> recipes = Files.list(ROOT.resolve("config/recipes"))) {
            recipes.forEach(file -> known.add(file.getFileName().toString().replace(".yaml", "")));
        }
        Arrays.stream(FailureKind.values()).forEach(kind -> known.add(kind.code()));
        List<String> sources = new ArrayList<>();
        for (String module : List.of("config", "hub-watcher", "verticles", "web-ui", "station")) {
            known.add(module);
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
                for (Path file : files.filter(file -> file.toString().matches(".*\\.(java|sh)"))
                        .toList()) {
                    sources.add(Files.readString(file));
                }
            }
        }
        String code = String.join("\n", sources);
        for (String span : Readme.first().spans()) {
            if (span.matches("[a-z]+(-[a-z0-9]+)+")) {
                assertThat(known).contains(span);
            }
            for (String option : Readme.found(Pattern.compile("(?<!\\S)(--[a-z-]+)"), span)) {
                assertThat(code).as(span).contains("\"" + option + "\"");
            }
            for (String test : Readme.found(Pattern.compile("-Dtest=(\\w+)"), span)) {
                assertThat(code).contains("class " + test + " ");
            }
            for (String variable : Readme.found(Pattern.compile("(?<!\\S)([A-Z]+(?:_[A-Z]+)*)=\\S"), span)) {
                assertThat(variable.equals("JAVA_OPTS") || code.contains("${" + variable + ":"))
                        .as(span)
                        .isTrue();
            }
        }
    }
}
