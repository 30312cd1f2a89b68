package dev.gangway.station.lab;

import com.sun.management.OperatingSystemMXBean;
import dev.gangway.channel.BoardBus;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.PowerSwitches;
import dev.gangway.config.RecipeLoader;
import dev.gangway.config.StationConfig;
import dev.gangway.dispatch.DispatchSettings;
import dev.gangway.hub.HubSettings;
import dev.gangway.image.ImageStore;
import dev.gangway.job.ImageFolder;
import dev.gangway.ledger.LedgerReader;
import dev.gangway.ledger.VerifyReport;
import dev.gangway.ledger.h2.H2Reader;
import dev.gangway.message.JobSummary;
import dev.gangway.model.Failure;
import dev.gangway.model.PortPath;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.slot.SlotMap;
import dev.gangway.station.Station;
import dev.gangway.station.StationPlan;
import dev.gangway.station.StationProtocols;
import dev.gangway.usb.libusb.LibusbBus;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The station inside the lab's virtual machine, on the kernel's USB through libusb, with {@link LabOperator} at it.
 *
 * <p>{@code LabStation KEY=VALUE…}: {@code recipe} a file, or several with commas between, {@code images} a folder, for several
 * recipes one with a folder for each, {@code data} a folder, {@code control} the
 * rig's {@code HOST:PORT}, {@code boards} a file of lines {@code NUMBER PATH BOARD…} in the order of plugging,
 * {@code serial} a format, without it serials by each recipe's rule, {@code seconds} the time limit. Prints a line a job and a summary.
 */
final class LabStation {
    private LabStation() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> keys = new HashMap<>();
        for (String arg : args) {
            String[] pair = arg.split("=", 2);
            keys.put(pair[0], pair[1]);
        }
        System.exit(run(keys));
    }

    private static int run(Map<String, String> keys) throws Exception {
        List<Recipe> recipes = recipes(need(keys, "recipe"));
        Path data = Path.of(need(keys, "data"));
        Map<Integer, Deque<String>> boards = new TreeMap<>();
        Map<Integer, PortPath> paths = new TreeMap<>();
        int jobs = 0;
        for (String line : Files.readAllLines(Path.of(need(keys, "boards")))) {
            String[] words = line.split(" ", 3);
            int number = Integer.parseInt(words[0]);
            paths.put(number, new PortPath(words[1]));
            boards.computeIfAbsent(number, unused -> new ArrayDeque<>()).add(words[2]);
            jobs += words[2].startsWith(LabOperator.MISFIT) ? 0 : 1;
        }
        StationPlan plan = plan(recipes, data, Path.of(need(keys, "images")));
        CountDownLatch done = new CountDownLatch(1);
        long begun = System.nanoTime();
        int passed;
        int ended;
        try (LabControl rig = new LabControl(need(keys, "control"));
                Station station = Station.start(plan)) {
            Report report = new Report();
            System.out.printf(Locale.ROOT, "ready after %.1f s%n", uptime());
            LabOperator operator = new LabOperator(
                    rig,
                    boards,
                    paths,
                    LabSerials.of(keys.get("serial"), recipes),
                    report::add,
                    misfit -> System.out.println("misfit " + misfit),
                    done::countDown);
            station.vertx().deployVerticle(operator);
            if (!done.await(Long.parseLong(keys.getOrDefault("seconds", "300")), TimeUnit.SECONDS)) {
                System.out.println("time is up: " + report.ended + " of " + jobs + " jobs ended");
                operator.states().forEach(System.out::println);
            }
            passed = report.passed;
            ended = report.ended;
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        VerifyReport ledger = verify(data);
        System.out.printf(
                Locale.ROOT,
                "summary jobs=%d ended=%d passed=%d seconds=%.1f cpu=%.1f heapMiB=%d rssMiB=%d ledger=%s records=%d%n",
                jobs,
                ended,
                passed,
                seconds,
                cpuSeconds(),
                peakHeap() >> 20,
                peakRss() >> 10,
                ledger.sound() ? "sound" : ledger.problem(),
                ledger.records());
        return ended == jobs ? 0 : 1;
    }

    /** Those of these files, with commas between. */
    static List<Recipe> recipes(String files) throws IOException {
        List<Recipe> recipes = new ArrayList<>();
        for (String file : files.split(",")) {
            recipes.add(new RecipeLoader(StationProtocols.language())
                    .load(Path.of(file))
                    .orThrow());
        }
        return recipes;
    }

    @SuppressWarnings("NullAway") // it does not see that the pages may be null, see StationPlan
    static StationPlan plan(List<Recipe> recipes, Path data, Path images) throws ChannelException {
        ImageStore store = new ImageStore(data.resolve("images"));
        List<BoardBus> usb = List.of(new LibusbBus(data.resolve("native")));
        return new StationPlan(
                "lab",
                "Lab",
                null,
                data,
                usb,
                PowerSwitches.ofHubs(usb),
                HubSettings.DEFAULT,
                new SlotMap(List.of()),
                StationProtocols.ALL,
                new RecipeBook(recipes),
                wanted ->
                        new ImageFolder(store, recipes.size() == 1 ? images : images.resolve(wanted.name()), Map.of()),
                1000,
                List.of(),
                List.of(),
                new DispatchSettings.Prefixes("SLOT-", "CMD-", "OP-"),
                StationConfig.Scan.BADGE_IDLE,
                null,
                Map.of(),
                StationConfig.CONSOLE_KEEP,
                Map.of(),
                Map.of(),
                null);
    }

    private static String need(Map<String, String> keys, String key) throws IOException {
        String value = keys.get(key);
        if (value == null) {
            throw new IOException(key + "= is missing");
        }
        return value;
    }

    private static VerifyReport verify(Path data) throws Exception {
        try (LedgerReader reader = H2Reader.open(data)) {
            return reader.verify(null);
        }
    }

    /** Counts and prints jobs, on the operator's event loop. */
    private static final class Report {
        private volatile int ended;
        private volatile int passed;

        @SuppressWarnings("NonAtomicVolatileUpdate") // one event loop writes, main reads
        private void add(LabOperator.Ended job) {
            JobSummary summary = job.event().summary();
            Failure failure = summary.failure();
            ended++;
            if (failure == null) {
                passed++;
            }
            System.out.printf(
                    Locale.ROOT,
                    "job %d %s %s %s attempts=%d bytes=%d seconds=%.1f board=%s%n",
                    job.number(),
                    summary.port(),
                    summary.verdict(),
                    failure == null ? "-" : failure.kind().code() + "(" + failure.message() + ")",
                    summary.attempts().size(),
                    summary.bytes(),
                    summary.seconds(),
                    job.board());
            summary.images()
                    .forEach(image -> System.out.println(
                            "image " + job.number() + " " + image.name() + " proved=" + image.proved()));
            summary.attempts().stream()
                    .filter(attempt -> attempt.failure() != null)
                    .forEach(attempt -> System.out.println("attempt " + job.number() + " " + attempt.attempt() + " "
                            + attempt.failedStep() + ": " + attempt.failure()));
        }
    }

    private static double uptime() {
        return ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
    }

    private static double cpuSeconds() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    }

    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage == null ? 0 : usage.getUsed())
                .sum();
    }

    /** In KiB. */
    private static long peakRss() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .sum();
    }
}
