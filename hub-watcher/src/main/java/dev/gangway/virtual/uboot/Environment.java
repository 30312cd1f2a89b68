package dev.gangway.virtual.uboot;

import dev.gangway.virtual.nand.MtdParts;
import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.nand.NandException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * U-Boot's environment: sorted variables, and their image in NAND (allwinner-nand-chip.md 3: at 0xC00000, 4 MiB, CRC-32
 * first, little-endian as the processor stores it).
 */
final class Environment {
    /** Where NTC's U-Boot keeps it, whatever {@code mtdparts} says. */
    /** The place has 4 MiB; many boards that start at once must not hold as many copies. */
    private static final Object ONE_AT_A_TIME = new Object();

    static final MtdParts.Partition PLACE = new MtdParts.Partition("env", 0xC00000, 0x400000);

    private final TreeMap<String, String> variables = new TreeMap<>();

    /** A variable, or an empty text. */
    String get(String name) {
        return variables.getOrDefault(name, "");
    }

    boolean has(String name) {
        return variables.containsKey(name);
    }

    /** Sets a variable; an empty value deletes it, as setenv does. */
    void set(String name, String value) {
        if (value.isEmpty()) {
            variables.remove(name);
        } else {
            variables.put(name, value);
        }
    }

    void replace(Map<String, String> by) {
        variables.clear();
        variables.putAll(by);
    }

    NavigableMap<String, String> copy() {
        return new TreeMap<>(variables);
    }

    /** Takes over lines {@code name=value}; others are ignored. */
    void importText(String text) {
        for (String line : text.split("[\r\n\0]+", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0 && line.charAt(0) != '#') {
                set(line.substring(0, equals), line.substring(equals + 1));
            }
        }
    }

    /** Erases its place and writes it; false with a bad medium. */
    boolean save(NandDriver nand) {
        synchronized (ONE_AT_A_TIME) {
            return saveAlone(nand);
        }
    }

    private boolean saveAlone(NandDriver nand) {
        ByteBuffer image = ByteBuffer.allocate((int) PLACE.size()).order(ByteOrder.LITTLE_ENDIAN);
        image.position(4);
        for (Map.Entry<String, String> entry : variables.entrySet()) {
            byte[] line = (entry.getKey() + "=" + entry.getValue()).getBytes(StandardCharsets.UTF_8);
            if (line.length + 2 > image.remaining()) {
                return false;
            }
            image.put(line).put((byte) 0);
        }
        CRC32 crc = new CRC32();
        crc.update(image.array(), 4, image.capacity() - 4);
        image.putInt(0, (int) crc.getValue()).clear();
        try {
            nand.erase(PLACE.offset(), PLACE.size(), false);
            nand.write(PLACE.offset(), image.capacity(), PLACE.size(), false, page -> copyInto(image, page));
            return true;
        } catch (NandException e) {
            return false;
        }
    }

    private static void copyInto(ByteBuffer from, ByteBuffer to) {
        int length = to.remaining();
        to.put(from.slice(from.position(), length));
        from.position(from.position() + length);
    }

    /** Takes the variables stored in NAND; false if nothing valid is there, and then nothing changed. */
    boolean load(NandDriver nand) {
        synchronized (ONE_AT_A_TIME) {
            return loadAlone(nand);
        }
    }

    private boolean loadAlone(NandDriver nand) {
        ByteBuffer image = ByteBuffer.allocate((int) PLACE.size()).order(ByteOrder.LITTLE_ENDIAN);
        try {
            nand.read(PLACE.offset(), image.capacity(), image::put);
        } catch (NandException e) {
            return false;
        }
        CRC32 crc = new CRC32();
        crc.update(image.array(), 4, image.capacity() - 4);
        if ((int) crc.getValue() != image.getInt(0)) {
            return false;
        }
        variables.clear();
        int at = 4;
        while (at < image.capacity() && image.get(at) != 0) {
            int end = at;
            while (end < image.capacity() && image.get(end) != 0) {
                end++;
            }
            importText(new String(image.array(), at, end - at, StandardCharsets.UTF_8));
            at = end + 1;
        }
        return true;
    }
}
