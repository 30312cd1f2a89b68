package dev.gangway.station.cli.ports;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.PortPower;
import dev.gangway.channel.PowerCycle;
import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.message.LedgerAppend;
import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.beside.BesideException;
import dev.gangway.station.beside.StationBeside;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.station.cli.call.JsonOut;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.cli.place.Completions;
import dev.gangway.station.cli.place.PlanFactory;
import dev.gangway.station.cli.place.PowerWords;
import dev.gangway.station.cli.place.Workplace;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code gangway power}: the power of one port. */
@Command(
        name = "power",
        mixinStandardHelpOptions = true,
        description = "Switches the power of one port and says what is so afterwards.")
public final class PowerCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    @Parameters(
            index = "0",
            paramLabel = "P",
            completionCandidates = Completions.Ports.class,
            description = "a port or a slot")
    private String port = "";

    @Parameters(index = "1", paramLabel = "STATE", description = "one of ${COMPLETION-CANDIDATES}")
    private Wanted wanted = Wanted.cycle;

    @Option(
            names = "--off-time",
            paramLabel = "MS",
            description = "how long a cycle leaves the power off, in ms (default: ${DEFAULT-VALUE})")
    private long offMillis = PowerCycle.USUAL.off().toMillis();

    /** What can be asked for, as it is written on the command line. */
    enum Wanted {
        on,
        off,
        cycle
    }

    @Override
    public Integer call() {
        Workplace place = Workplace.bench(root.globals());
        Optional<StationBeside> beside = beside(place);
        if (beside.isPresent()) {
            return beside(beside.get());
        }
        PortPath path = place.port(port);
        try (BoardBus bus = place.bus()) {
            PortPower power =
                    PlanFactory.power(place.config(), List.of(bus)).of(path).orElseThrow(() -> none(bus, path));
            PowerState state =
                    switch (wanted) {
                        case on -> power.set(true);
                        case off -> PowerCycle.off(power);
                        case cycle -> cycle(power);
                    };
            note(place, path, state);
            return tell(path, state);
        } catch (ChannelException e) {
            throw new CommandFailure(
                    e.fault() == ChannelFault.DISCONNECTED ? ExitCode.NOT_FOUND : ExitCode.ENVIRONMENT,
                    String.valueOf(e.getMessage()));
        }
    }

    private static Optional<StationBeside> beside(Workplace place) {
        try {
            return Workplace.beside(place.data());
        } catch (CommandFailure e) {
            throw new CommandFailure(
                    ExitCode.ENVIRONMENT,
                    "a running station looks after this port: switch it on its page, in the slot's panel; "
                            + e.getMessage());
        }
    }

    /** The running station does it, between the jobs of the port. */
    private int beside(StationBeside station) {
        try {
            StationBeside.Switched switched = station.power(
                    port,
                    wanted.name().toUpperCase(Locale.ROOT),
                    Duration.ofMillis(Math.max(0, offMillis)),
                    Globals.person());
            return tell(switched.port(), switched.state());
        } catch (BesideException e) {
            throw new CommandFailure(e.code(), String.valueOf(e.getMessage()));
        }
    }

    /** A bench without a ledger needs none for this. */
    private void note(Workplace place, PortPath path, PowerState state) {
        if (!H2Ledger.existsIn(place.data())) {
            return;
        }
        Clock clock = Clock.systemUTC();
        try (H2Ledger ledger = H2Ledger.open(place.data(), clock)) {
            ledger.append(new LedgerAppend.Note(
                            "power",
                            Globals.person(),
                            clock.instant(),
                            Map.of(
                                    "port", path.text(),
                                    "wish", wanted.name().toUpperCase(Locale.ROOT),
                                    "result", state.code())))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()
                    .reply()
                    .refusal()
                    .ifPresent(no -> System.err.println("gangway: this is not on record: " + no.message()));
        } catch (LedgerException e) {
            System.err.println("gangway: this is not on record: " + e.getMessage());
        }
    }

    private static CommandFailure none(BoardBus bus, PortPath path) {
        return bus.ports().contains(path)
                ? new CommandFailure(
                        ExitCode.ENVIRONMENT,
                        "nothing switches the power of " + path + ": use a hub that does, as uhubctl lists them, name"
                                + " another switch in the port map (ports: power:), or pull the plug")
                : new CommandFailure(
                        ExitCode.NOT_FOUND, "there is no port " + path + ": `gangway ports show` lists them");
    }

    private PowerState cycle(PortPower power) throws ChannelException {
        CountDownLatch never = new CountDownLatch(1);
        try {
            return new PowerCycle(Duration.ofMillis(Math.max(0, offMillis)))
                    .run(power, time -> never.await(time.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted");
        }
    }

    private int tell(PortPath path, PowerState state) {
        PowerState asked = wanted == Wanted.off ? PowerState.OFF : PowerState.ON;
        if (root.globals().json()) {
            JsonOut.line(JsonOut.object()
                    .put("port", path.text())
                    .put("wanted", wanted.name())
                    .put("on", state == PowerState.ON || state == PowerState.CAME_BACK)
                    .put("asWanted", state == asked)
                    .put("state", state.code()));
        } else {
            System.out.println(path + " is " + PowerWords.of(state));
        }
        if (state != asked) {
            System.err.println("gangway: "
                    + switch (state) {
                        case STILL_ANSWERS ->
                            "power off, yet the board still answers: it has power from elsewhere, or only its data"
                                    + " lines were cut";
                        case ON, CAME_BACK -> "the hub gave the power back, or did not switch it off";
                        default -> "the hub did not switch the power on";
                    });
        }
        return state == asked ? ExitCode.OK : ExitCode.NOT_PASSED;
    }
}
