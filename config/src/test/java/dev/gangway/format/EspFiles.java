package dev.gangway.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Random;

/** Files for Espressif's chips, made from the facts and not from the parsers. */
final class EspFiles {
    private EspFiles() {}

    /** An image with a long header, two segments and a digest. */
    static byte[] image(int chip, int bytes) throws Exception {
        int second = 16;
        int end = 24 + 8 + bytes + 8 + second;
        ByteBuffer image = ByteBuffer.allocate(end / 16 * 16 + 16 + 32).order(ByteOrder.LITTLE_ENDIAN);
        byte[] code = new byte[bytes];
        new Random(bytes).nextBytes(code);
        image.put((byte) 0xe9).put((byte) 2).put((byte) 2).put((byte) 0x20).putInt(0x40080000);
        image.put(8, (byte) 0xee)
                .putShort(12, (short) chip)
                .putShort(15, (short) 100)
                .put(23, (byte) 1);
        image.position(24).putInt(0x3f400020).putInt(bytes).put(code);
        image.putInt(0x40080000).putInt(second).put(new byte[second]);
        int sum = 0xef;
        for (byte one : code) {
            sum ^= one & 0xff;
        }
        image.put(end / 16 * 16 + 15, (byte) sum);
        seal(image.array());
        return image.array();
    }

    /** Makes the digest right. */
    static void seal(byte[] image) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(image, 0, image.length - 32);
        System.arraycopy(sha.digest(), 0, image, image.length - 32, 32);
    }

    /** A table of nvs, phy_init and factory, with its MD5. */
    static byte[] table() throws Exception {
        ByteBuffer table = ByteBuffer.allocate(0xc00).order(ByteOrder.LITTLE_ENDIAN);
        row(table, "nvs", 1, 2, 0x9000, 0x6000);
        row(table, "phy_init", 1, 1, 0xf000, 0x1000);
        row(table, "factory", 0, 0, 0x10000, 0x100000);
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        md5.update(table.array(), 0, table.position());
        table.putShort((short) 0xebeb);
        while (table.position() % 16 != 0) {
            table.put((byte) -1);
        }
        table.put(md5.digest());
        while (table.hasRemaining()) {
            table.put((byte) -1);
        }
        return table.array();
    }

    static void row(ByteBuffer table, String label, int type, int subtype, int offset, int size) {
        int at = table.position();
        table.putShort((short) 0x50aa)
                .put((byte) type)
                .put((byte) subtype)
                .putInt(offset)
                .putInt(size);
        table.put(label.getBytes(StandardCharsets.US_ASCII)).position(at + 32);
    }

    static ImageData data(byte[] bytes) {
        return ImageData.of(ByteBuffer.wrap(bytes));
    }

    static ImageData text(String text) {
        return data(text.getBytes(StandardCharsets.UTF_8));
    }
}
