package dev.gangway.fastboot;

import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.SparseImage;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which partitions a name means on a board, and whether they can be written as it is now (dossier, section 3). */
public final class Partitions {
    /** The slot that the board does not start from. */
    public static final String OTHER = "other";

    /** Every slot. */
    public static final String ALL = "all";

    private static final String CURRENT = "current-slot";
    private static final String COUNT = "slot-count";
    private static final int USUAL_SLOTS = 2;
    private static final int LETTERS = 26;
    private static final long BLOCK = 4096;

    private final FastbootClient board;

    /** Those of this board. */
    public Partitions(FastbootClient board) {
        this.board = board;
    }

    /**
     * The partitions of this name: itself, or where the board says that it has slots, the one of a slot.
     *
     * @param slot a letter, {@link #OTHER} or {@link #ALL}; empty = the slot that the board starts from
     * @throws FailureException RECIPE_INVALID when a slot is named and the board has none of it
     */
    public List<String> named(String partition, Optional<String> slot) throws FailureException {
        if (!board.isYes("has-slot:" + partition)) {
            if (slot.isPresent() && !slot.get().equals(ALL)) {
                throw new FailureException(
                        FailureKind.RECIPE_INVALID,
                        "slot " + slot.get() + " is named, and this board keeps " + partition + " in no slots");
            }
            return List.of(partition);
        }
        List<String> names = new ArrayList<>();
        for (String letter : letters(slot)) {
            names.add(partition + "_" + letter);
        }
        return names;
    }

    /** The slots that are meant. */
    private List<String> letters(Optional<String> slot) throws FailureException {
        if (slot.isEmpty()) {
            return List.of(current());
        }
        int count = count();
        if (slot.get().equals(ALL)) {
            List<String> letters = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                letters.add(letter(i));
            }
            return letters;
        }
        return List.of(slot.get().equals(OTHER) ? letter((number(current()) + 1) % count) : known(slot.get(), count));
    }

    /**
     * The letter of a slot that {@link FastbootClient#setActive} may be told.
     *
     * @param slot a letter, or {@link #OTHER}
     */
    public String letter(String slot) throws FailureException {
        return slot.equals(OTHER) ? letter((number(current()) + 1) % count()) : known(slot, count());
    }

    private static String known(String slot, int count) throws FailureException {
        if (number(slot) >= count) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID, "the board has " + count + " slots, and none is called " + slot);
        }
        return slot;
    }

    /** Old loaders write it with an underscore before it. */
    private String current() throws FailureException {
        String told = board.getvar(CURRENT).orElse("").replaceFirst("^_", "");
        if (!told.matches("[a-z]")) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED,
                    "the board has slots and tells none as its own (" + CURRENT + " is \"" + told
                            + "\"): name one with slot");
        }
        return told;
    }

    /** U-Boot has slots and does not count them. */
    private int count() throws FailureException {
        Optional<String> told = board.getvar(COUNT);
        if (told.isEmpty()) {
            return USUAL_SLOTS;
        }
        if (!told.get().matches("[1-9]|1[0-9]|2[0-6]")) {
            throw new FailureException(
                    FailureKind.PROTOCOL_GARBAGE,
                    "the board's " + COUNT + " is \"" + told.get() + "\"; 1 to " + LETTERS + " is possible");
        }
        return Integer.parseInt(told.get());
    }

    private static int number(String letter) {
        return letter.charAt(0) - 'a';
    }

    private static String letter(int number) {
        return String.valueOf((char) ('a' + number));
    }

    /**
     * Makes a logical partition as long as the image. Partitions that are not logical stay as they are.
     *
     * @throws FailureException RECIPE_INVALID when it is logical and the board is not where those are written
     */
    public void makeRoom(String partition, ImageData image) throws FailureException {
        if (!board.isYes("is-logical:" + partition)) {
            return;
        }
        if (!board.isYes("is-userspace")) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    partition + " is a logical partition, which a boot loader can't write: send the board into fastboot"
                            + " of its user space first (in a recipe fastboot.reboot-fastboot and \"await: fastboot\", at"
                            + " the bench \"reboot fastboot\")");
        }
        board.command(
                "resize-logical-partition:" + partition + ":" + (length(partition, image) + BLOCK - 1) / BLOCK * BLOCK);
    }

    private static long length(String partition, ImageData image) throws FailureException {
        try {
            return SparseImage.startsLikeOne(image) ? SparseImage.parse(image).expandedLength() : image.length();
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, "image for " + partition + ": " + e.getMessage(), e);
        }
    }
}
