package dev.gangway.toy.command;

import dev.gangway.channel.UsbSession;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.shell.BenchBoard;
import dev.gangway.shell.BenchBoards;
import dev.gangway.shell.BenchVerbs;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ExitCode;
import dev.gangway.toy.ToyClient;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code gangway toy id}. */
public final class ToyCommands implements BenchVerbs {
    @Override
    public String name() {
        return "toy";
    }

    @Override
    public String summary() {
        return "Plays with toys.";
    }

    @Override
    public String help() {
        return "Usage: gangway toy id\n";
    }

    @Override
    public List<String> verbs() {
        return List.of("id");
    }

    @Override
    public Set<BootMode> modes() {
        return Set.of(BootMode.VENDOR_BOOT);
    }

    @Override
    public List<String> rehearsal() {
        return verbs();
    }

    @Override
    public Optional<String> problem(List<String> words, boolean crowd) {
        return words.equals(List.of("id")) ? Optional.empty() : Optional.of("no toy does " + words);
    }

    @Override
    public int run(BenchBoards boards, Caller caller, List<String> words) {
        for (BenchBoard board : boards.survey()) {
            try (UsbSession session = board.open(UsbSession.class)) {
                caller.out().println(new ToyClient(session).id());
            } catch (FailureException e) {
                caller.err().println("toy: " + e.failure().message());
                return ExitCode.of(e.failure().kind());
            }
        }
        return ExitCode.OK;
    }
}
