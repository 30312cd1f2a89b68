package dev.gangway.station.cli;

import dev.gangway.model.PortPath;
import dev.gangway.usb.PortPower;
import dev.gangway.usb.UsbBus;
import dev.gangway.usb.UsbException;
import dev.gangway.usb.UsbFault;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code gangway power}: the power of one port. */
@Command(
        name = "power",
        mixinStandardHelpOptions = true,
        description = "Switches the power of one port, where its hub can, and says what is so afterwards.")
final class PowerCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Main main;

    @Parameters(index = "0", paramLabel = "P", description = "a port or a slot")
    private String port = "";

    @Parameters(index = "1", paramLabel = "STATE", description = "one of ${COMPLETION-CANDIDATES}")
    private Wanted wanted = Wanted.cycle;

    @Option(
            names = "--off-time",
            paramLabel = "MS",
            defaultValue = "2000",
            description = "how long a cycle leaves the power off, in ms (default: ${DEFAULT-VALUE})")
    private long offMillis;

    /** What can be asked for, as it is written on the command line. */
    enum Wanted {
        on,
        off,
        cycle
    }

    @Override
    public Integer call() {
        Workplace place = Workplace.bench(main.globals);
        PortPath path = BenchPort.named(place, port);
        try (UsbBus bus = place.bus()) {
            PortPower power = bus.power(path).orElseThrow(() -> none(bus, path));
            boolean on =
                    switch (wanted) {
                        case on -> power.set(true);
                        case off -> power.set(false);
                        case cycle -> cycle(power);
                    };
            return tell(path, on);
        } catch (UsbException e) {
            throw new CommandFailure(
                    e.fault() == UsbFault.DISCONNECTED ? ExitCode.NOT_FOUND : ExitCode.ENVIRONMENT,
                    String.valueOf(e.getMessage()));
        }
    }

    private static CommandFailure none(UsbBus bus, PortPath path) {
        return bus.ports().contains(path)
                ? new CommandFailure(
                        ExitCode.ENVIRONMENT,
                        "the hub of " + path
                                + " does not switch the power of single ports: use one that does, as uhubctl"
                                + " lists them, or pull the plug")
                : new CommandFailure(
                        ExitCode.NOT_FOUND, "there is no port " + path + ": `gangway ports show` lists them");
    }

    private boolean cycle(PortPower power) throws UsbException {
        if (power.set(false)) {
            throw new CommandFailure(
                    ExitCode.NOT_PASSED, "the power is off, yet a board still answers, or the hub gave the power back");
        }
        Executor later = CompletableFuture.delayedExecutor(Math.max(0, offMillis), TimeUnit.MILLISECONDS);
        CompletableFuture.runAsync(() -> {}, later).join();
        return power.set(true);
    }

    private int tell(PortPath path, boolean on) {
        boolean asAsked = on == (wanted != Wanted.off);
        if (main.globals.json) {
            JsonOut.line(JsonOut.object()
                    .put("port", path.text())
                    .put("wanted", wanted.name())
                    .put("on", on)
                    .put("asWanted", asAsked));
        } else {
            System.out.println(path + " is " + (on ? "on" : "off"));
        }
        if (!asAsked) {
            System.err.println(
                    on
                            ? "gangway: power off, yet the board still answers, or the hub gave the power back"
                            : "gangway: the hub did not switch the power on");
        }
        return asAsked ? ExitCode.OK : ExitCode.NOT_PASSED;
    }
}
