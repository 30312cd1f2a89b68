package dev.gangway.channel;

import static dev.gangway.channel.BusUnderTest.bytes;
import static dev.gangway.channel.BusUnderTest.failure;
import static dev.gangway.channel.BusUnderTest.received;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gangway.virtual.EchoBoard;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The settings of an interface. */
public interface BusSettingContract extends BusUnderTest {
    private static int settingOf(UsbSession session) throws ChannelException {
        ByteBuffer data = ByteBuffer.allocateDirect(1);
        session.control(new SetupPacket(0xc0, 8, 0, 0, 1), data, SECOND);
        return data.get(0);
    }

    @Test
    default void choosesASettingOfAnInterfaceAndGoesBack() throws Exception {
        plug(1, EchoBoard.withTwoSettings("E-1"));
        try (UsbSession session = opened(1)) {
            session.alternate(0, 1);

            assertThat(settingOf(session)).isEqualTo(1);
            ChannelException missing = failure(() -> session.bulkOut(EchoBoard.OUT, bytes("x"), SECOND));
            assertThat(missing.fault()).isEqualTo(ChannelFault.IO);
            assertThat(missing).hasMessageContaining("present setting");

            session.alternate(0, 0);

            assertThat(settingOf(session)).isZero();
            session.bulkOut(EchoBoard.OUT, bytes("back"), SECOND);
            assertThat(received(session)).isEqualTo("back");
        }
    }

    @Test
    default void refusesASettingThatTheInterfaceDoesNotHave() throws Exception {
        plug(1, EchoBoard.withTwoSettings("E-1"));
        try (UsbSession session = opened(1)) {
            ChannelException failure = failure(() -> session.alternate(0, 2));

            assertThat(failure.fault()).isEqualTo(ChannelFault.STALL);
            assertThat(settingOf(session)).isZero();
            session.bulkOut(EchoBoard.OUT, bytes("still here"), SECOND);
            assertThat(received(session)).isEqualTo("still here");
        }
    }

    @Test
    default void demandsAClaimBeforeASettingIsChosen() throws Exception {
        plug(1, EchoBoard.withTwoSettings("E-1"));
        Sighting board = sighted(1);
        try (UsbSession session = bus().open(board.port(), board.deviceKey(), UsbSession.class)) {
            assertThatIllegalStateException().isThrownBy(() -> session.alternate(0, 1));
        }
    }

    @Test
    default void clearsAHaltWithASetting() throws Exception {
        plug(1, EchoBoard.withTwoSettings("E-1"));
        try (UsbSession session = opened(1)) {
            failure(() -> session.bulkOut(EchoBoard.OUT, bytes("S"), SECOND));

            session.alternate(0, 0);

            session.bulkOut(EchoBoard.OUT, bytes("y"), SECOND);
            assertThat(received(session)).isEqualTo("y");
        }
    }

    @Test
    default void leavesAnInterfaceInItsFirstSettingForWhoeverComesNext() throws Exception {
        plug(1, EchoBoard.withTwoSettings("E-1"));
        try (UsbSession session = opened(1)) {
            session.alternate(0, 1);
        }
        try (UsbSession session = opened(1)) {
            assertThat(settingOf(session)).isZero();
            session.bulkOut(EchoBoard.OUT, bytes("next"), SECOND);
            assertThat(received(session)).isEqualTo("next");
        }
    }

    @Test
    default void findsTheFirstSettingAfterAReset() throws Exception {
        plug(1, EchoBoard.withTwoSettings("E-1"));
        try (UsbSession session = opened(1)) {
            session.alternate(0, 1);

            session.reset();

            assertThat(settingOf(session)).isZero();
            session.bulkOut(EchoBoard.OUT, bytes("reset"), SECOND);
            assertThat(received(session)).isEqualTo("reset");
        }
    }
}
