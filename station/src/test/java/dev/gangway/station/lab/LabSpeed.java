package dev.gangway.station.lab;

import dev.gangway.fastboot.FastbootClient;
import dev.gangway.fel.FelDevice;
import dev.gangway.format.ImageData;
import dev.gangway.model.PortPath;
import dev.gangway.usb.UsbBus;
import dev.gangway.usb.UsbSession;
import dev.gangway.usb.UsbSighting;
import dev.gangway.usb.libusb.LibusbBus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A process that runs on, as the station does, and writes files to boards when it is told to. Each line of standard input is
 * {@code fel ADDRESS FILE PORT…} or {@code fastboot PARTITION FILE PORT…}: all these boards at once. Each is answered by a
 * line: seconds, and seconds of processor time of this process meanwhile.
 */
final class LabSpeed {
    private static final double NANOS = 1e9;

    private LabSpeed() {}

    public static void main(String[] args) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (UsbBus bus = new LibusbBus(Files.createTempDirectory("natives"));
                BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            bus.onChange(() -> {}); // the station listens too
            System.out.println("ready");
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                long start = System.nanoTime();
                long cpu = processor();
                write(bus, threads, order.split(" "));
                System.out.printf(
                        Locale.ROOT, "%.3f %.3f%n", (System.nanoTime() - start) / NANOS, (processor() - cpu) / NANOS);
            }
        } finally {
            threads.shutdown();
        }
    }

    private static void write(UsbBus bus, ExecutorService threads, String... words) throws Exception {
        ImageData image = ImageData.map(Path.of(words[2]));
        List<UsbSighting> seen = bus.survey();
        List<Future<?>> ends = new ArrayList<>();
        for (PortPath port : Arrays.stream(words).skip(3).map(PortPath::new).toList()) {
            UsbSighting board = seen.stream()
                    .filter(each -> each.port().equals(port))
                    .findFirst()
                    .orElseThrow(() -> new IOException("nothing on " + port));
            Callable<Void> work = () -> {
                try (UsbSession session = bus.open(port, board.deviceKey())) {
                    if (words[0].equals("fel")) {
                        FelDevice.open(session).write(Long.decode(words[1]), image.slice(0, (int) image.length()));
                    } else {
                        FastbootClient.open(session).flash(words[1], image, moved -> {});
                    }
                    return null;
                }
            };
            ends.add(threads.submit(work));
        }
        for (Future<?> end : ends) {
            end.get();
        }
    }

    private static long processor() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
