package dev.gangway.virtual.gadget;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The medium behind {@code flash} and {@code erase}, by partition name. Called under the board's lock. */
public interface PartitionStore {
    /** Delivers the next bytes of an image. */
    @FunctionalInterface
    interface Source {
        /** Fills the whole buffer. */
        void fill(ByteBuffer bytes);
    }

    /** Bytes that a sparse image's block size must be a multiple of. */
    int granule();

    /**
     * Size of a partition in bytes.
     *
     * @throws StoreException if there is none
     */
    long size(String partition) throws StoreException;

    /** Whether a partition is there. */
    default boolean has(String partition) {
        try {
            return size(partition) > 0;
        } catch (StoreException e) {
            return false;
        }
    }

    /** The partitions, where the medium counts them; in their order. */
    default List<String> names() {
        return List.of();
    }

    /** What AOSP's loaders say that a partition is meant for: a file system, or raw. */
    default String type(String partition) {
        return "raw";
    }

    /**
     * Writes a partition table anew.
     *
     * @param sizes bytes by name, in their order
     * @throws StoreException where there is none
     */
    default void layOut(Map<String, Long> sizes) throws StoreException {
        throw new StoreException("Unsupported command");
    }

    /** Whether a partition is a logical one, which only fastboot in user space can reach. */
    default boolean isLogical(String partition) {
        return false;
    }

    /**
     * Makes a logical partition of this size, or gives one that is there this size.
     *
     * @throws StoreException where there are none
     */
    default void sizeLogical(String partition, long size, boolean create) throws StoreException {
        throw new StoreException("there are no logical partitions");
    }

    /** Takes a logical partition away. */
    default void deleteLogical(String partition) throws StoreException {
        throw new StoreException("there are no logical partitions");
    }

    /** Erases a whole partition. */
    void erase(String partition) throws StoreException;

    /** Writes an image that is not sparse, from the partition's begin. */
    void writeImage(String partition, long length, Source source) throws StoreException;

    /**
     * Writes part of a sparse image.
     *
     * @param offset bytes from the partition's begin
     * @return bytes that were used from the offset on: more than the length where bad blocks were skipped
     */
    long write(String partition, long offset, long length, Source source) throws StoreException;

    /**
     * Reads what is there, where the boot loader gives it back.
     *
     * @throws StoreException if it does not, or the partition ends before
     */
    default void read(String partition, long offset, ByteBuffer into) throws StoreException {
        throw new StoreException("fetch is not possible here");
    }

    /** Like {@link #write}, but leaves the medium as it is. */
    long skip(String partition, long offset, long length) throws StoreException;

    /** The error as this medium's driver shows a sparse reader's complaint. */
    String sparseError(String complaint);

    /** How long a real medium takes for this many bytes. */
    Duration writeTime(long bytes);
}
