package dev.gangway.station.cli.line;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.JsonOut;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.cli.place.NativeFolders;
import dev.gangway.station.cli.place.PlanFactory;
import dev.gangway.usbip.UsbIpServer;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.lan.LanExport;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.pty.ConsoleExport;
import dev.gangway.virtual.pty.PtyExport;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code gangway boards}: virtual boards for other programs to flash, over USB/IP, the network and ptys. */
@Command(
        name = "boards",
        mixinStandardHelpOptions = true,
        description = {
            "Exports virtual boards, so that any flashing tool can be tried on them. Over USB/IP:",
            "  gangway boards --usbip 3240 allwinner:soc=h3 &",
            "  usbip attach -r 127.0.0.1 -b 1-1",
            "and over the network, what is a fastboot gadget:",
            "  gangway boards --fastboot 5554 fastboot &",
            "  fastboot -s tcp:127.0.0.1 getvar all",
            "and on ptys, what has a serial line: DIR/port-1 is the first board's, as an adapter's tty would be:",
            "  gangway boards --pty /tmp/lines loopback &",
            "  screen /tmp/lines/port-1 115200",
            "What the others say on their consoles comes out of DIR/console-1 and so on:",
            "  gangway boards --usbip 0 --consoles /tmp/consoles allwinner:soc=a13 &",
            "  screen /tmp/consoles/console-1 115200"
        })
public final class BoardsCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    @Option(names = "--usbip", paramLabel = "PORT", description = "the TCP port of USB/IP; 0 = any free one")
    private @Nullable Integer usbip;

    @Option(
            names = "--fastboot",
            paramLabel = "PORT",
            description =
                    "the TCP and UDP port of the first board's fastboot, the next has the next; 0 = any free ones")
    private @Nullable Integer fastboot;

    @Option(
            names = "--pty",
            paramLabel = "DIR",
            description = "the folder for links to the boards' ptys, port-1 and so on; made when it is not there")
    private @Nullable Path pty;

    @Option(
            names = "--consoles",
            paramLabel = "DIR",
            description = "the folder for links to ptys of the boards' consoles, console-1 and so on")
    private @Nullable Path consoles;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "where to listen; there is no login (default: ${DEFAULT-VALUE})")
    private String bind = "";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "the first board's seed; the next has the next")
    private long seed;

    @Parameters(arity = "1..127", paramLabel = "SPEC", description = "KIND[:key=value,...], one for each board")
    private List<String> specs = new ArrayList<>();

    /** What stands below the options in the help; it is long, so it is only made when it is shown. */
    public static String help() {
        return System.lineSeparator() + BoardSpec.help();
    }

    @Override
    public Integer call() throws InterruptedException {
        if (usbip == null && fastboot == null && pty == null) {
            throw new CommandFailure(
                    ExitCode.INVALID,
                    "say how to export the boards: --usbip PORT, --fastboot PORT, --pty DIR or several of them");
        }
        requirePort("--usbip", usbip, 1);
        requirePort("--fastboot", fastboot, specs.size());
        List<BoardSpec> boards = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            try {
                boards.add(BoardSpec.parse(specs.get(i), seed + i));
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(ExitCode.INVALID, specs.get(i) + ": " + e.getMessage());
            }
        }
        try (VirtualHub hub = new VirtualHub(boards.size());
                PageStore pages = PageStore.temporary();
                Exports exports = export(hub)) {
            for (int i = 0; i < boards.size(); i++) {
                boards.get(i).plug(hub, i + 1, pages, console(exports, i + 1));
            }
            ready(exports, boards.size());
            untilInterrupted();
            return ExitCode.INTERRUPTED;
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()));
        }
    }

    private static void requirePort(String option, @Nullable Integer port, int count) {
        if (port != null && (port < 0 || port + count - 1 > 0xffff)) {
            throw new CommandFailure(ExitCode.INVALID, option + " takes a port, 0 to 65535");
        }
    }

    /** What this command listens with. */
    private record Exports(
            @Nullable UsbIpServer usbip,
            @Nullable LanExport lan,
            @Nullable PtyExport ptys,
            @Nullable ConsoleExport consoles)
            implements AutoCloseable {
        @Override
        public void close() {
            if (consoles != null) {
                consoles.close();
            }
            if (ptys != null) {
                ptys.close();
            }
            if (usbip != null) {
                usbip.close();
            }
            if (lan != null) {
                lan.close();
            }
        }
    }

    private Exports export(VirtualHub hub) throws IOException {
        UsbIpServer server = null;
        LanExport lan = null;
        PtyExport ptys = null;
        try {
            server = usbip == null ? null : new UsbIpServer(hub, address(), usbip);
            lan = fastboot == null ? null : new LanExport(hub, specs.size(), address(), fastboot);
            ptys = ptys(hub);
            return new Exports(
                    server,
                    lan,
                    ptys,
                    consoles == null ? null : new ConsoleExport(specs.size(), withNatives(consoles)));
        } catch (IOException e) {
            new Exports(server, lan, ptys, null).close();
            throw e;
        }
    }

    private @Nullable PtyExport ptys(VirtualHub hub) throws IOException {
        Path folder = pty;
        return folder == null ? null : new PtyExport(hub, specs.size(), withNatives(folder));
    }

    /** The folder, with what ptys need of native code where it belongs. */
    private Path withNatives(Path folder) {
        Path data = root.globals().data();
        if (data != null || Files.exists(root.globals().configFile())) {
            NativeFolders.use(PlanFactory.data(root.globals()));
        }
        return folder;
    }

    private InetAddress address() {
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new CommandFailure(ExitCode.INVALID, "--bind: no address is called " + bind);
        }
    }

    private Consumer<String> console(Exports exports, int port) {
        ConsoleExport ptys = exports.consoles();
        Consumer<String> shown = ptys == null ? line -> {} : ptys.of(port);
        return root.globals().verbose()
                ? shown.andThen(line -> System.err.println("virtual:" + port + "  " + line))
                : shown;
    }

    private void ready(Exports exports, int count) {
        UsbIpServer server = exports.usbip();
        LanExport lan = exports.lan();
        PtyExport ptys = exports.ptys();
        ConsoleExport shown = exports.consoles();
        if (root.globals().json()) {
            ObjectNode told = JsonOut.object().put("event", "boards.exported");
            if (server != null) {
                told.put("address", bind + ":" + server.port());
            }
            if (lan != null) {
                ArrayNode numbers = told.putArray("fastboot");
                for (int port = 1; port <= count; port++) {
                    numbers.add(bind + ":" + lan.number(port));
                }
            }
            if (ptys != null) {
                ArrayNode links = told.putArray("serial");
                for (int port = 1; port <= count; port++) {
                    links.add(ptys.link(port).toString());
                }
            }
            if (shown != null) {
                ArrayNode links = told.putArray("consoles");
                for (int port = 1; port <= count; port++) {
                    links.add(shown.link(port).toString());
                }
            }
            JsonOut.line(told.put("boards", count));
        } else {
            if (server != null) {
                System.out.println("Exported: " + bind + ":" + server.port());
            }
            for (int port = 1; lan != null && port <= count; port++) {
                System.out.println(
                        "Fastboot: tcp:" + bind + ":" + lan.number(port) + " and udp:" + bind + ":" + lan.number(port));
            }
            for (int port = 1; ptys != null && port <= count; port++) {
                System.out.println("Serial: " + ptys.link(port));
            }
            for (int port = 1; shown != null && port <= count; port++) {
                System.out.println("Console: " + shown.link(port));
            }
        }
        System.out.flush();
    }

    private static void untilInterrupted() throws InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(stop::countDown, "interrupt"));
        stop.await();
    }
}
