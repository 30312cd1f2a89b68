package dev.gangway.ymodem.command;

import dev.gangway.channel.Pauses;
import dev.gangway.channel.SerialLine;
import dev.gangway.format.ImageData;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.shell.BenchBoard;
import dev.gangway.shell.BenchBoards;
import dev.gangway.shell.BenchVerbs;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.shell.OneBoard;
import dev.gangway.ymodem.FileHeader;
import dev.gangway.ymodem.Outgoing;
import dev.gangway.ymodem.ReceiveOptions;
import dev.gangway.ymodem.SendOptions;
import dev.gangway.ymodem.YmodemBoard;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code gangway ymodem}: what lrzsz's sb, sx, rb and rx do, with their options where they make sense here. */
public final class YmodemCommands implements BenchVerbs {
    private static final String NAME = "ymodem";
    private static final OneBoard ONE =
            new OneBoard(NAME, "there is no such board with a serial line", "several boards have a serial line");
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private static final String HELP = """
            Usage: gangway ymodem [--port P] VERB [options] [FILE...]
              --port P         the board on this port or slot; may repeat, "all" is every board: all at once
            Verbs:
              list             boards that have a serial line
              send FILE...     send files to a board that waits for them, as sb does
                -k             blocks of 1024 bytes
                -X             XMODEM, as sx: one file, and no name
                --unasked      the board does not ask for the header, as Spark Cores do not
              receive          write the files that a board sends, by its names, as rb does
                -y             overwrite files that are there
                -g             YMODEM-g: streamed, and given up when a byte gets lost
                -X FILE        XMODEM, as rx: one file; -c with a CRC instead of a sum
            To make a board send or receive, before that, in this order:
              --touch RATE     set a rate that the board takes as a request, such as 28800
              --baud RATE      the rate of the line, else 115200
              --type TEXT      type this; \\r in it is Enter
              --says TEXT      wait until the board says this
            """;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Sends files to boards and receives them by XMODEM and YMODEM; takes options of sb and rb.";
    }

    @Override
    public String help() {
        return HELP;
    }

    @Override
    public List<String> verbs() {
        return YmodemLine.VERBS;
    }

    @Override
    public Set<BootMode> modes() {
        return Set.of(BootMode.SERIAL_LINE, BootMode.RUNNING);
    }

    @Override
    public List<String> rehearsal() {
        return List.of(YmodemLine.LIST);
    }

    @Override
    public Optional<String> problem(List<String> words, boolean crowd) {
        try {
            if (isHelp(words)) {
                return Optional.empty();
            }
            YmodemLine line = YmodemLine.parse(words);
            return crowd && line.verb().equals(YmodemLine.RECEIVE)
                    ? Optional.of("receive writes one board's files: name one --port with it")
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isHelp(List<String> words) {
        return words.isEmpty() || words.contains("--help") || words.contains("-h");
    }

    @Override
    public int run(BenchBoards boards, Caller caller, List<String> words) {
        if (isHelp(words)) {
            caller.out().print(HELP);
            return ExitCode.OK;
        }
        Optional<String> problem = problem(words, false);
        if (problem.isPresent()) {
            return caller.refused(ExitCode.INVALID, problem.get());
        }
        YmodemLine line = YmodemLine.parse(words);
        List<BenchBoard> found = boards.survey();
        if (line.verb().equals(YmodemLine.LIST)) {
            for (BenchBoard board : found) {
                caller.out().println(board.port() + "  " + board.usbSerial().orElse("-"));
            }
            return ExitCode.OK;
        }
        return ONE.of(found, caller, board -> perform(board, line, caller));
    }

    private static void perform(BenchBoard board, YmodemLine line, Caller caller) throws FailureException {
        List<Outgoing> outgoing = line.verb().equals(YmodemLine.SEND) ? files(line, caller) : List.of();
        try (SerialLine serial = board.open(SerialLine.class)) {
            YmodemBoard client = YmodemBoard.open(serial, Pauses.UNSTOPPED);
            prepare(client, line);
            if (line.verb().equals(YmodemLine.SEND)) {
                client.send(outgoing, sending(line), moved -> {});
                outgoing.forEach(file ->
                        caller.out().println(file.name() + ": " + file.data().length() + " bytes"));
            } else {
                receive(client, line, caller);
            }
        }
    }

    private static void prepare(YmodemBoard client, YmodemLine line) throws FailureException {
        int rate = line.rate(YmodemLine.BAUD).orElse(YmodemBoard.USUAL_RATE);
        Optional<Integer> touch = line.rate(YmodemLine.TOUCH);
        if (touch.isPresent()) {
            client.touch(touch.get(), rate);
        } else {
            client.rate(rate);
        }
        Optional<String> typed = line.typed();
        Optional<String> says = line.says();
        if (typed.isPresent() && says.isPresent()) {
            client.ask(typed.get(), says.get(), ANSWER);
        } else if (typed.isPresent()) {
            client.settle();
            client.type(typed.get());
        } else if (says.isPresent()) {
            client.expect(says.get(), ANSWER);
        }
    }

    private static SendOptions sending(YmodemLine line) {
        SendOptions options = line.has("--unasked")
                ? SendOptions.SPARK
                : line.has("-k") ? SendOptions.YMODEM : SendOptions.YMODEM.small();
        return line.has("-X") ? options.withoutHeaders() : options;
    }

    private static void receive(YmodemBoard client, YmodemLine line, Caller caller) throws FailureException {
        boolean one = line.has("-X");
        ReceiveOptions options = !one
                ? line.has("-g") ? ReceiveOptions.STREAM : ReceiveOptions.YMODEM
                : line.has("-c") ? ReceiveOptions.XMODEM : ReceiveOptions.XMODEM.opening(ReceiveOptions.Opening.SUM);
        Optional<String> name = line.files().stream().findFirst();
        try (ReceivedFiles files = new ReceivedFiles(caller, name, line.has("-y"))) {
            client.receive(options, files);
        }
    }

    private static List<Outgoing> files(YmodemLine line, Caller caller) throws FailureException {
        List<Outgoing> files = new ArrayList<>();
        for (String name : line.files()) {
            Path file = caller.file(name);
            try {
                files.add(new Outgoing(FileHeader.plainName(name), ImageData.map(file)));
            } catch (IOException e) {
                throw new FailureException(FailureKind.IMAGE_MISSING, file + " cannot be read: " + e.getMessage(), e);
            }
        }
        return files;
    }
}
