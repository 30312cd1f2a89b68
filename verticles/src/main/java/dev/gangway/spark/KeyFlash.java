package dev.gangway.spark;

import dev.gangway.model.FailureException;

/**
 * The external flash of a Core, over whatever reaches it while its firmware does not run: its boot loader shows it on USB.
 *
 * @param reader reads from it
 * @param writer writes to it
 */
public record KeyFlash(Reader reader, Writer writer) {
    /** Reads a stretch. */
    @FunctionalInterface
    public interface Reader {
        /** Reads so many bytes from an address on. */
        byte[] read(long at, int length) throws FailureException;
    }

    /** Erases the sectors that the bytes touch, writes the bytes, and reads them back; what differs is a failure. */
    @FunctionalInterface
    public interface Writer {
        /** Writes these bytes from an address on. */
        void write(long at, byte[] bytes) throws FailureException;
    }

    byte[] read(long at, int length) throws FailureException {
        return reader.read(at, length);
    }

    void write(long at, byte[] bytes) throws FailureException {
        writer.write(at, bytes);
    }
}
