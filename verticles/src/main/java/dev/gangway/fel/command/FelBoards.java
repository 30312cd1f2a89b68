package dev.gangway.fel.command;

import dev.gangway.fel.FelDevice;
import dev.gangway.model.FailureException;
import java.util.List;

/** The boards in FEL mode that the command line may choose from. */
@FunctionalInterface
public interface FelBoards {
    /** The boards that are attached now, in a stable order. */
    List<Found> survey() throws FailureException;

    /** One board in FEL mode. */
    interface Found {
        /** USB bus number, as lsusb counts. */
        int bus();

        /** USB device address on the bus. */
        int device();

        /** Opens it; the caller closes it. */
        FelDevice open() throws FailureException;
    }
}
