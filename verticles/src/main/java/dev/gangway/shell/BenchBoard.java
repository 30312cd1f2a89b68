package dev.gangway.shell;

import dev.gangway.channel.UsbSession;
import dev.gangway.model.FailureException;
import dev.gangway.model.PortPath;
import java.util.Optional;

/** A board that bench verbs may be for, as far as it is known without opening it. */
public interface BenchBoard {
    /** Where it hangs. */
    PortPath port();

    /** The number of its USB bus, as lsusb counts; 1 for a board on no USB port. */
    int bus();

    /** Its device address there; the port's number where there is no address, 0 when unknown. */
    int device();

    /** The serial that its USB descriptors show. */
    Optional<String> usbSerial();

    /**
     * Opens it; the caller closes it.
     *
     * @throws FailureException when it is gone, or this machine does not let it be opened, with what to do
     */
    UsbSession open() throws FailureException;
}
