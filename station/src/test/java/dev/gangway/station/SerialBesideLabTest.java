package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.config.StationConfig;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import dev.gangway.recipe.Recipe;
import dev.gangway.serial.SerialBus;
import dev.gangway.station.lab.EsptoolJs;
import dev.gangway.virtual.esp.EspKind;
import dev.gangway.virtual.kind.BoardOptions;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Serial lines, ours beside others: a warm station with a recipe, and a shell that starts one program for each board, npm's
 * esptool-js or Debian's {@code sb} (as it is, in blocks of 128 bytes, and with {@code -k} in blocks of 1024 as ours), in turns on virtual boards of the same kind on ptys, which are a process of their own. Both
 * sides prove what they wrote to an ESP32 by an MD5; neither reads anything back by YMODEM. Prints medians and ratios. A quick
 * look sends 200 KiB to each board at the pace of 921600 baud, three times; {@code -Dgangway.beside.kib=1000} and
 * {@code -Dgangway.beside.turns=5} for more, {@code -Dgangway.beside.baud=0} for as fast as a pty is, and
 * {@code -Dgangway.beside.lines=YMODEM} for those whose name begins so.
 */
@Tag("lab")
@Tag("long")
class SerialBesideLabTest {
    private static final int BOARDS = 8;
    private static final int WARM_UP = 2;
    private static final int TURNS = Integer.getInteger("gangway.beside.turns", 3);
    private static final int KIB = Integer.getInteger("gangway.beside.kib", 200);

    /** What the boards' lines carry, ten bits a byte; 0 is as much as a pty does. */
    private static final int PACE = Integer.getInteger("gangway.beside.baud", 921_600);

    private static final String LINES = System.getProperty("gangway.beside.lines", "");

    /** To a pty it means nothing; all say the same. */
    private static final int BAUD = 115_200;

    private static final String ESP = """
            kind: recipe
            version: 1
            title: What esptool-js does
            serves: { mode: serial-rom, chips: [esp32] }
            serial: { pattern: "BE-[0-9]{5}" }
            images:
              app: { file: app.bin, format: raw }
            retry: { attempts: 1 }
            steps:
              - esp.write: [{ image: app, at: 0x10000 }]
                baud: 115200
              - esp.verify:
            """;

    private static final String YMODEM = """
            kind: recipe
            version: 1
            title: What sb does
            serves: { mode: ymodem, chips: [serial-line] }
            serial: { pattern: "BY-[0-9]{5}" }
            images:
              firmware: { file: firmware.bin, format: raw }
            retry: { attempts: 1 }
            verify: none
            steps:
              - ymodem.type: d
                says: download
              - ymodem.send: firmware
                says: "%d Bytes"
            """;

    @TempDir
    Path folder;

    private int units;

    /** Boards of one kind that one program speaks to. */
    private record Crowd(String spec, int first) {
        List<Integer> ports() {
            return IntStream.range(first, first + BOARDS).boxed().toList();
        }
    }

    private static final Crowd OUR_ESP = new Crowd("esp:chip=esp32,usb=by-hand", 1);
    private static final Crowd STUB_ESP = new Crowd(OUR_ESP.spec(), OUR_ESP.first() + BOARDS);
    private static final Crowd ROM_ESP = new Crowd(OUR_ESP.spec(), STUB_ESP.first() + BOARDS);
    private static final Crowd OUR_YMODEM = new Crowd("ymodem:", ROM_ESP.first() + BOARDS);
    private static final Crowd SB_YMODEM = new Crowd(OUR_YMODEM.spec(), OUR_YMODEM.first() + BOARDS);
    private static final List<Crowd> ALL = List.of(OUR_ESP, STUB_ESP, ROM_ESP, OUR_YMODEM, SB_YMODEM);

    @Test
    void aWarmStationBesideAShellWithEsptoolJsAndSb() throws Exception {
        EsptoolJs esptool = EsptoolJs.fetched();
        Path images = folder.resolve("images");
        EspKind kind = new EspKind();
        kind.writeImages(BoardOptions.of(kind, Map.of("chip", "esp32")), images, KIB * 1024L, 4);
        byte[] firmware = new byte[KIB * 1024];
        new Random(4).nextBytes(firmware);
        Files.write(images.resolve("firmware.bin"), firmware);
        Path lines = folder.resolve("lines");
        List<String> command = ProductJvm.command(List.of("-Xmx512m"));
        command.addAll(List.of("boards", "--pty", lines.toString()));
        ALL.forEach(crowd -> crowd.ports().forEach(port -> command.add(paced(crowd.spec()))));
        Process boards = new ProcessBuilder(command)
                .redirectError(folder.resolve("boards.err").toFile())
                .start();
        try (BufferedReader out = boards.inputReader(StandardCharsets.UTF_8)) {
            for (int told = 0; told < ALL.size() * BOARDS; ) {
                String line = out.readLine();
                assertThat(line).as("the boards are exported").isNotNull();
                told += line.startsWith("Serial: ") ? 1 : 0;
            }
            try (LineHarness line = line(lines, images)) {
                beside(line, esptool, lines, images);
            }
        } finally {
            boards.destroy();
        }
    }

    private static String paced(String spec) {
        return PACE == 0 ? spec : spec + (spec.endsWith(":") ? "" : ",") + "fault=slow:" + PACE / 10;
    }

    private static PortPath port(Path lines, int port) {
        return new PortPath("serial:" + lines.resolve("port-" + port));
    }

    private static String slot(int port) {
        return "S" + port;
    }

    private LineHarness line(Path lines, Path images) throws StartFailure {
        List<Integer> ours = Stream.of(OUR_ESP, OUR_YMODEM)
                .flatMap(crowd -> crowd.ports().stream())
                .toList();
        return LineSetup.in(folder)
                .images(images)
                .recipes(recipe("beside-esp", ESP), recipe("beside-ymodem", YMODEM))
                .slots(ours.stream()
                        .map(port ->
                                new StationConfig.PortEntry(port(lines, port), new Slot(slot(port)), 0, 0, List.of()))
                        .toArray(StationConfig.PortEntry[]::new))
                .and(new SerialBus(ours.stream().map(port -> port(lines, port)).toList()))
                .start();
    }

    private static Recipe recipe(String name, String text) {
        return TestRecipes.of(name, text);
    }

    private void beside(LineHarness line, EsptoolJs esptool, Path lines, Path images) throws Exception {
        String app = "0x10000=" + images.resolve("app.bin");
        Function<String, Function<Path, String>> byEsptool =
                words -> pty -> "exec " + String.join(" ", esptool.command(pty, BAUD, words, List.of(app)));
        Function<String, Function<Path, String>> bySb = words -> pty -> "stty -F " + pty + " raw -echo; exec 3<>" + pty
                + "; printf d >&3; exec sb " + words + " " + images.resolve("firmware.bin") + " <&3 >&3";
        System.out.println("| ours : reference | boards | ours, s | reference, s | ours, CPU s/board"
                + " | reference, CPU s/board | time | CPU |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        turns("ESP32 : `esptool-js` with its stub", line, OUR_ESP, "BE", lines, STUB_ESP, byEsptool.apply("packed"));
        turns("ESP32 : `esptool-js` by the ROM", line, OUR_ESP, "BE", lines, ROM_ESP, byEsptool.apply("rom,packed"));
        turns("YMODEM : `sb`", line, OUR_YMODEM, "BY", lines, SB_YMODEM, bySb.apply("-q"));
        turns("YMODEM : `sb -k`", line, OUR_YMODEM, "BY", lines, SB_YMODEM, bySb.apply("-k -q"));
    }

    private void turns(
            String name,
            LineHarness line,
            Crowd ours,
            String serials,
            Path lines,
            Crowd theirs,
            Function<Path, String> command)
            throws Exception {
        if (!name.startsWith(LINES)) {
            return;
        }
        for (int i = 0; i < WARM_UP; i++) {
            station(line, ours, serials, BOARDS);
        }
        for (int count : new int[] {1, BOARDS}) {
            List<Beside.Taken> station = new ArrayList<>();
            List<Beside.Taken> shell = new ArrayList<>();
            for (int turn = 0; turn < TURNS; turn++) {
                station.add(station(line, ours, serials, count));
                shell.add(Beside.shell(theirs.ports().subList(0, count).stream()
                        .map(port -> command.apply(lines.resolve("port-" + port)))
                        .toList()));
            }
            print(name, count, Beside.Taken.median(station), Beside.Taken.median(shell));
        }
    }

    private Beside.Taken station(LineHarness line, Crowd crowd, String form, int count) {
        List<String> serials = new ArrayList<>();
        for (int board = 0; board < count; board++) {
            serials.add(String.format("%s-%05d", form, ++units));
        }
        return Beside.station(
                line,
                crowd.ports().subList(0, count).stream()
                        .map(SerialBesideLabTest::slot)
                        .toList(),
                serials);
    }

    private static void print(String name, int count, Beside.Taken ours, Beside.Taken theirs) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |%n",
                name,
                count,
                ours.wall(),
                theirs.wall(),
                ours.processor() / count,
                theirs.processor() / count,
                ours.wall() / theirs.wall(),
                ours.processor() / theirs.processor());
    }
}
