package dev.gangway.rpiboot.step;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.rpiboot.BootFiles;
import dev.gangway.rpiboot.RpibootDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The {@code rpiboot.*} verbs. */
public final class RpibootSteps {
    private static final RpibootProtocol PROTOCOL = new RpibootProtocol();
    private static final int LONGEST_NOTE = 200;

    private final Attempt attempt;

    RpibootSteps(Attempt attempt) {
        this.attempt = attempt;
    }

    void serve(RpibootStepVerbs.Serve step) throws FailureException {
        BootFiles files = BootFiles.ofTar(attempt.image(step.image()).data());
        RpibootDevice board = attempt.board(PROTOCOL);
        if (board.isBootRom()) {
            attempt.leaving();
            board.boot(files, attempt.meter()::moved);
            attempt.letGo();
            board = attempt.board(PROTOCOL);
            if (board.isBootRom()) {
                throw new FailureException(
                        FailureKind.BOARD_REFUSED,
                        "the board took " + board.chip().secondStage()
                                + " and came back in its boot ROM: is that file for" + " this board?");
            }
        }
        attempt.leaving();
        Told told = new Told();
        board.serve(files, told);
        attempt.note("files", String.join(" ", told.sent));
        attempt.letGo();
    }

    /** What goes into the record. */
    private final class Told implements RpibootDevice.Listener {
        private final List<String> sent = new ArrayList<>();

        @Override
        public void asked(String name, boolean found) {
            if (found && sent.size() < LONGEST_NOTE) {
                sent.add(name.replaceAll("[^!-~]", "?"));
            }
        }

        @Override
        public void told(String key, String value) {
            if (key.matches("[A-Z0-9_]{1,40}")) {
                String shown = value.replaceAll("[^ -~]", "?");
                attempt.note(
                        "board:" + key.toLowerCase(Locale.ROOT),
                        shown.substring(0, Math.min(LONGEST_NOTE, shown.length())));
            }
        }

        @Override
        public void moved(long bytes) {
            attempt.meter().moved(bytes);
        }
    }
}
