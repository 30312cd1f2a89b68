package dev.gangway.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.channel.ChannelException;
import dev.gangway.config.PowerConfig;
import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.PlugOptions;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.pty.PtyExport;
import dev.gangway.virtual.serial.EchoUart;
import dev.gangway.virtual.serial.SerialFunction;
import dev.gangway.virtual.serial.UartOut;
import dev.gangway.virtual.serial.UartSide;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The switch of a YKUSH hub, behind a pty in the place of {@code /dev/hidrawN}. */
@Timeout(60)
class YkushOutletTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final VirtualHub ptys = new VirtualHub(1);
    private final Reports hub = new Reports();

    @SuppressWarnings("NullAway.Init")
    private PtyExport export;

    /** Takes reports of 65 bytes, the number 0 first, and answers with 64, as the hub's firmware and the kernel do together. */
    private static final class Reports implements VirtualBoard, UartSide {
        private final ByteBuffer report = ByteBuffer.allocate(65);
        private final boolean[] up = {true, true, true};
        private @Nullable UartOut out;
        private volatile boolean silent;

        @Override
        public void plugged(BoardPort port) {
            port.enumerate(new SerialFunction(EchoUart.LOOK, FaultPlan.sound(), port::wake, made -> {
                out = made;
                return this;
            }));
        }

        @Override
        public void unplugged() {
            out = null;
        }

        @Override
        public String describe() {
            return "reports";
        }

        @Override
        public void set(int baud, boolean dtr, boolean rts) {
            report.clear();
        }

        @Override
        public void take(ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                report.put(bytes.get());
                if (!report.hasRemaining()) {
                    answer(report.get(0) == 0 ? report.get(1) & 0xff : 0xff);
                    report.clear();
                }
            }
        }

        private void answer(int command) {
            ByteBuffer answer = ByteBuffer.allocate(64);
            int port = command & 0x0f;
            boolean known = port >= 1 && port <= up.length && command < 0x30;
            if (known && command < 0x20) {
                up[port - 1] = command >= 0x10;
            }
            answer.put(0, (byte) (known ? 1 : 0xff));
            answer.put(1, (byte) (known && up[port - 1] ? 0x10 | port : port));
            if (!silent) {
                Objects.requireNonNull(out).send(answer);
            }
        }
    }

    @BeforeEach
    void begin() throws IOException {
        export = new PtyExport(ptys, 1, folder.resolve("dev"));
        ptys.plug(1, hub, PlugOptions.with(FaultPlan.sound()));
        device("hidraw0", "0003:0000046D:0000C31C", "");
        device("hidraw1", "0003:000004D8:0000F2F7", "YK20001");
        Files.move(export.link(1), folder.resolve("dev/hidraw1"));
    }

    @AfterEach
    void close() {
        export.close();
        ptys.close();
    }

    private void device(String name, String id, String serial) throws IOException {
        Path device =
                Files.createDirectories(folder.resolve("sys").resolve(name).resolve("device"));
        Files.writeString(device.resolve("uevent"), "DRIVER=hid-generic\nHID_ID=" + id + "\nHID_UNIQ=" + serial + "\n");
    }

    private YkushOutlet outlet(String serial, int port, Duration patience) {
        return new YkushOutlet(
                new PowerConfig.Ykush(serial, port), patience, folder.resolve("sys"), folder.resolve("dev"));
    }

    @Test
    void switchesOnePortAndLeavesTheOthers() throws Exception {
        YkushOutlet second = outlet("YK20001", 2, PATIENCE);
        assertThat(second.isOn()).contains(true);
        second.turn(false);
        assertThat(second.isOn()).contains(false);
        assertThat(outlet("", 3, PATIENCE).isOn()).contains(true);
        second.turn(true);
        assertThat(second.isOn()).contains(true);
    }

    @Test
    void aPortThatItHasNotIsRefused() {
        assertThatThrownBy(() -> outlet("", 4, PATIENCE).turn(false))
                .hasMessageContaining("has it a port of this number?");
    }

    @Test
    void aHubThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> outlet("YK20002", 1, PATIENCE).turn(false))
                .isInstanceOf(ChannelException.class)
                .hasMessage("the YKUSH hub YK20002 is not plugged in");
    }

    @Test
    void ofTwoHubsOneHasToBeNamed() throws Exception {
        device("hidraw2", "0003:000004D8:0000F11B", "YK3001");
        assertThatThrownBy(() -> outlet("", 1, PATIENCE).turn(false)).hasMessageContaining("write ykush.serial");
    }

    @Test
    void aHubThatSaysNothingIsGivenUp() {
        hub.silent = true;
        assertThatThrownBy(() -> outlet("", 1, Duration.ofMillis(300)).isOn()).hasMessageContaining("does not answer");
    }
}
