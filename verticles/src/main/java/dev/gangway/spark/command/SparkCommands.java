package dev.gangway.spark.command;

import dev.gangway.channel.Pauses;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.shell.BenchBoard;
import dev.gangway.shell.BenchBoards;
import dev.gangway.shell.BenchVerbs;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.spark.CoreDevice;
import dev.gangway.spark.CoreHello;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code gangway spark}: what a cloud does to Spark Cores that connect to it, one verb a line. */
public final class SparkCommands implements BenchVerbs {
    private static final String NAME = "spark";

    private static final String HELP = """
            Usage: gangway spark [--port P] VERB [arguments]
              --port P             the Core on this port (tcp: and its id) or slot; may repeat: all at once
              -w, --wait SECONDS   how long a Core may take to connect (130; list 20)
            Verbs, for Cores that connect to the address of "cloud" in station.yaml while no station runs:
              list                 Cores that connect in that time
              ping                 have it say that it is there, and how long that took
              describe             what it runs, its functions and variables
              flash FILE           install firmware, and wait until the Core is back
                --fast             do not wait for the answer to each chunk
              write ADDRESS FILE   a file into the external flash, 0x80000 or behind it
              factory FILE         what a factory reset installs
              call FUNCTION [ARGUMENT]
              signal on|off        its light runs through all colours
              reset dfu|reboot|safe-mode
            Nothing of what is sent is read back; a function of the firmware may do that.
            """;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Talks to Spark Cores over the air, as their cloud.";
    }

    @Override
    public String help() {
        return HELP;
    }

    @Override
    public List<String> verbs() {
        return SparkVerb.names();
    }

    @Override
    public Set<BootMode> modes() {
        return Set.of(BootMode.CLOUD);
    }

    @Override
    public List<String> rehearsal() {
        return List.of("--wait", "0", "list");
    }

    @Override
    public Optional<String> problem(List<String> words, boolean crowd) {
        try {
            if (!isHelp(words)) {
                SparkLine.parse(words);
            }
            return Optional.empty();
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
        SparkLine line;
        try {
            line = SparkLine.parse(words);
        } catch (IllegalArgumentException e) {
            return caller.refused(ExitCode.INVALID, String.valueOf(e.getMessage()));
        }
        if (line.verb() != SparkVerb.LIST
                && !boards.isNarrowed()) { // the first to connect need not be the one that is meant
            return caller.refused(
                    ExitCode.INVALID, "say which Core with --port: gangway spark list shows those that connect");
        }
        try {
            if (line.verb() == SparkVerb.LIST) {
                list(boards, line, caller);
                return ExitCode.OK;
            }
            Optional<MetCore> met = MetCore.within(line.patience(), boards);
            if (met.isEmpty()) {
                return caller.refused(
                        ExitCode.NOT_FOUND,
                        "that Core did not connect: is it on, is its radio network there, and is its key enrolled"
                                + " (gangway doctor)?");
            }
            perform(met.get(), boards, line, caller);
            return ExitCode.OK;
        } catch (FailureException e) {
            return caller.failed(NAME, e);
        }
    }

    /** All that connect until the time is over; on one port, until its Core is there. */
    private static void list(BenchBoards boards, SparkLine line, Caller caller) throws FailureException {
        if (boards.isNarrowed()) {
            MetCore.within(line.patience(), boards).ifPresent(met -> tell(met, caller));
            return;
        }
        boards.survey(); // begins to listen
        Pauses.UNSTOPPED.pause(line.patience());
        for (BenchBoard board : boards.survey()) {
            tell(MetCore.at(board), caller);
        }
    }

    private static void tell(MetCore met, Caller caller) {
        try (met) {
            CoreHello hello = met.core().hello();
            caller.out().println(met.board().port() + "  product " + hello.product() + "  version " + hello.version());
        }
    }

    private static void perform(MetCore met, BenchBoards boards, SparkLine line, Caller caller)
            throws FailureException {
        if (line.verb() == SparkVerb.FLASH) {
            SparkFlashing.install(met, boards, line, caller);
            return;
        }
        try (met) {
            CoreDevice core = met.core();
            switch (line.verb()) {
                case LIST, FLASH -> throw new IllegalStateException("done before");
                case PING ->
                    caller.out().println(met.board().port() + ": " + core.ping().toMillis() + " ms");
                case DESCRIBE -> {
                    caller.out()
                            .println("product " + core.hello().product() + ", version "
                                    + core.hello().version());
                    caller.out().println(core.describe());
                }
                case WRITE -> SparkFlashing.file(core, line.address(), caller.file(line.word(1)), caller);
                case FACTORY -> SparkFlashing.factory(core, caller.file(line.word(0)), caller);
                case CALL ->
                    caller.out().println(core.call(line.word(0), line.words().size() > 1 ? line.word(1) : ""));
                case SIGNAL -> core.signal(line.word(0).equals("on"));
                case RESET -> core.reset(line.beginning());
            }
        }
    }
}
