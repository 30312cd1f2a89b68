package dev.gangway.virtual.gadget;

import dev.gangway.virtual.nand.PageStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Named partitions on a block device such as an eMMC. Content lies in a shared {@link PageStore}; starts as zeros. */
public final class BlockPartitions implements PartitionStore {
    private static final int[] EMPTY = {};
    private static final int BLOCK = 512;
    private static final int PAGE = 1 << 14;
    private static final long ALIGNMENT = 1 << 20;
    private static final long LARGEST = 1L << 44; // numbers of pages are int
    private static final long BYTES_PER_SECOND = 20_000_000; // a plain eMMC

    private final PageStore store;
    private final Map<String, Content> partitions = new LinkedHashMap<>();
    private final Map<String, Content> logical = new LinkedHashMap<>();
    private final Map<String, String> types;

    /** Where a partition begins on the medium, in blocks of 512 bytes; as partitioning tools do, at a full MiB. */
    public OptionalLong start(String partition) {
        long at = ALIGNMENT;
        for (Map.Entry<String, Content> each : partitions.entrySet()) {
            if (each.getKey().equals(partition)) {
                return OptionalLong.of(at / BLOCK);
            }
            at = aligned(at + each.getValue().size);
        }
        return OptionalLong.empty();
    }

    /** Reads the medium from this byte on; what lies between partitions is zeros. */
    public void readMedium(long from, ByteBuffer into) throws StoreException {
        long at = ALIGNMENT;
        int begin = into.position();
        into.duplicate().put(new byte[into.remaining()]);
        for (Map.Entry<String, Content> each : partitions.entrySet()) {
            long end = at + each.getValue().size;
            long first = Math.max(from, at);
            long last = Math.min(from + into.limit() - begin, end);
            if (first < last) {
                read(each.getKey(), first - at, into.slice(begin + (int) (first - from), (int) (last - first)));
            }
            at = aligned(end);
        }
        into.position(into.limit());
    }

    private static long aligned(long at) {
        return (at + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** A partition: a number for each of its pages, from the first write on. */
    private static final class Content {
        private long size;
        private int[] pages = EMPTY;

        private Content(long size) {
            this.size = size;
        }

        /** What lay behind the new end is gone; what is new is zeros. */
        private void resize(long length) {
            size = length;
            int count = (int) ((size + PAGE - 1) / PAGE);
            pages = pages.length == 0 ? EMPTY : Arrays.copyOf(pages, count);
        }

        private int number(int page) {
            return pages.length == 0 ? 0 : pages[page];
        }

        private void number(int page, int number) {
            if (pages.length == 0) {
                pages = new int[(int) ((size + PAGE - 1) / PAGE)];
            }
            pages[page] = number;
        }
    }

    /**
     * Partitions of these sizes in bytes, multiples of 512.
     *
     * @throws IllegalArgumentException for another size
     */
    public BlockPartitions(PageStore store, Map<String, Long> sizes) {
        this(store, sizes, Map.of(), Map.of());
    }

    /**
     * The same with logical ones beside them, which lie in one of the others on a real medium.
     *
     * @param types what partitions are meant for; those that are not named are raw
     * @throws IllegalArgumentException for a size that is no multiple of 512
     */
    public BlockPartitions(
            PageStore store, Map<String, Long> sizes, Map<String, Long> logicalSizes, Map<String, String> types) {
        this.store = store;
        this.types = Map.copyOf(types);
        logicalSizes.forEach((name, size) -> logical.put(name, new Content(size)));
        sizes.forEach((name, size) -> {
            if (size <= 0 || size % BLOCK != 0) {
                throw new IllegalArgumentException("partition " + name + " has " + size + " bytes: no multiple of 512");
            }
            partitions.put(name, new Content(size));
        });
    }

    @Override
    public int granule() {
        return BLOCK;
    }

    @Override
    public List<String> names() {
        return Stream.concat(partitions.keySet().stream(), logical.keySet().stream())
                .toList();
    }

    @Override
    public String type(String partition) {
        return types.getOrDefault(partition, "raw");
    }

    /** One that keeps its name and its size keeps its content; what a real medium holds in the others is zeros here. */
    @Override
    public void layOut(Map<String, Long> sizes) {
        Map<String, Content> before = new LinkedHashMap<>(partitions);
        partitions.clear();
        sizes.forEach((name, size) -> {
            Content known = before.get(name);
            partitions.put(name, known != null && known.size == size ? known : new Content(size));
        });
    }

    /**
     * Makes the partitions that a text for U-Boot's {@code gpt write} says.
     *
     * @throws StoreException when it is no such text
     */
    public void layOut(String table) throws StoreException {
        layOut(PartitionTable.read(table));
    }

    @Override
    public boolean isLogical(String partition) {
        return logical.containsKey(partition);
    }

    @Override
    public void sizeLogical(String partition, long size, boolean create) throws StoreException {
        if (size < 0 || size % BLOCK != 0 || size > LARGEST) {
            throw new StoreException("Invalid partition size");
        }
        Content content = logical.get(partition);
        if (create != (content == null) || partitions.containsKey(partition)) {
            throw new StoreException(create ? "Partition already exists" : "Partition does not exist");
        }
        if (content == null) {
            logical.put(partition, new Content(size));
        } else {
            content.resize(size);
        }
    }

    @Override
    public void deleteLogical(String partition) throws StoreException {
        if (logical.remove(partition) == null) {
            throw new StoreException("Partition does not exist");
        }
    }

    @Override
    public long size(String partition) throws StoreException {
        return find(partition).size;
    }

    @Override
    public void erase(String partition) throws StoreException {
        find(partition).pages = EMPTY;
    }

    @Override
    public void writeImage(String partition, long length, Source source) throws StoreException {
        if (length > size(partition)) {
            throw new StoreException("too large for partition");
        }
        write(partition, 0, length, source);
    }

    @Override
    public long write(String partition, long offset, long length, Source source) throws StoreException {
        Content content = find(partition);
        ByteBuffer page = ByteBuffer.allocate(PAGE);
        long at = offset;
        while (at < offset + length) {
            int index = (int) (at / PAGE);
            int from = (int) (at % PAGE);
            int now = (int) Math.min(PAGE - from, offset + length - at);
            if (now < PAGE) {
                load(content, index, page.clear());
            }
            source.fill(page.clear().position(from).limit(from + now));
            content.number(index, store.put(page.clear()) + 1);
            at += now;
        }
        return length;
    }

    @Override
    public long skip(String partition, long offset, long length) {
        return length;
    }

    @Override
    public String sparseError(String complaint) {
        return complaint;
    }

    @Override
    public Duration writeTime(long bytes) {
        return Duration.ofMillis(bytes * 1000 / BYTES_PER_SECOND);
    }

    @Override
    public void read(String partition, long offset, ByteBuffer into) throws StoreException {
        Content content = find(partition);
        ByteBuffer page = ByteBuffer.allocate(PAGE);
        long at = offset;
        while (into.hasRemaining()) {
            load(content, (int) (at / PAGE), page.clear());
            int from = (int) (at % PAGE);
            int now = Math.min(PAGE - from, into.remaining());
            into.put(page.array(), from, now);
            at += now;
        }
    }

    private void load(Content content, int index, ByteBuffer page) {
        int number = content.number(index);
        page.put(number == 0 ? ByteBuffer.allocate(PAGE) : store.get(number - 1));
    }

    private Content find(String partition) throws StoreException {
        Content content = partitions.getOrDefault(partition, logical.get(partition));
        if (content == null) {
            throw new StoreException("invalid partition or device");
        }
        return content;
    }
}
