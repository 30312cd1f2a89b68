package dev.gangway.job;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.PortPower;
import dev.gangway.channel.PowerCycle;
import dev.gangway.channel.PowerSwitches;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Carries out {@link SwitchPower}. A board that is seen to come and go has to be seen again afterwards; a line that keeps its power
 * stays open, so that nothing of what the board says first is lost. The worker's thread.
 */
final class PowerStep {
    private final PowerSwitches switches;
    private final PortPath port;
    private final BoardLink link;
    private final Consumer<PowerState> switched;

    /**
     * A port.
     *
     * @param switched is told how the power stands after it was switched
     */
    PowerStep(PowerSwitches switches, PortPath port, BoardLink link, Consumer<PowerState> switched) {
        this.switches = switches;
        this.port = port;
        this.link = link;
        this.switched = switched;
    }

    /**
     * Switches, or asks for it.
     *
     * @param replug asks the person to unplug the board and to plug it in again
     * @throws FailureException POWER_NOT_SWITCHED when the power is not as it was to be, BOARD_NOT_BACK when nobody replugged
     */
    void run(SwitchPower wanted, Duration timeout, Runnable replug) throws FailureException {
        Optional<PortPower> power = switches.of(port);
        if (power.isPresent()) {
            boolean staysOpen = link.isLine() && !power.get().isOfTheSocket();
            if (wanted.wish() != SwitchPower.Wish.ON && !staysOpen) {
                link.losesPower();
            }
            judge(wanted.wish(), switchNow(power.get(), wanted));
        } else if (wanted.wish() == SwitchPower.Wish.CYCLE && isAPersons()) {
            replug.run();
            link.awaitReplug(timeout);
        } else {
            throw new FailureException(
                    FailureKind.POWER_NOT_SWITCHED,
                    "nothing switches the power of " + port + ", and "
                            + (link.isLine()
                                    ? "on a line nobody sees whether a person does: name a switch in the port map (ports: power:),"
                                            + " or take the step out and write a prompt on the one that waits for the board"
                                    : "only a cycle can be asked of a person: name a switch in the port map (ports: power:)"));
        }
    }

    /** Whether a cycle is a person's here: nothing switches the power, and the board is seen to leave and to come back. */
    boolean isAPersons() {
        return !link.isLine() && switches.of(port).isEmpty();
    }

    private PowerState switchNow(PortPower power, SwitchPower wanted) throws FailureException {
        try {
            PowerState state =
                    switch (wanted.wish()) {
                        case ON -> power.set(true);
                        case OFF -> PowerCycle.off(power);
                        case CYCLE -> new PowerCycle(wanted.off()).run(power, link::pause);
                    };
            switched.accept(state);
            return state;
        } catch (ChannelException e) {
            throw new FailureException(FailureKind.POWER_NOT_SWITCHED, String.valueOf(e.getMessage()), e);
        }
    }

    private void judge(SwitchPower.Wish wish, PowerState state) throws FailureException {
        PowerState asked = wish == SwitchPower.Wish.OFF ? PowerState.OFF : PowerState.ON;
        if (state == asked) {
            return;
        }
        throw new FailureException(
                FailureKind.POWER_NOT_SWITCHED,
                "the power of " + port
                        + switch (state) {
                            case STILL_ANSWERS ->
                                " is off, yet the board still answers: it is fed from elsewhere, or the switch is another port's";
                            case ON, CAME_BACK ->
                                " went on by itself, or was never off: try `gangway power " + port + " off`";
                            default -> " is not known to be on: try `gangway power " + port + " on`";
                        });
    }
}
