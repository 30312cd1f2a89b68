package dev.gangway.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.channel.ByteStream;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.Sighting;
import dev.gangway.model.BootMode;
import dev.gangway.virtual.spark.AirBoard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that come, stay, are replaced and go. */
class CoreSessionTest {
    private SparkRig rig;

    @TempDir
    Path folder;

    @BeforeEach
    void begin() throws IOException {
        rig = new SparkRig(folder);
    }

    @AfterEach
    void end() {
        rig.close();
    }

    @Test
    void aCoreIsItsOwnPortAndIsThereWhileItIsConnected() throws Exception {
        AirBoard core = rig.plug(1, "core-id=53ff6c065067544840551187");

        Sighting seen = rig.arrival(core);

        assertThat(seen.port().text()).isEqualTo("tcp:53ff6c065067544840551187");
        assertThat(seen.line()).isEqualTo(BootMode.CLOUD);
        assertThat(rig.bus().owns(seen.port())).isTrue();
        rig.unplug(1);
        rig.departure(core);
        assertThatThrownBy(() -> rig.open(seen))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("is not connected");
    }

    /** At this pace it asks every second whether anybody is there, and gives up 10 s later. */
    @Test
    void aCoreThatNobodySpeaksToIsAnswered() throws Exception {
        AirBoard core = rig.plug(1, "");
        Sighting seen = rig.arrival(core);
        try (ByteStream stream = rig.open(seen)) {
            CoreDevice device = CoreDevice.open(stream, 1);
            ByteBuffer nothing = ByteBuffer.allocate(1);
            // Held by someone who only listens: pings are none of his business.
            assertThatThrownBy(() -> stream.read(nothing, Duration.ofMillis(2500)))
                    .extracting(e -> ((ChannelException) e).fault())
                    .isEqualTo(ChannelFault.TIMEOUT);
            assertThat(device.describe()).contains("flashcrc");
        }
        assertThat(CoreDevice.open(rig.open(seen), 5).describe()).contains("flashcrc");
    }

    @Test
    void oneSpeaksToACoreAtATimeAndItsConnectionOutlivesHim() throws Exception {
        Sighting seen = rig.arrival(rig.plug(1, "version=4"));
        for (int i = 0; i < 3; i++) {
            try (ByteStream stream = rig.open(seen)) {
                assertThat(CoreDevice.open(stream, i).hello().version()).isEqualTo(4);
                assertThatThrownBy(() -> rig.open(seen))
                        .extracting(e -> ((ChannelException) e).fault())
                        .isEqualTo(ChannelFault.BUSY);
            }
        }
    }

    @Test
    void whoIsCancelledEndsSoonAndTheConnectionStays() throws Exception {
        Sighting seen = rig.arrival(rig.plug(1, ""));
        ByteStream stream = rig.open(seen);
        CoreDevice.open(stream, 1);
        stream.cancel();

        assertThatThrownBy(() -> stream.read(ByteBuffer.allocate(9), Duration.ofSeconds(9)))
                .extracting(e -> ((ChannelException) e).fault())
                .isEqualTo(ChannelFault.CANCELLED);
        stream.close();
        assertThat(CoreDevice.open(rig.open(seen), 2).describe()).isNotEmpty();
    }

    @Test
    void aNewConnectionReplacesTheOldOneWhenItIsProved() throws Exception {
        AirBoard first = rig.plug(1, "core-id=53ff6c065067544840551187,seed=9");
        Sighting old = rig.arrival(first);
        AirBoard second = rig.plug(2, "core-id=53ff6c065067544840551187,seed=9,version=8");
        Sighting fresh = rig.arrival(second);

        assertThat(fresh.port()).isEqualTo(old.port());
        assertThatThrownBy(() -> rig.open(old)).isInstanceOf(ChannelException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fault=wrong-signaturexalways", "fault=old-sessionxalways"})
    void whoIsNotEnrolledOrNotHimselfIsNeverSeen(String board) throws Exception {
        rig.plug(1, board, board.isEmpty() ? "" : "enrol=" + folder.resolve("enrolled") + ",");
        AirBoard sound = rig.plug(2, "");

        rig.arrival(sound);

        assertThat(rig.bus().survey()).hasSize(1);
        assertThat(Files.exists(folder.resolve("refused"))).isEqualTo(board.isEmpty());
    }

    @Test
    void strangersAtTheDoorDoNotKeepTheOthersOut() throws Exception {
        List<Socket> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) {
                strangers.add(
                        new Socket(InetAddress.getLoopbackAddress(), rig.bus().listensOn()));
            }
            assertThat(rig.arrival(rig.plug(1, "")).isDescribed()).isTrue();
        } finally {
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void manyCoresAreThereAtOnce() throws Exception {
        List<AirBoard> cores = new ArrayList<>();
        for (int port = 1; port <= 8; port++) {
            cores.add(rig.plug(port, ""));
        }
        for (AirBoard core : cores) {
            while (rig.bus().survey().stream()
                    .noneMatch(seen -> seen.port().text().endsWith(core.id()))) {
                Thread.onSpinWait();
            }
        }
        assertThat(rig.bus().survey()).hasSize(8);
    }
}
