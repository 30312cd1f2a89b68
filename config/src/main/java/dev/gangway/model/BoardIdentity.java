package dev.gangway.model;

import org.jspecify.annotations.Nullable;

/**
 * What a board said of itself when it was asked, before the first write.
 *
 * @param mode the boot mode it answered in
 * @param chipId the number its boot ROM reports for the chip family, for example 0x1680 for an H3; 0 when it has none
 * @param chipName the name for people, for example {@code H3}
 * @param boardId its own unique id, where the chip has one
 * @param fastbootSerial the serial its fastboot gadget will show, where that can be predicted from the id
 */
public record BoardIdentity(
        BootMode mode,
        int chipId,
        String chipName,
        @Nullable BoardId boardId,
        @Nullable String fastbootSerial) {}
