package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.config.StationConfig;
import dev.gangway.message.JobSummary;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import dev.gangway.protocol.Protocols;
import dev.gangway.recipe.Recipe;
import dev.gangway.serial.SerialBus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Stations whose boards are Debian's U-Boot in QEMU, and the Linux that these can boot. */
final class QemuLine {
    /**
     * An address of this machine that both find: QEMU has a TFTP server of its own at the one by which its boards know this machine,
     * and a Linux keeps what goes to 127.0.0.0/8 for itself. Tests that run at the same time have one each, for they all serve at
     * {@link #TFTP}.
     */
    static final String ADDRESS = "198.51.100." + (6 + Integer.getInteger("test.fork", 1));

    /** Debian's build of U-Boot knows no other port. */
    static final int TFTP = 69;

    private static final Path LINUX = Path.of("target/lab/linux").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofMinutes(50);

    private final Path folder;
    private final String serials;
    private int units;

    /**
     * A line.
     *
     * @param folder for the station's data
     * @param serials the form of its serials, with a place for a number
     */
    QemuLine(Path folder, String serials) {
        this.folder = folder;
        this.serials = serials;
    }

    /**
     * Gives this machine {@link #ADDRESS}, and fetches Debian's kernel and busybox, unless an earlier run has.
     *
     * @throws AssertionError when that can't be done: it needs root, or {@code unshare -rn} with the loopback up
     */
    static void prepareLinux() throws Exception {
        // It stays: another run finds it there, and ends with 2.
        assertThat(run("ip", "addr", "add", ADDRESS + "/32", "dev", "lo")).isIn(0, 2);
        assertThat(run("bash", "src/lab/linux/prepare.sh", LINUX.toString()))
                .as("src/lab/linux/prepare.sh")
                .isZero();
    }

    /** One of its files: {@code Image}, {@code initramfs.cpio.gz}, {@code initramfs-login.cpio.gz} (root, "flash"). */
    static Path linux(String file) {
        return LINUX.resolve(file);
    }

    /** Runs a program that has to end within five minutes; returns with what. */
    static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(command[0]).isTrue();
        return process.exitValue();
    }

    /** The slot of a board, from 0. */
    static String slot(int board) {
        return "U" + board;
    }

    /** Another unit's serial. */
    String nextSerial() {
        return String.format(serials, ++units);
    }

    /** A station for these boards, which are on in the order of {@link #slot}. */
    LineHarness station(Path images, Protocols protocols, Recipe recipe, List<QemuUboot> boards) throws StartFailure {
        List<PortPath> ports = boards.stream()
                .map(board -> new PortPath("serial:" + board.console()))
                .toList();
        return LineSetup.in(folder)
                .ports(1)
                .images(images)
                .recipes(recipe)
                .protocols(protocols)
                .slots(IntStream.range(0, ports.size())
                        .mapToObj(i -> new StationConfig.PortEntry(ports.get(i), new Slot(slot(i)), 0, 0, List.of()))
                        .toArray(StationConfig.PortEntry[]::new))
                .and(new SerialBus(ports))
                .start();
    }

    /** A station of its own scans a unit on each board, all at once; what became of them. */
    List<JobSummary> flash(Path images, Protocols protocols, Recipe recipe, List<QemuUboot> boards)
            throws StartFailure {
        try (LineHarness line = station(images, protocols, recipe, boards)) {
            List<JobId> jobs = new ArrayList<>();
            for (int i = 0; i < boards.size(); i++) {
                ScanOutcome scanned = line.scanFor(slot(i), nextSerial());
                assertThat(scanned).isInstanceOf(ScanOutcome.Started.class);
                jobs.add(((ScanOutcome.Started) scanned).job());
            }
            return jobs.stream().map(job -> line.ended(job, PATIENCE).summary()).toList();
        }
    }
}
