package dev.gangway.port;

import dev.gangway.model.JobId;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who has a port besides its jobs, as {@link PortMachine} knows it: an order to switch its power, or a person at a shell of its
 * board. One at a time, and nobody during a job.
 */
final class PortUse {
    private static final String POWER = "The power of this slot is being switched";

    private final PortOutput out;
    private final PortBoard board;
    private final BooleanSupplier jobIsOpen;
    private boolean switching;
    private PortInput.@Nullable OpenShell shell;
    private boolean closing;
    private boolean stopping;

    /** Nobody has it yet. */
    PortUse(PortOutput out, PortBoard board, BooleanSupplier jobIsOpen) {
        this.out = out;
        this.board = board;
        this.jobIsOpen = jobIsOpen;
    }

    /** Whether somebody has it, so that the board is not to be had. */
    boolean isBusy() {
        return switching || shell != null;
    }

    /** Whether a person is at a shell. */
    boolean hasShell() {
        return shell != null;
    }

    /** Who is at a shell, {@code -} for one without a name; null = nobody. */
    @Nullable
    String engineer() {
        PortInput.OpenShell open = shell;
        return open == null ? null : open.operator();
    }

    /** Refuses what a person asked for, because somebody has it. */
    void refuse(String later) {
        PortInput.OpenShell open = shell;
        if (open == null) {
            out.refuse("port-busy", POWER + later);
        } else {
            out.refuse(
                    "in-use",
                    "Slot " + open.slot() + " has an engineer's shell open"
                            + (open.operator().equals("-") ? "" : " (" + open.operator() + ")") + ": close it first.");
        }
    }

    void order(PortInput.Power input) {
        if (jobIsOpen.getAsBoolean()) {
            out.refuse("in-use", "A job is running here, so the power stays as it is: stop the job first.");
        } else if (isBusy()) {
            refuse(" already: wait a moment.");
        } else {
            switching = true;
            out.add(new PortEffect.SwitchPower(input.operator(), input.wish()));
        }
    }

    void done(PortInput.PowerDone input) {
        if (!switching) {
            out.ignore(input);
        }
        switching = false;
    }

    void open(PortInput.OpenShell input) {
        if (stopping) {
            out.refuse("unavailable", "The station is stopping: open the shell again when it runs.");
        } else if (jobIsOpen.getAsBoolean()) {
            out.refuse("in-use", "A job is running here: open the shell when it has ended.");
        } else if (isBusy()) {
            refuse(": open the shell in a moment.");
        } else if (!board.isThere()) {
            out.refuse("no-board", "No board is seen here: plug it in, or its serial adapter.");
        } else {
            shell = input;
            closing = false;
            out.add(new PortEffect.OpenShell(input));
        }
    }

    void close(PortInput.CloseShell input) {
        PortInput.OpenShell open = shell;
        if (open == null || !open.session().equals(input.session()) || closing) {
            out.ignore(input);
        } else {
            end(open.session(), input.why());
        }
    }

    private void end(JobId session, String why) {
        closing = true;
        out.add(new PortEffect.CloseShell(session, why));
    }

    void ended(PortInput.ShellEnded input) {
        PortInput.OpenShell open = shell;
        if (open == null || !open.session().equals(input.session())) {
            out.ignore(input);
        } else {
            shell = null;
        }
    }

    /** The station stops; whether there is a shell that has to end first. */
    boolean stationStops() {
        stopping = true;
        PortInput.OpenShell open = shell;
        if (open != null && !closing) {
            end(open.session(), "the station stops");
        }
        return open != null;
    }
}
