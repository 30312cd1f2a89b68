package dev.gangway.fel.command;

import dev.gangway.format.FormatException;
import dev.gangway.format.LegacyImage;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files that go to a board. */
final class InputFile {
    private static final byte[] UENV = "#=uEnv".getBytes(StandardCharsets.US_ASCII);

    private InputFile() {}

    /** The file's bytes, mapped. */
    static ByteBuffer map(Path file) throws FailureException, IOException {
        if (!Files.isRegularFile(file)) {
            throw new FailureException(FailureKind.IMAGE_MISSING, "Failed to open input file: " + file);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new FailureException(
                        FailureKind.IMAGE_TOO_LARGE,
                        "Input file is larger than 2 GiB, the board's DRAM window: " + file);
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
    }

    /** What a loaded U-Boot has to be told of the file: 0 for a script image, the size of a uEnv text; -1 = nothing. */
    static long scriptSize(ByteBuffer bytes) {
        if (LegacyImage.startsLikeOne(bytes)) {
            try {
                return LegacyImage.parse(bytes).type() == LegacyImage.TYPE_SCRIPT ? 0 : -1;
            } catch (FormatException e) {
                return -1;
            }
        }
        if (bytes.remaining() <= UENV.length) {
            return -1;
        }
        byte[] start = new byte[UENV.length];
        bytes.get(bytes.position(), start);
        return java.util.Arrays.equals(start, UENV) ? bytes.remaining() : -1;
    }
}
