package dev.gangway.station.cli.line;

import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.JsonOut;
import dev.gangway.station.cli.call.Root;
import dev.gangway.usbip.UsbIpServer;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code gangway boards}: virtual boards for other programs to flash, over USB/IP. */
@Command(
        name = "boards",
        mixinStandardHelpOptions = true,
        description = {
            "Exports virtual boards over USB/IP, so that any flashing tool can be tried on them:",
            "  gangway boards --usbip 3240 allwinner:soc=h3 &",
            "  usbip attach -r 127.0.0.1 -b 1-1"
        })
public final class BoardsCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    @Option(names = "--usbip", required = true, paramLabel = "PORT", description = "the TCP port; 0 = any free one")
    private int usbip;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "where to listen; USB/IP has no login (default: ${DEFAULT-VALUE})")
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
        if (usbip < 0 || usbip > 0xffff) {
            throw new CommandFailure(ExitCode.INVALID, "--usbip takes a TCP port, 0 to 65535");
        }
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
                UsbIpServer server = new UsbIpServer(hub, address(), usbip)) {
            for (int i = 0; i < boards.size(); i++) {
                boards.get(i).plug(hub, i + 1, pages, console(i + 1));
            }
            ready(server.port(), boards.size());
            untilInterrupted();
            return ExitCode.INTERRUPTED;
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()));
        }
    }

    private InetAddress address() {
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new CommandFailure(ExitCode.INVALID, "--bind: no address is called " + bind);
        }
    }

    private Consumer<String> console(int port) {
        return root.globals().verbose() ? line -> System.err.println("virtual:" + port + "  " + line) : line -> {};
    }

    private void ready(int port, int count) {
        if (root.globals().json()) {
            JsonOut.line(JsonOut.object()
                    .put("event", "boards.exported")
                    .put("address", bind + ":" + port)
                    .put("boards", count));
        } else {
            System.out.println("Exported: " + bind + ":" + port);
        }
        System.out.flush();
    }

    private static void untilInterrupted() throws InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(stop::countDown, "interrupt"));
        stop.await();
    }
}
