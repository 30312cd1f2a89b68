package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.config.RecipeLoader;
import dev.gangway.config.StationConfig;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import dev.gangway.recipe.Recipe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fastboot over TCP, ours beside Debian's: a warm station with a recipe that flashes, and a shell that starts one {@code fastboot}
 * for each board, in turns on the same virtual boards, which are a process of their own. Prints medians and ratios. How much goes
 * to each board is {@code -Dgangway.beside.mib=256}; a quick look has 64.
 */
@Tag("lab")
@Tag("long")
class FastbootBesideLabTest {
    private static final int BOARDS = 8;
    private static final int WARM_UP = 4;
    private static final int TURNS = 5;
    private static final int MIB = Integer.getInteger("gangway.beside.mib", 64);
    private static final int FIRST_SLOT = 21;
    private static final double KIB = 1024;

    @TempDir
    Path folder;

    private int units;

    @Test
    void aWarmStationBesideAShellWithFastboot() throws Exception {
        Path image = image();
        List<String> command = ProductJvm.command(List.of("-Xmx512m"));
        command.addAll(List.of("boards", "--usbip", "0", "--fastboot", "0"));
        IntStream.range(0, BOARDS)
                .forEach(
                        board -> command.add("fastboot:loader=aosp,partitions=root:" + 2 * MIB + "M,max-download=64M"));
        Process boards = new ProcessBuilder(command)
                .redirectError(folder.resolve("boards.err").toFile())
                .start();
        try (BufferedReader out = boards.inputReader(StandardCharsets.UTF_8)) {
            beside(image, addresses(out));
        } finally {
            boards.destroy();
        }
    }

    private Path image() throws IOException {
        Path file = Files.createDirectories(folder.resolve("images")).resolve("root.img");
        byte[] piece = new byte[1 << 20];
        Random random = new Random(4);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < MIB; i++) {
                random.nextBytes(piece);
                out.write(piece);
            }
        }
        return file;
    }

    private static List<String> addresses(BufferedReader out) throws IOException {
        List<String> found = new ArrayList<>();
        Pattern told = Pattern.compile("tcp:[0-9.]+:[0-9]+");
        while (found.size() < BOARDS) {
            String line = out.readLine();
            assertThat(line).as("the boards are exported").isNotNull();
            Matcher matcher = told.matcher(line);
            if (matcher.find()) {
                found.add(matcher.group());
            }
        }
        return found;
    }

    private void beside(Path image, List<String> addresses) throws Exception {
        StationConfig.PortEntry[] slots = IntStream.range(0, BOARDS)
                .mapToObj(board -> new StationConfig.PortEntry(
                        new PortPath(addresses.get(board)),
                        new Slot(String.valueOf(FIRST_SLOT + board)),
                        0,
                        board,
                        List.of()))
                .toArray(StationConfig.PortEntry[]::new);
        try (LineHarness line = LineSetup.in(folder)
                .images(folder.resolve("images"))
                .recipes(recipe())
                .network(addresses.stream().map(PortPath::new).toArray(PortPath[]::new))
                .slots(slots)
                .start()) {
            for (int i = 0; i < WARM_UP; i++) {
                station(line, 1);
            }
            System.out.println(
                    "| boards | ours, s | reference, s | ours, CPU s/GiB | reference, CPU s/GiB | time | CPU |");
            System.out.println("|---|---|---|---|---|---|---|");
            for (int count : new int[] {1, BOARDS}) {
                List<Beside.Taken> ours = new ArrayList<>();
                List<Beside.Taken> theirs = new ArrayList<>();
                for (int turn = 0; turn < TURNS; turn++) {
                    ours.add(station(line, count));
                    theirs.add(reference(image, addresses.subList(0, count)));
                }
                print(count, Beside.Taken.median(ours), Beside.Taken.median(theirs));
            }
        }
    }

    private Recipe recipe() throws IOException {
        Path file = folder.resolve("beside.yaml");
        Files.writeString(file, """
                kind: recipe
                version: 1
                title: What fastboot flash does
                serves: { mode: fastboot }
                serial: { pattern: "BS-[0-9]{5}" }
                images:
                  root: { file: root.img, format: raw }
                retry: { attempts: 1 }
                verify: none
                steps:
                  - fastboot.flash: root
                    partition: root
                """);
        return new RecipeLoader(StationProtocols.language()).load(file).orThrow();
    }

    private Beside.Taken station(LineHarness line, int count) {
        List<String> serials = new ArrayList<>();
        for (int board = 0; board < count; board++) {
            serials.add(String.format("BS-%05d", ++units));
        }
        return Beside.station(
                line,
                IntStream.range(0, count)
                        .mapToObj(board -> String.valueOf(FIRST_SLOT + board))
                        .toList(),
                serials);
    }

    private static Beside.Taken reference(Path image, List<String> addresses) throws IOException, InterruptedException {
        return Beside.shell(addresses.stream()
                .map(address -> "exec fastboot -s " + address + " flash root " + image)
                .toList());
    }

    private static void print(int count, Beside.Taken ours, Beside.Taken theirs) {
        double gib = count * MIB / KIB;
        System.out.printf(
                Locale.ROOT,
                "| %d | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |%n",
                count,
                ours.wall(),
                theirs.wall(),
                ours.processor() / gib,
                theirs.processor() / gib,
                ours.wall() / theirs.wall(),
                ours.processor() / theirs.processor());
    }
}
