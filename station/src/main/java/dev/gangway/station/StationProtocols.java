package dev.gangway.station;

import dev.gangway.channel.Pauses;
import dev.gangway.channel.Reception;
import dev.gangway.channel.UsbSession;
import dev.gangway.config.StationConfig;
import dev.gangway.dfu.DfuDevice;
import dev.gangway.dfu.DfuMemory;
import dev.gangway.dfu.step.DfuProtocol;
import dev.gangway.disk.step.DiskProtocol;
import dev.gangway.esp.step.EspProtocol;
import dev.gangway.fastboot.step.FastbootProtocol;
import dev.gangway.fel.step.FelProtocol;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.hub.BootModeTable;
import dev.gangway.job.JobLanguage;
import dev.gangway.language.Language;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import dev.gangway.peer.BundleLook;
import dev.gangway.protocol.FileServers;
import dev.gangway.protocol.Protocols;
import dev.gangway.rockchip.step.RockchipProtocol;
import dev.gangway.rpiboot.step.RpibootProtocol;
import dev.gangway.sdp.step.SdpProtocol;
import dev.gangway.serve.BoardFiles;
import dev.gangway.spark.CoreEnrolment;
import dev.gangway.spark.CoreId;
import dev.gangway.spark.CoreReception;
import dev.gangway.spark.EnrolledKeys;
import dev.gangway.spark.KeyFlash;
import dev.gangway.spark.ServerKey;
import dev.gangway.spark.step.SparkProtocol;
import dev.gangway.time.SteadyClock;
import dev.gangway.uboot.bundle.FlashBundle;
import dev.gangway.uboot.bundle.source.BundleSources;
import dev.gangway.uboot.step.UbootProtocol;
import dev.gangway.yaml.Loaded;
import dev.gangway.yaml.Problem;
import dev.gangway.ymodem.step.YmodemProtocol;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The protocols of this station, in the order of the help: the one place that names them. */
public final class StationProtocols {
    /** All of them, of a station from which boards fetch no files. */
    public static final Protocols ALL = with(FileServers.NONE);

    private StationProtocols() {}

    /** All of them. */
    public static Protocols with(FileServers servers) {
        return new Protocols(List.of(
                new FelProtocol(),
                new FastbootProtocol(),
                new DfuProtocol(),
                new DiskProtocol(),
                new RockchipProtocol(),
                new RpibootProtocol(),
                new SdpProtocol(),
                new YmodemProtocol(),
                new EspProtocol(),
                new SparkProtocol(),
                new UbootProtocol(
                        servers,
                        (address, port) -> BoardFiles.open(address, port, 0),
                        BundleSources.ofUser(System.getenv()))));
    }

    /**
     * From where boards fetch files, opened; the caller closes it.
     *
     * @param network null = from nowhere
     * @throws IOException when this machine does not let it
     */
    public static FileServers.Own files(StationConfig.@Nullable Network network) throws IOException {
        return network == null
                ? FileServers.NONE
                : BoardFiles.open(InetAddress.getByName(network.address()), network.tftp(), network.http());
    }

    /**
     * Who decides about boards that connect to this station by themselves.
     *
     * @param data the data folder, where those are noted who were refused
     * @throws IOException when the station's key can't be read or made
     */
    public static Reception reception(StationConfig.Cloud cloud, Path data) throws IOException {
        return new CoreReception(
                ServerKey.in(cloud.serverKey()), enrolled(cloud, data), new SecureRandom(), SteadyClock.ofMachine());
    }

    /** The files of those boards that wanted to connect and may not, in order. */
    public static List<Path> refused(StationConfig.Cloud cloud, Path data) throws IOException {
        return enrolled(cloud, data).refused();
    }

    /** What is done with a board on USB, so that it may connect by itself. */
    @FunctionalInterface
    public interface Enrolment {
        /** Does it; returns what a person is told. */
        String of(UsbSession session) throws FailureException;
    }

    /**
     * How a board is let in that shall connect to this station by itself.
     *
     * @param id what it calls itself
     * @param server where it shall look for this station; empty = as it does now, and nothing is written
     * @param port of that server
     * @throws IllegalArgumentException when no board calls itself so
     */
    public static Enrolment enrolment(
            StationConfig.Cloud cloud, Path data, String id, Optional<String> server, int port) {
        CoreId core = new CoreId(id);
        CoreEnrolment enrolment = new CoreEnrolment(enrolled(cloud, data), data.resolve("replaced-keys"));
        return session -> {
            KeyFlash flash = keyFlash(DfuDevice.open(session, Pauses.UNSTOPPED));
            String told = core + " may connect: its key is " + enrolment.enrol(core, flash);
            if (server.isEmpty()) {
                return told;
            }
            try {
                Path kept = enrolment.point(core, flash, ServerKey.in(cloud.serverKey()), server.get(), port);
                return told + System.lineSeparator() + core + " looks for this station at " + server.get() + ":" + port
                        + "; what was there is in " + kept;
            } catch (IOException e) {
                throw new FailureException(FailureKind.HOST_IO, FileTrouble.told(e), e);
            }
        };
    }

    /** A Core's external flash is the second memory that its boot loader shows. */
    private static KeyFlash keyFlash(DfuDevice device) throws FailureException {
        DfuMemory beside = device.memory("1");
        return new KeyFlash(
                (at, length) -> {
                    ByteBuffer read = ByteBuffer.allocate(length);
                    device.read(beside, at, length, piece -> {
                        read.put(piece);
                        return true;
                    });
                    return read.array();
                },
                (at, bytes) -> {
                    ImageData written = ImageData.of(ByteBuffer.wrap(bytes));
                    device.write(beside, at, true, written, 0, bytes.length, moved -> {});
                    device.verify(beside, at, written, 0, bytes.length, moved -> {});
                });
    }

    private static EnrolledKeys enrolled(StationConfig.Cloud cloud, Path data) {
        return new EnrolledKeys(cloud.devices(), data.resolve("refused-devices"));
    }

    /** How a flash bundle is looked at that another program has made; its manifest alone, and whether its files are there. */
    public static BundleLook.Seen bundle(Path manifest) throws FormatException {
        Loaded<FlashBundle> loaded = FlashBundle.open(manifest);
        FlashBundle bundle = loaded.value();
        if (bundle == null) {
            throw new FormatException(
                    loaded.problems().stream().map(Problem::toString).collect(Collectors.joining("; ")));
        }
        Map<Integer, String> unknown = new TreeMap<>();
        bundle.notes().forEach(note -> unknown.merge(note.line(), note.path(), (a, b) -> a + ", " + b));
        return new BundleLook.Seen(
                bundle.manifest().name(),
                List.copyOf(bundle.manifest().targets().keySet()),
                unknown);
    }

    /** What recipes may say; put together when it is asked for, since most commands read no recipe. */
    public static Language language() {
        return JobLanguage.of(ALL, BootModeTable.modes());
    }
}
