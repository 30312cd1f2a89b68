package dev.gangway.station.lab;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.Sighting;
import dev.gangway.channel.UsbSession;
import dev.gangway.fel.FelDevice;
import dev.gangway.model.PortPath;
import dev.gangway.usb.libusb.LibusbBus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Plugs boards in and pulls them again, many times, each time opening them: {@code LabPlug HOST:PORT TIMES PORT…}. Prints
 * what the process holds before and after.
 */
final class LabPlug {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(20);

    private LabPlug() {}

    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[1]) / (args.length - 2);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (BoardBus bus = new LibusbBus(Files.createTempDirectory("natives"))) {
            cycles(bus, args, 5, threads);
            System.out.println("before " + held());
            cycles(bus, args, rounds - 5, threads);
            System.out.println("after " + held());
            System.out.println("cycles " + rounds * (args.length - 2));
        } finally {
            threads.shutdown();
        }
    }

    private static void cycles(BoardBus bus, String[] args, int rounds, ExecutorService threads) throws Exception {
        List<Future<Boolean>> ends = new ArrayList<>();
        for (int i = 2; i < args.length; i++) {
            int number = i - 1;
            PortPath port = new PortPath(args[i]);
            Callable<Boolean> work = () -> {
                try (LabControl rig = new LabControl(args[0])) {
                    for (int round = 0; round < rounds; round++) {
                        cycle(bus, rig, number, port);
                    }
                }
                return true;
            };
            ends.add(threads.submit(work));
        }
        for (Future<Boolean> end : ends) {
            end.get();
        }
    }

    private static void cycle(BoardBus bus, LabControl rig, int number, PortPath port) throws Exception {
        rig.ask("plug " + number + " allwinner soc=h3");
        Sighting board = await(bus, seen -> seen.port().equals(port) && seen.identity() != null, port);
        try (UsbSession session = bus.open(port, board.deviceKey(), UsbSession.class)) {
            if (!FelDevice.open(session).soc().name().equals("H3")) {
                throw new IOException("another board answers on " + port);
            }
            rig.ask("unplug " + number);
        }
        long until = System.nanoTime() + PATIENCE;
        while (bus.survey().stream().anyMatch(seen -> seen.port().equals(port))) {
            pause(until, port + " still shows a board that was pulled");
        }
    }

    private static Sighting await(BoardBus bus, Predicate<Sighting> wanted, PortPath port) throws Exception {
        long until = System.nanoTime() + PATIENCE;
        while (true) {
            for (Sighting seen : bus.survey()) {
                if (wanted.test(seen)) {
                    return seen;
                }
            }
            pause(until, "no board appeared on " + port);
        }
    }

    private static void pause(long until, String problem) throws IOException {
        if (System.nanoTime() > until) {
            throw new IOException(problem);
        }
        LockSupport.parkNanos(LOOK_AGAIN);
    }

    private static String held() throws IOException {
        long files;
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            files = open.count();
        }
        long threads;
        try (Stream<Path> all = Files.list(Path.of("/proc/self/task"))) {
            threads = all.count();
        }
        String rss = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .findFirst()
                .orElse("")
                .replaceAll("[^0-9]", "");
        return String.format(Locale.ROOT, "files=%d threads=%d rssKiB=%s", files, threads, rss);
    }
}
