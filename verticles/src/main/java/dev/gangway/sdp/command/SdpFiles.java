package dev.gangway.sdp.command;

import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.IvtImage;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.sdp.SdpDevice;
import dev.gangway.sdp.SdpStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files to boards, and a board's memory into a file. */
final class SdpFiles {
    private static final int PIECE = 64 * 1024;

    private SdpFiles() {}

    static void boot(SdpDevice device, Path file, boolean start) throws FailureException {
        ImageData data = mapped(file);
        IvtImage image;
        try {
            image = IvtImage.parse(data);
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, file + ": " + e.getMessage(), e);
        }
        device.load(image, data, moved -> {});
        if (start) {
            device.start(image, data);
        }
    }

    static void stream(SdpStream board, Path file) throws FailureException {
        board.boot(mapped(file), moved -> {});
    }

    static void write(SdpDevice device, long address, Path file) throws FailureException {
        ImageData data = mapped(file);
        for (long at = 0; at < data.length(); at += PIECE) {
            device.write(address + at, data.slice(at, (int) Math.min(PIECE, data.length() - at)), moved -> {});
        }
    }

    static void read(SdpDevice device, long address, long length, Path file) throws FailureException {
        try (FileChannel target = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (long at = 0; at < length; at += PIECE) {
                ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, length - at));
                device.read(address + at, piece, moved -> {});
                piece.flip();
                while (piece.hasRemaining()) {
                    target.write(piece);
                }
            }
        } catch (IOException e) {
            throw new FailureException(FailureKind.HOST_IO, file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static ImageData mapped(Path file) throws FailureException {
        try {
            return ImageData.map(file);
        } catch (IOException e) {
            throw new FailureException(FailureKind.IMAGE_MISSING, file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
