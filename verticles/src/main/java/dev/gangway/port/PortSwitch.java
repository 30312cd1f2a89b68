package dev.gangway.port;

/** The switch of a port's power, as {@link PortMachine} knows it: it does one order after the other, and none during a job. */
final class PortSwitch {
    private final PortOutput out;
    private boolean busy;

    PortSwitch(PortOutput out) {
        this.out = out;
    }

    /** Whether an order is being carried out, so that the board may be without power. */
    boolean isBusy() {
        return busy;
    }

    void order(PortInput.Power input, boolean jobIsOpen) {
        if (jobIsOpen) {
            out.refuse("in-use", "A job is running here, so the power stays as it is: stop the job first.");
        } else if (busy) {
            out.refuse("port-busy", "The power of this slot is being switched already: wait a moment.");
        } else {
            busy = true;
            out.add(new PortEffect.SwitchPower(input.operator(), input.wish()));
        }
    }

    void done(PortInput.PowerDone input) {
        if (!busy) {
            out.ignore(input);
        }
        busy = false;
    }
}
