package dev.gangway.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Goes through the blocks of one UF2 file. */
final class Uf2Walk {
    /** RP2350's absolute family: tools put a lone block of it in front, whose numbers belong to nothing. */
    private static final long ABSOLUTE = 0xe48bff57L;

    private static final int MOST_TAGS = 100;

    private static final int TAG_VERSION = 0x9fc7bc;
    private static final int TAG_DESCRIPTION = 0x650d9d;
    private static final int TAG_PAGE_SIZE = 0x0be9f7;
    private static final int TAG_DEVICE_TYPE = 0xc8a729;

    private final ImageData data;
    private final SortedMap<Long, Family> families = new TreeMap<>();
    private final SortedMap<String, Contained> files = new TreeMap<>();
    private final Map<Long, Set<Long>> aside = new HashMap<>();
    private final Set<String> tags = new LinkedHashSet<>();
    private boolean outOfOrder;
    private long repeated;
    private long notFlash;

    Uf2Walk(ImageData data) {
        this.data = data;
    }

    /** A family's blocks so far. */
    private static final class Family {
        private final long total;
        /** Where the block of each number begins in the file. */
        private final Map<Long, Long> numbers = new HashMap<>();

        private final TreeMap<Long, Long> addresses = new TreeMap<>();
        private final TreeMap<Long, Uf2Block.Region> regions = new TreeMap<>();
        private long bytes;
        private long last = -1;

        private Family(long total) {
            this.total = total;
        }
    }

    /** A file in a container so far. */
    private static final class Contained {
        private final long size;
        private final TreeMap<Long, Long> pieces = new TreeMap<>();

        private Contained(long size) {
            this.size = size;
        }
    }

    void take(Uf2Block block) throws FormatException {
        for (Uf2Block.Tag tag : block.tags()) {
            if (tags.size() < MOST_TAGS) {
                tags.add(told(tag));
            }
        }
        if (block.flash()) {
            flash(block);
            return;
        }
        aside.computeIfAbsent(block.total(), key -> new HashSet<>()).add(block.number());
        if (block.container()) {
            contained(block);
        } else {
            notFlash++;
        }
    }

    private void flash(Uf2Block block) throws FormatException {
        Family family = families.computeIfAbsent(block.family(), key -> new Family(block.total()));
        if (block.total() != family.total || block.number() >= block.total()) {
            throw new FormatException("UF2: the block at " + block.at() + " is number " + block.number() + " of "
                    + block.total() + ", others say there are " + family.total + name(block.family()));
        }
        Long before = family.numbers.putIfAbsent(block.number(), block.at());
        if (before != null && block.same(Uf2Block.read(data, before))) {
            repeated++;
            return;
        }
        if (before != null && block.family() != ABSOLUTE) {
            throw new FormatException("UF2: block " + block.number() + " stands at " + before + " and at " + block.at()
                    + ", and they differ" + name(block.family()));
        }
        outOfOrder |= block.number() < family.last;
        family.last = block.number();
        place(family, block);
    }

    private void place(Family family, Uf2Block block) throws FormatException {
        if (block.address() + block.size() > 1L << 32) {
            throw new FormatException(
                    String.format("UF2: the block at %d goes beyond the last address, 0xffffffff", block.at()));
        }
        if (block.size() > 0) {
            long other = overlap(family.addresses, block.address(), block.size());
            if (other >= 0) {
                throw new FormatException(String.format(
                        "UF2: the blocks at %d and %d are both for address 0x%08x%s",
                        other, block.at(), block.address(), name(block.family())));
            }
            family.addresses.put(block.address(), block.at());
            family.bytes += block.size();
        }
        block.region().ifPresent(region -> family.regions.putIfAbsent(region.address(), region));
    }

    /** Where a block stands in the file that takes some of these addresses; -1 when none does. */
    private long overlap(NavigableMap<Long, Long> addresses, long address, int size) throws FormatException {
        Map.Entry<Long, Long> below = addresses.lowerEntry(address + size);
        if (below == null) {
            return -1;
        }
        long end = below.getKey() + Uf2Block.read(data, below.getValue()).size();
        return end > address ? below.getValue() : -1;
    }

    private void contained(Uf2Block block) throws FormatException {
        String name = block.fileName();
        Contained file = files.computeIfAbsent(name, key -> new Contained(block.family()));
        String said = "UF2: the block at " + block.at() + " of file \"" + name + "\" ";
        if (file.size != block.family()) {
            throw new FormatException(said + "says that it has " + block.family() + " bytes, others say " + file.size);
        }
        if (block.address() + block.size() > file.size) {
            throw new FormatException(said + "goes to " + (block.address() + block.size()) + ", it has " + file.size);
        }
        Long before = file.pieces.get(block.address());
        if (before != null && block.same(Uf2Block.read(data, before))) {
            repeated++;
            return;
        }
        if (block.size() > 0) {
            if (overlap(file.pieces, block.address(), block.size()) >= 0) {
                throw new FormatException(said + "repeats bytes of another one");
            }
            file.pieces.put(block.address(), block.at());
        }
    }

    Uf2File result() throws FormatException {
        SortedMap<Long, Uf2File.Family> found = new TreeMap<>();
        for (Map.Entry<Long, Family> entry : families.entrySet()) {
            Family family = entry.getValue();
            if (entry.getKey() != ABSOLUTE) {
                requireAll(family, name(entry.getKey()));
            }
            requireRegions(family);
            found.put(
                    entry.getKey(),
                    new Uf2File.Family(family.numbers.size(), family.bytes, segments(family.addresses)));
        }
        SortedMap<String, Long> lengths = new TreeMap<>();
        for (Map.Entry<String, Contained> entry : files.entrySet()) {
            List<Uf2File.Segment> parts = segments(entry.getValue().pieces);
            long size = entry.getValue().size;
            if (size > 0 && !parts.equals(List.of(new Uf2File.Segment(0, size)))) {
                throw new FormatException("UF2: file \"" + entry.getKey() + "\" is not there from 0 to " + size
                        + "; blocks of it are missing");
            }
            lengths.put(entry.getKey(), size);
        }
        return new Uf2File(data.length() / Uf2Block.SIZE, found, lengths, List.copyOf(tags), notes());
    }

    private void requireAll(Family family, String name) throws FormatException {
        Set<Long> others = aside.getOrDefault(family.total, Set.of());
        for (long number = 0; number < family.total; number++) {
            if (!family.numbers.containsKey(number) && !others.contains(number)) {
                throw new FormatException("UF2: block " + number + " of " + family.total + " is missing" + name);
            }
        }
    }

    private List<Uf2File.Segment> segments(NavigableMap<Long, Long> addresses) throws FormatException {
        List<Uf2File.Segment> segments = new ArrayList<>();
        long from = -1;
        long end = -1;
        for (Map.Entry<Long, Long> entry : addresses.entrySet()) {
            if (entry.getKey() != end) {
                if (from >= 0) {
                    segments.add(new Uf2File.Segment(from, end - from));
                }
                from = entry.getKey();
            }
            end = entry.getKey() + Uf2Block.read(data, entry.getValue()).size();
        }
        if (from >= 0) {
            segments.add(new Uf2File.Segment(from, end - from));
        }
        return segments;
    }

    /** Compares the MD5 of each stretch of memory that the file holds whole; a board may have the rest. */
    private void requireRegions(Family family) throws FormatException {
        long free = 0;
        for (Uf2Block.Region region : family.regions.values()) {
            if (region.address() < free) {
                throw new FormatException(String.format("UF2: two MD5 regions hold address 0x%08x", region.address()));
            }
            free = region.address() + region.length();
            MessageDigest md5 = md5();
            long at = region.address();
            Map.Entry<Long, Long> next = family.addresses.ceilingEntry(at);
            while (at < free && next != null && next.getKey() == at) {
                ByteBuffer payload = Uf2Block.read(data, next.getValue()).payload();
                payload.limit((int) Math.min(payload.limit(), free - at));
                at += payload.remaining();
                md5.update(payload);
                next = family.addresses.ceilingEntry(at);
            }
            if (at == free
                    && region.length() > 0
                    && !ByteBuffer.wrap(md5.digest()).equals(region.md5())) {
                throw new FormatException(String.format(
                        "UF2: the MD5 of the %d bytes at 0x%08x is not what the file says; it is damaged",
                        region.length(), region.address()));
            }
        }
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (outOfOrder) {
            notes.add("its blocks are not in order, which boards accept");
        }
        if (repeated > 0) {
            notes.add(repeated + " of its blocks stand there once more");
        }
        if (notFlash > 0) {
            notes.add(notFlash + " of its blocks are not for the flash memory");
        }
        return notes;
    }

    private static String told(Uf2Block.Tag tag) {
        ByteBuffer bytes = tag.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        return switch (tag.type()) {
            case TAG_VERSION -> "version of the firmware: " + text(bytes);
            case TAG_DESCRIPTION -> "for the device: " + text(bytes);
            case TAG_PAGE_SIZE ->
                bytes.remaining() == 4
                        ? "page size of the device: " + Integer.toUnsignedString(bytes.getInt(0))
                        : "page size of the device in " + bytes.remaining() + " bytes";
            case TAG_DEVICE_TYPE ->
                bytes.remaining() == 4
                        ? String.format("device type %08x", bytes.getInt(0))
                        : bytes.remaining() == 8
                                ? String.format("device type %016x", bytes.getLong(0))
                                : "device type in " + bytes.remaining() + " bytes";
            default -> String.format("extension tag %06x, %d bytes", tag.type(), bytes.remaining());
        };
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString().replaceAll("\\p{Cntrl}", "?");
    }

    private static String name(long family) {
        return family == 0 ? "" : String.format(" (family %08x)", family);
    }
}
