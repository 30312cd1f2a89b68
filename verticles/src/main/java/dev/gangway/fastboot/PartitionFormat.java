package dev.gangway.fastboot;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.LongConsumer;

/**
 * Puts an empty file system into a partition, as the reference client's {@code format} does: the board tells what kind it wants
 * and how large, the system is made here and flashed.
 */
public final class PartitionFormat {
    /** The one kind that is made here. */
    public static final String EXT4 = "ext4";

    private static final String ERASE_INSTEAD =
            ": use erase, then flash the image of an empty one, or say ext4 when that is what the product takes";

    private final FastbootClient board;

    /** Partitions of this board. */
    public PartitionFormat(FastbootClient board) {
        this.board = board;
    }

    /**
     * Formats a partition; what was in it is lost.
     *
     * @param kind of file system; empty = what the board says
     * @param size bytes; empty = what the board says
     * @param progress gets the number of bytes that the board has taken since the last call
     * @throws FailureException BOARD_REFUSED when the board tells neither or wants another kind, IMAGE_TOO_LARGE when there is no
     *     such small or large ext4, and what {@link FastbootClient#flash} says
     */
    public void format(String partition, Optional<String> kind, OptionalLong size, LongConsumer progress)
            throws FailureException {
        requireExt4(partition, kind);
        long bytes = size.isPresent() ? size.getAsLong() : size(partition);
        if (bytes < EmptyExt4.SMALLEST || bytes > EmptyExt4.LARGEST) {
            throw new FailureException(
                    FailureKind.IMAGE_TOO_LARGE,
                    "the partition " + partition + " has " + bytes + " bytes, and an ext4 is made from "
                            + EmptyExt4.SMALLEST + " to " + EmptyExt4.LARGEST + ERASE_INSTEAD);
        }
        board.flash(partition, EmptyExt4.sparse(bytes, UUID.randomUUID()), progress);
    }

    private void requireExt4(String partition, Optional<String> kind) throws FailureException {
        String variable = "partition-type:" + partition;
        Optional<String> wanted = kind.isPresent() ? kind : board.getvar(variable);
        if (wanted.isEmpty()) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED,
                    "the board does not say of which kind " + partition + " is (" + variable + ")" + ERASE_INSTEAD);
        }
        if (!wanted.get().equals(EXT4)) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED,
                    "the board says that " + partition + " is " + wanted.get() + ", and only ext4 is made here"
                            + ERASE_INSTEAD);
        }
    }

    /** Hex, on some boards without the 0x before it, on others with zeros. */
    private long size(String partition) throws FailureException {
        String variable = "partition-size:" + partition;
        String told = board.getvar(variable).orElse("");
        String digits = told.strip().replaceFirst("^(0[xX])?0*(?=.)", "");
        if (!digits.matches("[0-9a-fA-F]{1,15}")) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED,
                    "the board tells no size of " + partition + " (" + variable + " is \"" + told
                            + "\"): is there such a partition?");
        }
        return Long.parseLong(digits, 16);
    }
}
