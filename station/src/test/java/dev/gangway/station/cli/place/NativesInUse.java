package dev.gangway.station.cli.place;

import com.fazecast.jSerialComm.SerialPort;
import com.github.luben.zstd.Zstd;
import dev.gangway.config.BusConfig;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.pty.PtyExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.xerial.snappy.Snappy;

/** A process of its own that loads what a station with every device loads, and prints what it has mapped then. */
final class NativesInUse {
    private NativesInUse() {}

    /** The one word is the data folder. */
    public static void main(String[] args) throws Exception {
        Path data = Path.of(args[0]);
        NativeFolders.use(data);
        PlanFactory.bus(new BusConfig.Libusb(), data).close();
        SerialPort.getCommPorts();
        try (VirtualHub hub = new VirtualHub(1)) {
            new PtyExport(hub, 1, data.resolve("lines")).close();
        }
        Zstd.maxCompressionLevel();
        Snappy.compress("loaded by this");
        mapped();
    }

    private static void mapped() throws IOException {
        Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.indexOf('/') > 0)
                .filter(line -> line.split(" ", 3)[1].contains("x"))
                .map(line -> line.substring(line.indexOf('/')))
                .distinct()
                .forEach(System.out::println);
    }
}
