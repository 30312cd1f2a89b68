package dev.gangway.virtual.gadget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.PortPower;
import dev.gangway.model.PortPath;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The faults that the hub lays on, on a board that knows nothing of them. {@code getvar:version} is 14 bytes and 7 back. */
class CommonFaultTest {
    private static final String VERSION = "getvar:version";
    private static final String ANSWER = "OKAY0.4";

    private final FastbootHost host = new FastbootHost();

    @AfterEach
    void close() {
        host.close();
    }

    private static void assertFault(ThrowingCallable call, ChannelFault fault) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ChannelException.class, e -> assertThat(e.fault())
                .isEqualTo(fault));
    }

    @Test
    void aSoundBoardOnlyCounts() throws Exception {
        host.plug("fastboot");

        assertThat(host.ask(VERSION)).isEqualTo(ANSWER);

        assertThat(host.hub.moved(1)).isEqualTo(VERSION.length() + ANSWER.length());
    }

    @Test
    void stallsUntilTheHaltIsCleared() throws Exception {
        host.plug("fastboot:fault=stall@21");
        assertThat(host.ask(VERSION)).isEqualTo(ANSWER);
        assertFault(() -> host.ask(VERSION), ChannelFault.STALL);
        assertFault(() -> host.ask(VERSION), ChannelFault.STALL);

        host.clearHalts();

        assertThat(host.ask(VERSION)).isEqualTo(ANSWER);
    }

    @Test
    void fallsSilentUntilABusReset() throws Exception {
        host.plug("fastboot:fault=timeout@21");
        host.ask(VERSION);
        assertFault(() -> host.ask(VERSION), ChannelFault.TIMEOUT);

        host.session().reset();

        assertThat(host.ask(VERSION)).isEqualTo(ANSWER);
    }

    @Test
    void fallsSilentForAWhile() throws Exception {
        host.plug("fastboot:fault=timeout@21:100ms");
        host.ask(VERSION);

        assertThat(host.ask(VERSION)).isEqualTo(ANSWER);
    }

    @Test
    void endsATransferEarly() throws Exception {
        host.plug("fastboot:max-download=64k,fault=short@15");

        // A fastboot answer is one packet: what was cut off it is lost with it.
        assertThat(host.ask(VERSION)).hasSizeLessThanOrEqualTo(ANSWER.length());
        assertThat(host.ask(VERSION)).isEqualTo(ANSWER);
    }

    @Test
    void carriesNoise() throws Exception {
        host.plug("fastboot:fault=garbage");

        assertThat(host.ask(VERSION)).isNotEqualTo(ANSWER).hasSize(ANSWER.length());
        assertThat(host.ask(VERSION)).isEqualTo(ANSWER);
    }

    @Test
    void isNoFasterThanItsRate() throws Exception {
        host.plug("fastboot:fault=slow:40000");
        host.ask("download:00004000");
        long before = System.nanoTime();

        assertThat(host.send(new byte[0x4000])).isEqualTo("OKAY");

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(300));
    }

    @Test
    void losesItsSupplyAndStartsAnew() throws Exception {
        host.plug("fastboot:fault=disconnect@5021:20ms");
        long first = host.attach().deviceKey();
        host.ask("download:00004000");
        assertFault(() -> host.send(new byte[0x4000]), ChannelFault.DISCONNECTED);
        assertThat(host.hub.moved(1)).isEqualTo(5021);

        assertThat(host.awaitArrival(first)).isGreaterThan(first);

        assertThat(host.ask(VERSION)).isEqualTo(ANSWER);
    }

    @Test
    void losesItsSupplyForGoodUntilItIsPluggedInAgain() throws Exception {
        host.plug("fastboot:fault=disconnect@10:never");
        assertFault(() -> host.ask(VERSION), ChannelFault.DISCONNECTED);
        await().until(() -> host.hub.attach(1).isEmpty());

        cyclePower();

        host.awaitArrival(0);
    }

    @Test
    void doesNotComeBackFromAReset() throws Exception {
        host.plug("fastboot:fault=vanish");
        long first = host.attach().deviceKey();
        assertThat(host.ask("reboot")).isEqualTo("OKAY");
        await().until(() -> host.hub.attach(1).isEmpty());

        await().during(Duration.ofMillis(800)).until(() -> host.hub.attach(1).isEmpty());
        cyclePower();

        host.awaitArrival(first);
    }

    @Test
    void aBoardThatIsPulledDuringItsOutageStaysAway() {
        host.plug("fastboot:fault=disconnect@10:100ms");
        assertFault(() -> host.ask(VERSION), ChannelFault.DISCONNECTED);

        host.hub.unplug(1);

        await().during(Duration.ofMillis(300)).until(() -> host.hub.attach(1).isEmpty());
    }

    private void cyclePower() throws ChannelException {
        PortPower power = host.hub.power(PortPath.virtual(1)).orElseThrow();
        power.set(false);
        power.set(true);
    }
}
