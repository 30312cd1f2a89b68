package dev.gangway.slot;

import dev.gangway.model.PortPath;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the port map is told.
 *
 * @param slots as they were configured and learned
 * @param data the folder where what is learned is stored
 * @param slotPrefix what a slot label's barcode begins with; empty = there are none
 * @param commandPrefix what a command barcode begins with; empty = there are none
 * @param unserved why a port can't have a slot; empty for one that a bus of this station serves
 */
public record SlotSettings(
        SlotMap slots,
        Path data,
        String slotPrefix,
        String commandPrefix,
        Function<PortPath, Optional<String>> unserved) {
    /** The barcode that begins a lesson, for people: the short one first, then the one that always works. */
    String learnCodes() {
        String always = "GANGWAY:LEARN";
        return commandPrefix.isEmpty() ? always : commandPrefix + "LEARN or " + always;
    }
}
