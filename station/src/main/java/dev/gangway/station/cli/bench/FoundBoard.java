package dev.gangway.station.cli.bench;

import dev.gangway.channel.Channel;
import dev.gangway.channel.ChannelException;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.PortPath;
import dev.gangway.shell.BenchBoard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A board on the bus of one call. */
record FoundBoard(BenchCall call, BoardSighting seen) implements BenchBoard {
    private static final Path SYSFS = Path.of("/sys/bus/usb/devices");

    @Override
    public PortPath port() {
        return seen.port();
    }

    @Override
    public int bus() {
        String path = port().text();
        return port().isUsb() ? Integer.parseInt(path.substring(0, path.indexOf('-'))) : 1;
    }

    /** The address that the kernel gave the device. */
    @Override
    public int device() {
        if (!port().isUsb()) {
            String number = port().text().replaceAll("^virtual:", "");
            return number.matches("[0-9]{1,3}") ? Integer.parseInt(number) : 0;
        }
        try {
            return Integer.parseInt(
                    Files.readString(SYSFS.resolve(port().text()).resolve("devnum"))
                            .strip());
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public Optional<String> usbSerial() {
        return Optional.ofNullable(seen.usbSerial());
    }

    @Override
    public BootMode mode() {
        return seen.mode();
    }

    @Override
    public <C extends Channel> C open(Class<C> over) throws FailureException {
        try {
            return call.open(seen, over);
        } catch (ChannelException e) {
            throw e.asFailure("opening the board on " + port());
        }
    }
}
