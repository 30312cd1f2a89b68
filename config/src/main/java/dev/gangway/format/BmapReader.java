package dev.gangway.format;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads bmaptool's XML. What the versions differ in: before 1.3 there are no digests; 1.3 has SHA-1 in {@code BmapFileSHA1}
 * and {@code sha1}; 1.4, issued by mistake, and 2.0 name the algorithm in {@code ChecksumType} and have
 * {@code BmapFileChecksum} and {@code chksum}. The file's checksum is taken with zeros in its own place.
 */
final class BmapReader {
    private static final int MOST_RANGES = 1 << 19;
    private static final int LARGEST_BLOCK = 64 << 20;
    private static final long LARGEST_IMAGE = 1L << 50;
    private static final int LONGEST_TEXT = 1024;

    /** The elements with one value each. */
    private static final List<String> VALUES = List.of(
            "ImageSize",
            "BlockSize",
            "BlocksCount",
            "MappedBlocksCount",
            "ChecksumType",
            "BmapFileChecksum",
            "BmapFileSHA1");

    /** An element Range as it stands there. */
    private record RawRange(String text, String sha1, String chksum) {}

    private final byte[] bytes;
    private final Map<String, String> values = new TreeMap<>();
    private final List<RawRange> ranges = new ArrayList<>();
    private String version = "";

    private BmapReader(byte[] bytes) {
        this.bytes = bytes;
    }

    static Bmap read(byte[] bytes) throws FormatException {
        BmapReader reader = new BmapReader(bytes);
        try {
            reader.elements();
        } catch (XMLStreamException e) {
            throw new FormatException("bmap: the file is no sound XML (line "
                    + (e.getLocation() == null ? 0 : e.getLocation().getLineNumber()) + "); it may be truncated");
        }
        return reader.result();
    }

    /** Without document types and what they may name: a block map has none. */
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        // Else the JDK prints some errors, beside throwing them.
        factory.setXMLReporter((message, type, related, location) -> {});
        return factory;
    }

    private void elements() throws XMLStreamException, FormatException {
        XMLStreamReader xml = factory().createXMLStreamReader(new ByteArrayInputStream(bytes));
        boolean root = true;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw new FormatException("bmap: it declares or uses entities, which a block map has no use for");
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            String name = xml.getLocalName();
            if (root) {
                root = false;
                root(name, attribute(xml, "version"));
            } else if (name.equals("Range")) {
                range(xml);
            } else if (VALUES.contains(name) && values.put(name, text(xml)) != null) {
                throw new FormatException("bmap: it has two elements " + name);
            }
        }
    }

    private void root(String name, String told) throws FormatException {
        if (!name.equals("bmap")) {
            throw new FormatException("bmap: its first element is \"" + name + "\", not \"bmap\"");
        }
        if (!told.matches("1\\.[0-4]|2\\.[0-9]")) {
            throw new FormatException("bmap: its version is \"" + told + "\"; 1.0 to 1.4 and 2.0 are known");
        }
        version = told;
    }

    private void range(XMLStreamReader xml) throws XMLStreamException, FormatException {
        if (ranges.size() == MOST_RANGES) {
            throw new FormatException("bmap: it has more than " + MOST_RANGES + " ranges; it is damaged");
        }
        String sha1 = attribute(xml, "sha1");
        String chksum = attribute(xml, "chksum");
        ranges.add(new RawRange(text(xml), sha1, chksum));
    }

    private static String attribute(XMLStreamReader xml, String name) {
        return Optional.ofNullable(xml.getAttributeValue(null, name)).orElse("");
    }

    private static String text(XMLStreamReader xml) throws XMLStreamException, FormatException {
        String text = xml.getElementText().strip();
        if (text.length() > LONGEST_TEXT) {
            throw new FormatException("bmap: an element has " + text.length() + " characters; it is damaged");
        }
        return text;
    }

    private Bmap result() throws FormatException {
        boolean named = version.equals("1.4") || version.startsWith("2.");
        Optional<Bmap.Algorithm> algorithm = named
                ? Optional.of(algorithm(value("ChecksumType")))
                : version.equals("1.3") ? Optional.of(Bmap.Algorithm.SHA1) : Optional.empty();
        if (algorithm.isPresent()) {
            requireChecksum(algorithm.get(), value(named ? "BmapFileChecksum" : "BmapFileSHA1"));
        }
        long imageSize = number("ImageSize", LARGEST_IMAGE);
        int blockSize = (int) number("BlockSize", LARGEST_BLOCK);
        long blocks = number("BlocksCount", LARGEST_IMAGE);
        if (blockSize == 0 || (imageSize + blockSize - 1) / blockSize != blocks) {
            throw new FormatException(
                    "bmap: " + blocks + " blocks of " + blockSize + " bytes are no image of " + imageSize + " bytes");
        }
        Bmap bmap = new Bmap(version, imageSize, blockSize, algorithm, ranges(named, algorithm, blocks));
        long mapped = number("MappedBlocksCount", LARGEST_IMAGE);
        if (bmap.mappedBlocks() != mapped) {
            throw new FormatException(
                    "bmap: it promises " + mapped + " mapped blocks and lists " + bmap.mappedBlocks());
        }
        return bmap;
    }

    private List<Bmap.Range> ranges(boolean named, Optional<Bmap.Algorithm> algorithm, long blocks)
            throws FormatException {
        List<Bmap.Range> result = new ArrayList<>();
        long free = 0;
        for (RawRange raw : ranges) {
            String[] ends = raw.text().split("-", 2);
            long first = number(ends[0].strip(), "a range", blocks - 1);
            long last = ends.length == 1 ? first : number(ends[1].strip(), "a range", blocks - 1);
            if (first < free || last < first) {
                throw new FormatException("bmap: range " + raw.text() + " does not come after the one before it");
            }
            free = last + 1;
            String digest = named ? raw.chksum() : raw.sha1();
            result.add(new Bmap.Range(
                    first,
                    last,
                    algorithm.isPresent() && !digest.isEmpty()
                            ? Optional.of(digest(digest, algorithm.get()))
                            : Optional.empty()));
        }
        return result;
    }

    private void requireChecksum(Bmap.Algorithm algorithm, String stored) throws FormatException {
        String wanted = digest(stored, algorithm);
        byte[] zeroed = bytes.clone();
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(stored);
        if (at < 0) {
            throw new FormatException("bmap: its checksum is not written plainly");
        }
        for (int i = 0; i < stored.length(); i++) {
            zeroed[at + i] = '0';
        }
        String computed = HexFormat.of().formatHex(algorithm.computation().digest(zeroed));
        if (!computed.equals(wanted)) {
            throw new FormatException("bmap: its own checksum is wrong: it says " + wanted + ", the file gives "
                    + computed + "; copy or make it anew");
        }
    }

    private static Bmap.Algorithm algorithm(String name) throws FormatException {
        for (Bmap.Algorithm algorithm : Bmap.Algorithm.values()) {
            if (algorithm.name().equalsIgnoreCase(name)) {
                return algorithm;
            }
        }
        throw new FormatException("bmap: its checksums are \"" + name + "\"; sha1, sha256 and sha512 are known");
    }

    private static String digest(String text, Bmap.Algorithm algorithm) throws FormatException {
        String digest = text.toLowerCase(Locale.ROOT);
        if (digest.length() != algorithm.digits() || !digest.matches("[0-9a-f]*")) {
            throw new FormatException("bmap: \"" + text + "\" is no checksum of "
                    + algorithm.name().toLowerCase(Locale.ROOT));
        }
        return digest;
    }

    private String value(String name) throws FormatException {
        String value = values.get(name);
        if (value == null) {
            throw new FormatException("bmap: it has no element " + name);
        }
        return value;
    }

    private long number(String name, long most) throws FormatException {
        return number(value(name), name, most);
    }

    private static long number(String text, String what, long most) throws FormatException {
        if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) > most) {
            throw new FormatException(
                    "bmap: " + what + " is \"" + text + "\", a number up to " + most + " belongs there");
        }
        return Long.parseLong(text);
    }
}
