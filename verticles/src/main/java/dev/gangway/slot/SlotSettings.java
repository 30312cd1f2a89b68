package dev.gangway.slot;

import java.nio.file.Path;

/**
 * What the port map is told.
 *
 * @param slots as they were configured and learned
 * @param data the folder where what is learned is stored
 * @param slotPrefix what a slot label's barcode begins with; empty = there are none
 * @param commandPrefix what a command barcode begins with; empty = there are none
 */
public record SlotSettings(SlotMap slots, Path data, String slotPrefix, String commandPrefix) {
    /** The barcode that begins a lesson, for people: the short one first, then the one that always works. */
    String learnCodes() {
        String always = "GANGWAY:LEARN";
        return commandPrefix.isEmpty() ? always : commandPrefix + "LEARN or " + always;
    }
}
