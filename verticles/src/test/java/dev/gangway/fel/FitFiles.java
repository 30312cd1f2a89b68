package dev.gangway.fel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes small FIT images, for tests: a writer of flattened device trees. */
final class FitFiles {
    private final ByteArrayOutputStream structure = new ByteArrayOutputStream();
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private final List<String> known = new ArrayList<>();
    private final List<Integer> offsets = new ArrayList<>();

    /** ATF at 44000 with the entry, U-Boot at 4a000000 and a device tree behind it; two boards, the second is the default. */
    static ByteBuffer two() {
        return new FitFiles()
                .begin("")
                .begin("images")
                .image("uboot", "U-BOOT..", "u-boot", "arm64", 0x4a000000, -1)
                .image("atf", "ATF.", "arm-trusted-firmware", "arm64", 0x44000, 0x44000)
                .image("scp", "SCP.", "", "or1k", 0x50000, -1)
                .image("packed", "....", "", "arm64", 0x60000, -1)
                .image("fdt-1", "DTB1", "", "", -1, -1)
                .image("fdt-2", "DTB2", "", "", -1, -1)
                .end()
                .begin("configurations")
                .text("default", "config-2")
                .begin("config-1")
                .text("description", "board-one")
                .text("firmware", "atf")
                .text("loadables", "scp\\0uboot")
                .text("fdt", "fdt-1")
                .end()
                .begin("config-2")
                .text("description", "board-two")
                .text("firmware", "atf")
                .text("loadables", "uboot")
                .text("fdt", "fdt-2")
                .end()
                .begin("config-3")
                .text("description", "board-compressed")
                .text("loadables", "packed")
                .end()
                .begin("config-4")
                .text("description", "board-incomplete")
                .text("loadables", "missing")
                .end()
                .end()
                .end()
                .finish();
    }

    /** U-Boot at 4a000000 with a hash of its data {@code U-BOOT..}, or of other data. */
    static ByteBuffer hashed(String algorithm, byte[] value) {
        FitFiles fit = new FitFiles()
                .begin("")
                .begin("images")
                .begin("uboot")
                .property("data", "U-BOOT..".getBytes(StandardCharsets.US_ASCII))
                .property("load", ByteBuffer.allocate(4).putInt(0x4a000000).array())
                .property("entry", ByteBuffer.allocate(4).putInt(0x4a000000).array())
                .begin("hash-1")
                .text("algo", algorithm);
        if (value.length > 0) {
            fit.property("value", value);
        }
        return fit.end()
                .end()
                .end()
                .begin("configurations")
                .text("default", "c")
                .begin("c")
                .text("firmware", "uboot")
                .end()
                .end()
                .end()
                .finish();
    }

    /** An image whose data of 64 bytes stands behind the tree, where only so many bytes are. */
    static ByteBuffer external(int there) {
        ByteBuffer tree = new FitFiles()
                .begin("")
                .begin("images")
                .begin("uboot")
                .property("data-size", ByteBuffer.allocate(4).putInt(64).array())
                .property("data-offset", new byte[4])
                .end()
                .end()
                .begin("configurations")
                .end()
                .end()
                .finish();
        int begin = (tree.remaining() + 3) & ~3;
        return ByteBuffer.allocate(begin + there)
                .put(tree)
                .position(begin + there)
                .flip();
    }

    /** {@link #two} behind an SPL for board-one. */
    static ByteBuffer withSpl() {
        return SplFiles.joined(SplFiles.spl(0x400, "board-one", 0xe12fff1e), two());
    }

    private FitFiles begin(String name) {
        word(structure, 1);
        bytes(structure, (name + "\0").getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    private FitFiles end() {
        word(structure, 2);
        return this;
    }

    private FitFiles image(String name, String data, String os, String arch, int load, int entry) {
        begin(name).property("data", data.getBytes(StandardCharsets.US_ASCII));
        if (!os.isEmpty()) {
            text("os", os);
        }
        if (!arch.isEmpty()) {
            text("arch", arch);
        }
        text("compression", name.equals("packed") ? "gzip" : "none");
        if (load != -1) {
            property("load", ByteBuffer.allocate(4).putInt(load).array());
        }
        if (entry != -1) {
            property("entry", ByteBuffer.allocate(4).putInt(entry).array());
        }
        return end();
    }

    private FitFiles text(String name, String value) {
        return property(name, (value.replace("\\0", "\0") + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    private FitFiles property(String name, byte[] value) {
        int index = known.indexOf(name);
        if (index < 0) {
            index = known.size();
            known.add(name);
            offsets.add(strings.size());
            strings.writeBytes((name + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        word(structure, 3);
        word(structure, value.length);
        word(structure, offsets.get(index));
        bytes(structure, value);
        return this;
    }

    private ByteBuffer finish() {
        word(structure, 9);
        int total = 40 + 16 + structure.size() + strings.size();
        ByteBuffer tree = ByteBuffer.allocate(total);
        tree.putInt(0xd00dfeed)
                .putInt(total)
                .putInt(56)
                .putInt(56 + structure.size())
                .putInt(40);
        tree.putInt(17).putInt(16).putInt(0).putInt(strings.size()).putInt(structure.size());
        return tree.position(56)
                .put(structure.toByteArray())
                .put(strings.toByteArray())
                .flip();
    }

    private static void word(ByteArrayOutputStream out, int value) {
        out.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
    }

    private static void bytes(ByteArrayOutputStream out, byte[] value) {
        out.writeBytes(value);
        out.writeBytes(new byte[-value.length & 3]);
    }
}
