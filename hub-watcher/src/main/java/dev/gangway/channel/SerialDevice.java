package dev.gangway.channel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A serial device of this machine.
 *
 * @param path for example {@code /dev/ttyUSB0}, or one of the names in {@code /dev/serial/by-id}, which stay
 */
public record SerialDevice(String path) {
    /** Opens serial devices; the caller closes what it got. Any thread may call. */
    @FunctionalInterface
    public interface Opener {
        /**
         * Opens a device, at 115200 baud and with both control lines asserted where it has any.
         *
         * @throws ChannelException what {@link SerialDevice#trouble} says, BUSY, or IO when it is no serial device
         */
        SerialLine open(SerialDevice device) throws ChannelException;
    }

    /** Why this user can't open it now, with what to do: DISCONNECTED or ACCESS; empty when it is there. Opens nothing. */
    public Optional<ChannelException> trouble() {
        Path file = Path.of(path);
        if (!Files.exists(file)) {
            return Optional.of(new ChannelException(
                    ChannelFault.DISCONNECTED,
                    "there is no serial device " + path
                            + ": plug it in; ls -l /dev/serial/by-id names those that are there"));
        }
        if (!Files.isReadable(file) || !Files.isWritable(file)) {
            return Optional.of(new ChannelException(
                    ChannelFault.ACCESS,
                    "this user may not open " + path + ": sudo usermod -aG dialout $USER, then log in again"));
        }
        return Optional.empty();
    }
}
