package dev.gangway.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SerialDevice;
import dev.gangway.channel.SerialLine;
import dev.gangway.channel.Sighting;
import dev.gangway.channel.UsbSession;
import dev.gangway.model.BootMode;
import dev.gangway.model.PortPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SerialBusTest {
    @TempDir
    Path folder;

    private static ChannelException failure(SerialBus bus, PortPath port) {
        ChannelException failure =
                catchThrowableOfType(ChannelException.class, () -> bus.open(port, 1, SerialLine.class));
        assertThat(failure).as("a ChannelException").isNotNull();
        return failure;
    }

    @Test
    void showsItsPortsAsLinesThatAreAlwaysThere() {
        PortPath first = new PortPath("serial:/dev/ttyS2");
        PortPath second = new PortPath("serial:/dev/ttyS10");
        SerialBus bus = new SerialBus(List.of(second, new PortPath("1-2"), new PortPath("tcp:a:1"), first));

        assertThat(bus.ports()).containsExactly(first, second);
        assertThat(bus.survey())
                .extracting(Sighting::port, Sighting::line, Sighting::isDescribed)
                .containsExactly(tuple(first, BootMode.SERIAL_LINE, true), tuple(second, BootMode.SERIAL_LINE, true));
        assertThat(bus.owns(first)).isTrue();
        assertThat(bus.owns(new PortPath("serial:/dev/ttyS3"))).isFalse();
        assertThat(bus.owns(new PortPath("1-2"))).isFalse();
        assertThat(bus.topology()).isEmpty();
    }

    @Test
    void opensNothingButSerialLines() {
        PortPath port = new PortPath("serial:" + folder.resolve("tty"));
        SerialBus bus = new SerialBus(List.of(port));

        assertThat(catchThrowableOfType(ChannelException.class, () -> bus.open(port, 1, UsbSession.class))
                        .fault())
                .isEqualTo(ChannelFault.UNSUPPORTED);
        assertThat(failure(bus, new PortPath("serial:/dev/other"))).hasMessageContaining("no port serial:/dev/other");
    }

    @Test
    void saysOfADeviceThatIsNotThereWhereToLook() {
        PortPath port = new PortPath("serial:" + folder.resolve("ttyUSB7"));
        ChannelException failure = failure(new SerialBus(List.of(port)), port);

        assertThat(failure.fault()).isEqualTo(ChannelFault.DISCONNECTED);
        assertThat(failure).hasMessageContainingAll("no serial device " + folder, "ttyUSB7", "/dev/serial/by-id");
    }

    @Test
    void saysOfAFileThatItIsNoSerialLine() throws IOException {
        PortPath port = new PortPath("serial:" + Files.createFile(folder.resolve("file")));
        ChannelException failure = failure(new SerialBus(List.of(port)), port);

        assertThat(failure.fault()).isEqualTo(ChannelFault.IO);
        assertThat(failure).hasMessageContaining("can't be opened as a serial line");
    }

    @Test
    void findsNoTroubleWithADeviceThatIsThere() {
        assertThat(new SerialDevice("/dev/null").trouble()).isEmpty();
    }
}
