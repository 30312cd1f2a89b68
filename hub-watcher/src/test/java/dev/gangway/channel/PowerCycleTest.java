package dev.gangway.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.model.PowerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PowerCycleTest {
    private final List<String> log = new ArrayList<>();

    /** A switch whose hub says this after it was asked to switch off. */
    private PortPower hub(PowerState afterOff) {
        return new PortPower() {
            @Override
            public PowerState set(boolean on) {
                log.add(on ? "on" : "off");
                return on ? PowerState.ON : afterOff;
            }

            @Override
            public PowerState state() {
                return afterOff;
            }
        };
    }

    private PowerState cycle(PortPower power) throws ChannelException {
        return new PowerCycle(Duration.ofSeconds(2)).run(power, time -> log.add("wait " + time.toSeconds()));
    }

    @Test
    void powerIsAwayForTheTimeAndThenBack() throws ChannelException {
        assertThat(cycle(hub(PowerState.OFF))).isEqualTo(PowerState.ON);

        assertThat(log).containsExactly("off", "wait 2", "on");
    }

    @Test
    void aBoardThatNeverLostItsPowerIsNotCalledCycled() throws ChannelException {
        assertThat(cycle(hub(PowerState.STILL_ANSWERS))).isEqualTo(PowerState.STILL_ANSWERS);
        assertThat(cycle(hub(PowerState.ON))).isEqualTo(PowerState.CAME_BACK);

        assertThat(log).as("it has power afterwards all the same").endsWith("on");
    }

    @Test
    void aWaitThatIsEndedLeavesNoPortWithoutPower() {
        assertThatThrownBy(() -> new PowerCycle(Duration.ofSeconds(2)).run(hub(PowerState.OFF), time -> {
                    throw new InterruptedException("a person");
                }))
                .isInstanceOf(InterruptedException.class);

        assertThat(log).containsExactly("off", "on");
    }

    @Test
    void powerThatIsGivenBackAtOnceIsSaid() throws ChannelException {
        assertThat(PowerCycle.off(hub(PowerState.ON))).isEqualTo(PowerState.CAME_BACK);
        assertThat(PowerCycle.off(hub(PowerState.OFF))).isEqualTo(PowerState.OFF);
    }
}
