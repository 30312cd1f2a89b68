package dev.gangway.dfu;

import dev.gangway.format.FormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a DfuSe memory looks like, as its setting's name says: {@code @Name /0xADDRESS/COUNT*SIZE…} (the project's DFU
 * dossier, section 6). Immutable.
 *
 * @param name the part for people
 * @param segments in the order in which the board names them
 */
public record MemoryLayout(String name, List<Segment> segments) {
    private static final int LONGEST = 1024;
    private static final long ADDRESSES = 1L << 32;
    private static final Pattern ADDRESS = Pattern.compile("0[xX]([0-9a-fA-F]{1,8})");
    /** The unit may be missing, so that the letter of the type stands in its place. */
    private static final Pattern PAGES = Pattern.compile("([0-9]{1,5})\\*([0-9]{1,7})([ BKM]?)([a-g])");

    /** Written so by some boards of ST's, whose letter for it is wrong. */
    private static final String FEATURE = "Device Feature";

    /** Copies the list. */
    public MemoryLayout {
        segments = List.copyOf(segments);
    }

    /**
     * Pages of one size.
     *
     * @param from address of the first one
     * @param page bytes of each
     * @param count how many
     * @param type bit 0 readable, bit 1 erasable, bit 2 writable
     */
    public record Segment(long from, long page, long count, int type) {
        /** The address behind the last page. */
        public long end() {
            return from + page * count;
        }

        /** Whether it can be read. */
        public boolean isReadable() {
            return (type & 1) != 0;
        }

        /** Whether its pages can be erased. */
        public boolean isErasable() {
            return (type & 2) != 0;
        }

        /** Whether it can be written. */
        public boolean isWritable() {
            return (type & 4) != 0;
        }

        private boolean holds(long address) {
            return address >= from && address < end();
        }
    }

    /**
     * Reads a name.
     *
     * @throws FormatException saying what is wrong with it
     */
    public static MemoryLayout parse(String text) throws FormatException {
        if (text.length() > LONGEST || !text.startsWith("@")) {
            throw new FormatException("\"" + shown(text) + "\" is no memory layout, @Name /0xADDRESS/COUNT*SIZE…");
        }
        String[] parts = text.substring(1).split("/", -1);
        if (parts.length < 3 || parts.length % 2 == 0) {
            throw new FormatException("the memory layout \"" + shown(text) + "\" names no pages behind an address");
        }
        String name = parts[0].strip();
        List<Segment> segments = new ArrayList<>();
        for (int i = 1; i < parts.length; i += 2) {
            Matcher address = ADDRESS.matcher(parts[i].strip());
            if (!address.matches()) {
                throw new FormatException("\"" + shown(parts[i]) + "\" in a memory layout is no address");
            }
            long at = Long.parseLong(address.group(1), 16);
            for (String pages : parts[i + 1].split(",", -1)) {
                Segment segment = segment(name, at, pages.strip());
                segments.add(segment);
                at = segment.end();
            }
        }
        return new MemoryLayout(name, segments);
    }

    private static Segment segment(String name, long at, String text) throws FormatException {
        Matcher pages = PAGES.matcher(text);
        if (!pages.matches()) {
            throw new FormatException("\"" + shown(text) + "\" in a memory layout is no COUNT*SIZE with unit and type");
        }
        int shift =
                switch (pages.group(3)) {
                    case "K" -> 10;
                    case "M" -> 20;
                    default -> 0;
                };
        int type = name.startsWith(FEATURE) ? 5 : pages.group(4).charAt(0) & 7;
        Segment segment =
                new Segment(at, Long.parseLong(pages.group(2)) << shift, Long.parseLong(pages.group(1)), type);
        if (segment.page() == 0 || segment.count() == 0 || segment.end() > ADDRESSES) {
            throw new FormatException("\"" + shown(text) + "\" in a memory layout is no memory of 32-bit addresses");
        }
        return segment;
    }

    private static String shown(String text) {
        String short_ = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return short_.replaceAll("[^ -~…]", "?");
    }

    /** The pages in which an address lies. */
    public Optional<Segment> at(long address) {
        return segments.stream().filter(segment -> segment.holds(address)).findFirst();
    }

    /** Where the first segment begins. */
    public long start() {
        return segments.get(0).from();
    }

    /**
     * The pages that a stretch touches, by the address of each, in order.
     *
     * @throws FormatException when part of it lies in no memory
     */
    List<Page> pages(long from, long end) throws FormatException {
        List<Page> pages = new ArrayList<>();
        for (long at = from; at < end; ) {
            Page page = page(at);
            pages.add(page);
            at = page.end();
        }
        return pages;
    }

    private Page page(long address) throws FormatException {
        Segment segment = at(address)
                .orElseThrow(() -> new FormatException(String.format(
                        "0x%08x is in no memory of \"%s\", which ends at 0x%08x",
                        address, shown(name), segments.get(segments.size() - 1).end())));
        long start = segment.from() + (address - segment.from()) / segment.page() * segment.page();
        return new Page(start, start + segment.page(), segment);
    }

    /** One page. */
    record Page(long from, long end, Segment segment) {}
}
