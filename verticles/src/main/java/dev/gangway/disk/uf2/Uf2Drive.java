package dev.gangway.disk.uf2;

import dev.gangway.channel.Pauses;
import dev.gangway.disk.Disk;
import dev.gangway.format.ImageData;
import dev.gangway.format.Uf2Block;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongUnaryOperator;

/**
 * The drive that a UF2 boot loader shows. It takes blocks and gives none of them back: that the board left after the last one
 * tells that it has all of them, and no more than that. A loader that missed one may be given all of them again over a disk that
 * was opened anew: the reset of the transport, with which that begins, makes the ROMs of RP2040 and RP2350 forget which ones they
 * have. Blocking; one thread at a time.
 */
public final class Uf2Drive {
    private static final String INFO = "INFO_UF2TXT";
    private static final int LONGEST_INFO = 4096;

    /** The name of the file that is copied. */
    private static final String COPY = "GANGWAY UF2";

    /** Blocks of a command. */
    private static final int MOST_AT_ONCE = 64;

    private static final Duration LOOK = Duration.ofMillis(100);

    /** Five seconds: loaders start the application within one after the last block. */
    private static final int LOOKS = 50;

    private final Disk disk;
    private final Pauses pauses;
    private final FatVolume volume;
    private final String boardId;
    private final String model;

    private Uf2Drive(Disk disk, Pauses pauses, FatVolume volume, String info) {
        this.disk = disk;
        this.pauses = pauses;
        this.volume = volume;
        boardId = value(info, "Board-ID");
        model = value(info, "Model");
    }

    private static String value(String info, String key) {
        return info.lines()
                .filter(line -> line.startsWith(key + ":"))
                .map(line -> line.substring(key.length() + 1)
                        .replaceAll("[^ -~]", "?")
                        .strip())
                .findFirst()
                .orElse("");
    }

    /**
     * Reads what the drive says of its board; writes nothing.
     *
     * @throws FailureException BOARD_REFUSED when it is no UF2 loader's drive
     */
    public static Uf2Drive open(Disk disk, Pauses pauses) throws FailureException {
        FatVolume volume = FatVolume.open(disk);
        byte[] info = volume.file(INFO, LONGEST_INFO)
                .orElseThrow(() -> new FailureException(
                        FailureKind.BOARD_REFUSED,
                        "the drive has no INFO_UF2.TXT: it is not that of a UF2 boot loader"));
        return new Uf2Drive(disk, pauses, volume, new String(info, StandardCharsets.ISO_8859_1));
    }

    /** What it calls its board; empty when it does not say. */
    public String boardId() {
        return boardId;
    }

    /** The same for people. */
    public String model() {
        return model;
    }

    /**
     * The UF2 family that this board takes.
     *
     * @param wanted what the recipe or the person says; empty = the usual one of a board that is known
     * @throws FailureException RECIPE_INVALID when that is none of this board's, or nobody knows
     */
    public long family(Optional<Long> wanted) throws FailureException {
        return KnownBoard.family(boardId, wanted);
    }

    /**
     * Writes a file's blocks, and waits until the board leaves to start them.
     *
     * @param family whose blocks; the file has some
     * @param leaving is told before the block after which the board leaves
     * @param moved gets the bytes that the drive has taken since the last call
     * @throws FailureException IMAGE_INVALID before the first byte when the file has nothing for the family, IMAGE_TOO_LARGE when
     *     it does not fit the drive; BOARD_REFUSED when the board stays a drive although it has all
     */
    public void write(Uf2Content content, long family, Uf2Content.By by, Runnable leaving, LongConsumer moved)
            throws FailureException {
        content.requireFor(family);
        Uf2Content.Way way = content.way(family, by);
        disk.requireWritable(0, Uf2Block.SIZE);
        LongUnaryOperator place =
                by == Uf2Content.By.FILE ? volume.create(COPY, content.data().length()) : volume.anywhere();
        long[] at = way.at();
        for (int done = 0; done < way.completing(); ) {
            int run = 1;
            while (run < MOST_AT_ONCE && done + run < way.completing() && follows(at, place, by, done + run)) {
                run++;
            }
            long length = (long) run * Uf2Block.SIZE;
            disk.write(content.data(), at[done], length, place.applyAsLong(where(at, by, done)), moved);
            done += run;
        }
        leaving.run();
        int last = way.completing();
        if (stays(content.data(), at[last], place.applyAsLong(where(at, by, last)), moved)) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED,
                    "the board has been given every block and stays a drive: it has missed one, or takes another family");
        }
    }

    /** As a file, a block lies where it lies in the file; else they follow one another. */
    private static long where(long[] at, Uf2Content.By by, int block) {
        return by == Uf2Content.By.FILE ? at[block] : (long) block * Uf2Block.SIZE;
    }

    private static boolean follows(long[] at, LongUnaryOperator place, Uf2Content.By by, int block) {
        return at[block] == at[block - 1] + Uf2Block.SIZE
                && place.applyAsLong(where(at, by, block))
                        == place.applyAsLong(where(at, by, block - 1)) + Uf2Block.SIZE;
    }

    /** Gives the block after which the board leaves, at once or a moment later. */
    private boolean stays(ImageData data, long at, long place, LongConsumer moved) throws FailureException {
        try {
            disk.write(data, at, Uf2Block.SIZE, place, moved);
            for (int look = 0; look < LOOKS; look++) {
                pauses.pause(LOOK);
                disk.read(0, Uf2Block.SIZE, piece -> false);
            }
            return true;
        } catch (FailureException e) {
            if (e.failure().kind() == FailureKind.CABLE_LOST) {
                return false;
            }
            throw e;
        }
    }
}
