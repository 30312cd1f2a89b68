package dev.gangway.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.channel.ChannelException;
import dev.gangway.config.PowerConfig;
import dev.gangway.virtual.VirtualHub;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The switch of a YKUSH hub, which the manufacturer's program judges in the USB lab. */
@Timeout(60)
class YkushOutletTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final VirtualHub bus = new VirtualHub(3);
    private final Sockets sockets = new Sockets();

    private static final class Sockets implements VirtualYkush.Sockets {
        private final boolean[] up = {true, true, true};

        @Override
        public boolean isOn(int socket) {
            return up[socket - 1];
        }

        @Override
        public void turn(int socket, boolean on) {
            up[socket - 1] = on;
        }
    }

    @BeforeEach
    void begin() {
        bus.plug(2, new VirtualYkush(VirtualYkush.YKUSH, "YK20001", sockets));
    }

    @AfterEach
    void close() {
        bus.close();
    }

    private YkushOutlet outlet(String serial, int port, Duration patience) {
        return new YkushOutlet(new PowerConfig.Ykush(serial, port), List.of(bus), patience);
    }

    @Test
    void switchesOnePortAndLeavesTheOthers() throws Exception {
        YkushOutlet second = outlet("YK20001", 2, PATIENCE);
        assertThat(second.isOn()).contains(true);
        second.turn(false);
        assertThat(second.isOn()).contains(false);
        assertThat(sockets.up).containsExactly(true, false, true);
        assertThat(outlet("", 3, PATIENCE).isOn()).contains(true);
        second.turn(true);
        assertThat(second.isOn()).contains(true);
    }

    @Test
    void aPortThatItHasNotIsRefused() {
        assertThatThrownBy(() -> outlet("", 4, PATIENCE).turn(false))
                .hasMessageContaining("has it a port of this number?");
        assertThat(sockets.up).containsExactly(true, true, true);
    }

    @Test
    void aHubThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> outlet("YK20002", 1, PATIENCE).turn(false))
                .isInstanceOf(ChannelException.class)
                .hasMessage("the YKUSH hub YK20002 is not plugged in");
    }

    @Test
    void ofTwoHubsOneHasToBeNamed() throws Exception {
        bus.plug(3, new VirtualYkush(VirtualYkush.YKUSH, "YK20002", new Sockets()));
        assertThatThrownBy(() -> outlet("", 1, PATIENCE).turn(false)).hasMessageContaining("write ykush.serial");
        outlet("YK20001", 1, PATIENCE).turn(false);
        assertThat(sockets.up).containsExactly(false, true, true);
    }

    @Test
    void aHubThatSaysNothingIsGivenUp() {
        bus.unplug(2);
        bus.plug(2, new VirtualYkush(VirtualYkush.YKUSH, "YK20001", sockets).hold(true));
        assertThatThrownBy(() -> outlet("", 1, Duration.ofMillis(300)).isOn())
                .hasMessage("the YKUSH hub does not answer: plug it in again");
    }

    /** A question that was given up is answered later: the next one takes no old answer for its own. */
    @Test
    void anAnswerThatComesTooLateIsNobodys() throws Exception {
        VirtualYkush slow = new VirtualYkush(VirtualYkush.YKUSH, "YK20003", sockets);
        bus.plug(3, slow);
        slow.hold(true);
        YkushOutlet first = outlet("YK20003", 1, Duration.ofMillis(300));
        assertThatThrownBy(() -> first.turn(false)).hasMessageContaining("does not answer");
        slow.hold(false);

        assertThat(outlet("YK20003", 2, PATIENCE).isOn()).contains(true);
        assertThat(outlet("YK20003", 1, PATIENCE).isOn()).contains(false);
    }
}
