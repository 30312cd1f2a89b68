package dev.gangway.station.lab;

import dev.gangway.fastboot.FastbootClient;
import dev.gangway.fel.FelDevice;
import dev.gangway.format.ImageData;
import dev.gangway.model.PortPath;
import dev.gangway.usb.UsbBus;
import dev.gangway.usb.UsbSession;
import dev.gangway.usb.UsbSighting;
import dev.gangway.usb.libusb.LibusbBus;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
 * One process that writes a file to several boards at once, as the station does: {@code LabSpeed fel ADDRESS FILE PORT…} or
 * {@code LabSpeed fastboot PARTITION FILE PORT…}.
 */
final class LabSpeed {
    private LabSpeed() {}

    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[2]);
        List<PortPath> ports = Arrays.stream(args).skip(3).map(PortPath::new).toList();
        ExecutorService threads = Executors.newFixedThreadPool(ports.size());
        try (UsbBus bus = new LibusbBus(Files.createTempDirectory("natives"));
                FileChannel channel = FileChannel.open(file)) {
            ByteBuffer content = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            ImageData image = ImageData.map(file);
            List<UsbSighting> seen = bus.survey();
            System.out.printf(Locale.ROOT, "ready after %.2f s%n", uptime());
            List<Future<Double>> ends = new ArrayList<>();
            for (PortPath port : ports) {
                UsbSighting board = seen.stream()
                        .filter(each -> each.port().equals(port))
                        .findFirst()
                        .orElseThrow(() -> new IOException("nothing on " + port));
                Callable<Double> work = () -> {
                    try (UsbSession session = bus.open(port, board.deviceKey())) {
                        if (args[0].equals("fel")) {
                            FelDevice.open(session).write(Long.decode(args[1]), content.duplicate());
                        } else {
                            FastbootClient.open(session).flash(args[1], image, moved -> {});
                        }
                        return uptime();
                    }
                };
                ends.add(threads.submit(work));
            }
            for (Future<Double> end : ends) {
                System.out.printf(Locale.ROOT, "done after %.2f s%n", end.get());
            }
        } finally {
            threads.shutdown();
        }
    }

    private static double uptime() {
        return ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
    }
}
