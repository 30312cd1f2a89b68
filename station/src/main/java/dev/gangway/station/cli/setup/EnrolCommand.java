package dev.gangway.station.cli.setup;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.UsbSession;
import dev.gangway.config.StationConfig;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.PortPath;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.StationProtocols;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.cli.place.Boards;
import dev.gangway.station.cli.place.Completions;
import dev.gangway.station.cli.place.Workplace;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code gangway enrol}: a board that shall connect to this station by itself, and its station, get to know each other. */
@Command(
        name = "enrol",
        mixinStandardHelpOptions = true,
        description = {
            "Lets a Spark Core connect to this station: reads its key over USB, in DFU mode, and puts the public half where"
                    + " cloud.devices in station.yaml says.",
            "With --server it also writes the station's key and address into the Core; what was there is kept in the data"
                    + " folder."
        })
public final class EnrolCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--id",
            required = true,
            paramLabel = "HEX",
            description = "the Core's id, 24 hex digits: its label has it, and listening mode tells it at the key i")
    private String id = "";

    @Option(
            names = "--port",
            paramLabel = "P",
            completionCandidates = Completions.Ports.class,
            description = "the port or slot that the Core hangs on; needed when several boards are in DFU mode")
    private @Nullable String port;

    @Option(
            names = "--server",
            paramLabel = "HOST[:PORT]",
            description = "where the Core shall look for this station; the port is cloud.port unless it is said")
    private @Nullable String server;

    @Override
    public Integer call() throws Exception {
        Workplace place = Workplace.of(root.globals());
        StationConfig.Cloud cloud = place.cloud();
        StationProtocols.Enrolment enrolment = enrolment(cloud, place);
        try (BoardBus bus = place.bus()) {
            BoardSighting board = chosen(place, bus);
            try (UsbSession session = bus.open(board.port(), board.deviceKey(), UsbSession.class)) {
                spec.commandLine().getOut().println(enrolment.of(session));
            }
            return ExitCode.OK;
        } catch (ChannelException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()));
        } catch (FailureException e) {
            throw new CommandFailure(
                    ExitCode.of(e.failure().kind()), e.failure().message());
        }
    }

    private StationProtocols.Enrolment enrolment(StationConfig.Cloud cloud, Workplace place) {
        String host = server == null ? "" : server.replaceFirst(":[0-9]{1,5}$", "");
        String number = server == null ? "" : server.substring(host.length()).replace(":", "");
        int cloudPort = number.isEmpty() ? cloud.port() : Integer.parseInt(number);
        if (cloudPort < 1 || cloudPort > 0xffff) {
            throw new CommandFailure(
                    ExitCode.INVALID,
                    "a Core has to know the port that it connects to: --server HOST:PORT, 1 to 65535");
        }
        try {
            return StationProtocols.enrolment(
                    cloud, place.data(), id, server == null ? Optional.empty() : Optional.of(host), cloudPort);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.INVALID, String.valueOf(e.getMessage()));
        }
    }

    private BoardSighting chosen(Workplace place, BoardBus bus) {
        PortPath named = port == null ? null : place.port(port);
        List<BoardSighting> found = Boards.survey(bus).stream()
                .filter(board -> board.mode() == BootMode.DFU)
                .filter(board -> named == null || board.port().equals(named))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        throw found.isEmpty()
                ? new CommandFailure(
                        ExitCode.NOT_FOUND,
                        "there is no board in DFU mode" + (named == null ? "" : " on " + named)
                                + ": hold MODE, press RESET, let go of MODE when the light blinks yellow")
                : new CommandFailure(
                        ExitCode.INVALID,
                        "several boards are in DFU mode: choose one with --port, of "
                                + found.stream().map(BoardSighting::port).toList());
    }
}
