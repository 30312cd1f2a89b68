package dev.gangway.virtual.allwinner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;

/**
 * Pages of memory outside the Java heap, shared by all boards: a mapped temporary file that has no name any more and
 * grows with demand. Pages that a board gives back are used again. Any thread may call.
 */
public final class PageArena {
    /** Bytes of a page. */
    public static final int PAGE = 64 * 1024;

    private static final long CHUNK = 16L * 1024 * 1024;

    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private final FileChannel file;
    private long mapped;

    /**
     * An arena of its own.
     *
     * @throws UncheckedIOException if the folder for temporary files can't be written
     */
    public PageArena() {
        try {
            Path path = Files.createTempFile("gangway-dram", null);
            file = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "virtual boards keep their memory in a temporary file, which can't be made; "
                            + "set java.io.tmpdir to a folder that can be written",
                    e);
        }
    }

    /** The arena of this process. */
    public static PageArena shared() {
        return Shared.ARENA;
    }

    /** Bytes that all boards together have taken so far, pages given back included. */
    public synchronized long mapped() {
        return mapped;
    }

    synchronized ByteBuffer take() {
        if (free.isEmpty()) {
            grow();
        }
        return free.pop();
    }

    synchronized void giveBack(ByteBuffer page) {
        free.push(page);
    }

    private void grow() {
        try {
            ByteBuffer chunk = file.map(FileChannel.MapMode.READ_WRITE, mapped, CHUNK);
            mapped += CHUNK;
            for (int at = 0; at < CHUNK; at += PAGE) {
                free.add(chunk.slice(at, PAGE).order(ByteOrder.LITTLE_ENDIAN));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "no room for the memory of another virtual board; free space where temporary files are kept", e);
        }
    }

    private static final class Shared {
        private static final PageArena ARENA = new PageArena();
    }
}
