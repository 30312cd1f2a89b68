package dev.gangway.spark;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;

/**
 * A place in a Core's memory where something may go over the air. The Core itself refuses nothing: an address that wraps
 * overwrites the key of its server, one that is not a sector's hangs it. So there is no other way to say where than this
 * (the dossier's section 9). Immutable.
 */
public final class FlashPlace {
    /** Bytes of a sector, which is erased as a whole. */
    public static final int SECTOR = 4096;

    /** Bytes of the application's memory in the chip: what is more of an image would be cut off when it is installed. */
    public static final int LARGEST_FIRMWARE = 110_592;

    /** Where what came over the air waits for its installation; what a Core's firmware adds to an address. */
    public static final long UPDATE = 0x60000;

    /** Where a factory reset takes the firmware from. */
    public static final long FACTORY = 0x20000;

    private static final long FACTORY_END = 0x40000;
    private static final long USER = 0x80000;
    private static final long END = 0x200000;

    private final long address;
    private final long length;
    private final String text;

    private FlashPlace(long address, long length, String text) {
        this.address = address;
        this.length = length;
        this.text = text;
    }

    /** Of firmware that shall be installed. */
    public static FlashPlace firmware(long length) throws FailureException {
        requireSomething(length);
        if (length > LARGEST_FIRMWARE) {
            throw new FailureException(
                    FailureKind.IMAGE_TOO_LARGE,
                    "the firmware has " + length + " bytes, and a Core takes " + LARGEST_FIRMWARE
                            + ": the rest would be cut off at its installation");
        }
        return new FlashPlace(UPDATE, length, "firmware");
    }

    /** Of the image that a factory reset installs. */
    public static FlashPlace factory(long length) throws FailureException {
        requireSomething(length);
        if (length > FACTORY_END - FACTORY) {
            throw new FailureException(
                    FailureKind.IMAGE_TOO_LARGE,
                    "the factory image has " + length + " bytes, and its place " + (FACTORY_END - FACTORY));
        }
        return new FlashPlace(FACTORY, length, "factory image");
    }

    /**
     * Of a file in the part of the external flash that is the user's.
     *
     * @param address where it begins, a sector's beginning
     * @throws FailureException RECIPE_INVALID when nothing may be written there, IMAGE_TOO_LARGE when it does not fit
     */
    public static FlashPlace file(long address, long length) throws FailureException {
        requireSomething(length);
        if (address < USER || address >= END) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    String.format(
                            "a file goes to 0x%x or behind it, up to 0x%x: at 0x%x there is what the Core lives by",
                            USER, END - 1, address));
        }
        if (address % SECTOR != 0) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    String.format(
                            "a file begins at a multiple of 0x%x: at 0x%x the Core would write for ever",
                            SECTOR, address));
        }
        long padded = (length + CoreRequests.CHUNK - 1) / CoreRequests.CHUNK * CoreRequests.CHUNK;
        if (padded > END - address) {
            throw new FailureException(
                    FailureKind.IMAGE_TOO_LARGE,
                    String.format(
                            "%d bytes at 0x%x end behind the flash, where it begins anew with the Core's keys",
                            length, address));
        }
        return new FlashPlace(address, length, String.format("external flash at 0x%x", address));
    }

    private static void requireSomething(long length) throws FailureException {
        if (length <= 0) {
            throw new FailureException(FailureKind.IMAGE_INVALID, "the image is empty");
        }
    }

    /** Where in the external flash. */
    public long address() {
        return address;
    }

    /** Bytes. */
    public long length() {
        return length;
    }

    /** Whether what goes there is installed afterwards. */
    boolean isInstalled() {
        return address == UPDATE;
    }

    /** For people and for the record. */
    public String text() {
        return text;
    }
}
