package dev.gangway.shell;

import dev.gangway.channel.Channel;
import dev.gangway.model.BootMode;
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

    /** What it is seen as; {@code UNKNOWN} where nobody has looked. */
    default BootMode mode() {
        return BootMode.UNKNOWN;
    }

    /**
     * Opens it; the caller closes it.
     *
     * @param over the kind of channel that it is spoken to over
     * @throws FailureException when it is gone, or this machine does not let it be opened, with what to do
     */
    <C extends Channel> C open(Class<C> over) throws FailureException;
}
