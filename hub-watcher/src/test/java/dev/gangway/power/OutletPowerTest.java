package dev.gangway.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.PortPower;
import dev.gangway.channel.PowerCycle;
import dev.gangway.config.PowerConfig;
import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import dev.gangway.serial.SerialBus;
import dev.gangway.virtual.PlugOptions;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.serial.EchoUart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an outlet says is held against what is seen on the port. */
@Timeout(60)
class OutletPowerTest {
    private static final PortPath PORT = PortPath.virtual(1);
    private static final Duration OFF = Duration.ofMillis(1);
    private static final Duration PATIENCE = Duration.ofMillis(300);

    private final VirtualHub hub = new VirtualHub(2);

    @AfterEach
    void close() {
        hub.close();
    }

    /** An outlet that feeds the port of the hub, or another one. */
    private final class Plug implements Outlet {
        private final List<String> orders = new ArrayList<>();
        private final PortPath feeds;
        private @Nullable Boolean told;
        private boolean broken;

        Plug(PortPath feeds, @Nullable Boolean told) {
            this.feeds = feeds;
            this.told = told;
        }

        @Override
        public void turn(boolean on) throws ChannelException {
            if (broken) {
                throw new ChannelException(ChannelFault.IO, "the outlet does not answer");
            }
            orders.add(on ? "on" : "off");
            if (told != null) {
                told = on;
            }
            hub.power(feeds).orElseThrow().set(on);
        }

        @Override
        public Optional<Boolean> isOn() {
            return Optional.ofNullable(told);
        }
    }

    @Test
    void aBoardThatLosesItsPowerIsOff() throws Exception {
        hub.plug(1, boardOfItsOwn(), PlugOptions.with(FaultPlan.sound()));
        Plug plug = new Plug(PORT, true);
        OutletPower power = new OutletPower(plug, PORT, hub, PATIENCE);

        assertThat(power.set(false)).isEqualTo(PowerState.OFF);
        assertThat(power.set(true)).isEqualTo(PowerState.ON);
        assertThat(PowerCycle.USUAL.run(power, time -> {})).isEqualTo(PowerState.ON);
        assertThat(plug.orders).containsExactly("off", "on", "off", "on");
    }

    @Test
    void aBoardThatGoesOnIsNotBelievedToBeOff() throws Exception {
        hub.plug(1, boardOfItsOwn(), PlugOptions.with(FaultPlan.sound()));
        OutletPower ofAnother = new OutletPower(new Plug(PortPath.virtual(2), true), PORT, hub, PATIENCE);
        assertThat(ofAnother.set(false)).isEqualTo(PowerState.STILL_ANSWERS);
        assertThat(PowerCycle.off(ofAnother)).isEqualTo(PowerState.STILL_ANSWERS);
    }

    @Test
    void anAdapterKeepsItsPowerWhileItsBoardLosesIt() throws Exception {
        hub.plug(1, new EchoUart(FaultPlan.sound()), PlugOptions.with(FaultPlan.sound()));
        OutletPower ofTheBoard = new OutletPower(new Plug(PortPath.virtual(2), true), PORT, hub, PATIENCE);
        assertThat(ofTheBoard.set(false)).isEqualTo(PowerState.OFF);
    }

    @Test
    void anOutletThatTellsNothingIsTakenAtItsOrders() throws Exception {
        OutletPower power = new OutletPower(new Plug(PORT, null), PORT, hub, PATIENCE);
        assertThat(power.state()).isEqualTo(PowerState.UNKNOWN);
        assertThat(power.set(false)).isEqualTo(PowerState.OFF);
        assertThat(power.state()).isEqualTo(PowerState.OFF);
    }

    @Test
    void anOutletThatDoesNotAnswerIsAFault() {
        Plug plug = new Plug(PORT, true);
        plug.broken = true;
        assertThatThrownBy(() -> new OutletPower(plug, PORT, hub, PATIENCE).set(false))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("does not answer");
    }

    @Test
    void thePortMapsSwitchGoesBeforeTheHubs() throws Exception {
        PortPath line = new PortPath("serial:/dev/ttyS9");
        BoardBus serial = new SerialBus(List.of(line));
        PowerConfig echo =
                new PowerConfig.Command(List.of("true"), List.of("true"), List.of("true"), List.of("echo", "on"));
        PowerTable table = new PowerTable(Map.of(line, echo, PORT, echo), List.of(hub, serial), Map.of());

        PortPower own = table.of(PORT).orElseThrow();
        assertThat(own).isInstanceOf(OutletPower.class);
        assertThat(own.state()).isEqualTo(PowerState.ON);
        assertThat(new PowerCycle(OFF).run(own, time -> {
                    throw new AssertionError("it cycles by itself");
                }))
                .isEqualTo(PowerState.ON);
        assertThat(own.isOfTheSocket()).as("a relay beside the plug").isFalse();
        assertThat(hub.power(PORT).orElseThrow().isOfTheSocket()).isTrue();
        PowerTable ykush = new PowerTable(Map.of(PORT, new PowerConfig.Ykush("", 1)), List.of(hub), Map.of());
        assertThat(ykush.of(PORT).orElseThrow().isOfTheSocket()).isTrue();
        assertThat(table.of(line)).isPresent();
        assertThat(table.of(PortPath.virtual(2)).orElseThrow()).isNotInstanceOf(OutletPower.class);
        assertThat(new PowerTable(Map.of(), List.of(hub, serial), Map.of()).of(line))
                .isEmpty();
    }

    /** One whose USB is its own. */
    private static EchoUart boardOfItsOwn() {
        return new EchoUart(FaultPlan.sound(), EchoUart.OWN_USB);
    }
}
