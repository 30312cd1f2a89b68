package dev.gangway.fastboot;

import dev.gangway.fastboot.FastbootLink.Answer;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.util.List;
import java.util.Locale;

/**
 * U-Boot's shell behind fastboot, where its builder let it in: {@code UCmd:} and {@code ACmd:} as NXP's uuu sends them, or
 * {@code oem run:} (dossier, section 4). What a command prints is not told; whether it ended well is. One thread.
 */
public final class UbootShell {
    private static final String BY_UUU = "UCmd:";
    private static final String BY_OEM = "oem run:";

    /** What boards say of a command that they do not have; of one that ended badly U-Boot says nothing. */
    private static final List<String> UNKNOWN =
            List.of("unrecognized command", "unknown command", "unknown oem command", "unsupported command");

    private final FastbootClient board;
    private String way = BY_UUU;

    /** The shell of this board. */
    public UbootShell(FastbootClient board) {
        this.board = board;
    }

    /**
     * Runs a command and waits for its end.
     *
     * @throws FailureException BOARD_REFUSED when it ended badly, or the board lets nobody into its shell
     */
    public void run(String command) throws FailureException {
        Answer answer = ask(command);
        if (answer.kind() == Answer.Kind.FAIL && answer.text().isEmpty()) {
            throw new FailureException(FailureKind.BOARD_REFUSED, "U-Boot's command \"" + command + "\" failed");
        }
        FastbootClient.require(way + command, answer);
    }

    /**
     * Whether a command ends well.
     *
     * @throws FailureException BOARD_REFUSED when the board lets nobody into its shell
     */
    public boolean succeeds(String command) throws FailureException {
        Answer answer = ask(command);
        if (answer.kind() == Answer.Kind.FAIL && !answer.text().isEmpty()) {
            FastbootClient.require(way + command, answer);
        }
        return answer.kind() == Answer.Kind.OKAY;
    }

    /** Starts a command that the board does not come back from; nobody hears how it ends. */
    public void leave(String command) throws FailureException {
        board.command("ACmd:" + command);
    }

    private Answer ask(String command) throws FailureException {
        Answer answer = board.ask(way + command);
        if (way.equals(BY_UUU) && isUnknown(answer)) {
            way = BY_OEM;
            answer = board.ask(way + command);
        }
        if (isUnknown(answer)) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED,
                    "this boot loader lets nobody into its shell: U-Boot has to be built with UUU_SUPPORT or"
                            + " FASTBOOT_OEM_RUN");
        }
        return answer;
    }

    private static boolean isUnknown(Answer answer) {
        return answer.kind() == Answer.Kind.FAIL
                && UNKNOWN.contains(answer.text().toLowerCase(Locale.ROOT));
    }
}
