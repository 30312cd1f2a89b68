package dev.gangway.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes small UBI images, with and without page pairing. */
record UbiFixture(int pebSize, int page, int sequence, boolean paired) {
    /** The image of the dossier's check vector: 16 KiB blocks, 512-byte pages. */
    static final UbiFixture VECTOR = new UbiFixture(16 << 10, 512, 305419896, false);

    int lebSize() {
        return (paired ? pebSize / 2 : pebSize) - 2 * page;
    }

    /** An image with one dynamic autoresize volume called rootfs. */
    ByteBuffer image(byte[] content, int reserved) {
        int lebs = (content.length + lebSize() - 1) / lebSize();
        ByteBuffer out = ByteBuffer.allocate((2 + lebs) * pebSize);
        Arrays.fill(out.array(), (byte) 0xff);
        ByteBuffer table = table(reserved);
        for (int copy = 0; copy < 2; copy++) {
            block(out.slice(copy * pebSize, pebSize), 0x7fffefff, copy, 5, table);
        }
        for (int leb = 0; leb < lebs; leb++) {
            int from = leb * lebSize();
            ByteBuffer data = ByteBuffer.wrap(content, from, Math.min(lebSize(), content.length - from));
            block(out.slice((2 + leb) * pebSize, pebSize), 0, leb, 0, data);
        }
        return out;
    }

    static byte[] hello() {
        return "hello UBI ".repeat(2000).getBytes(StandardCharsets.US_ASCII);
    }

    static void seal(ByteBuffer header, int length) {
        header.putInt(length - 4, UbiHeaders.crc(header.slice(0, length - 4)));
    }

    private ByteBuffer table(int reserved) {
        int records = Math.min(128, lebSize() / 172);
        ByteBuffer table = ByteBuffer.allocate(records * 172);
        ByteBuffer first = table.slice(0, 172);
        first.putInt(0, reserved).putInt(4, 1).put(12, (byte) 1).putShort(14, (short) 6);
        first.put(16, "rootfs".getBytes(StandardCharsets.US_ASCII)).put(144, (byte) 1);
        for (int i = 0; i < records; i++) {
            seal(table.slice(i * 172, 172), 172);
        }
        return table;
    }

    private void block(ByteBuffer peb, int volume, int leb, int compat, ByteBuffer data) {
        peb.put(0, new byte[64]).putInt(0, UbiImage.EC_MAGIC).put(4, (byte) 1);
        peb.putInt(16, page).putInt(20, 2 * page).putInt(24, sequence);
        seal(peb.slice(0, 64), 64);
        ByteBuffer vid = peb.slice(page, 64);
        vid.put(0, new byte[64]).putInt(0, 0x55424921).put(4, (byte) 1).put(5, (byte) 1);
        vid.put(7, (byte) compat).putInt(8, volume).putInt(12, leb);
        seal(vid, 64);
        ByteBuffer from = data.slice();
        for (int logical = 2; from.hasRemaining(); logical++) {
            int physical = paired ? 2 * logical - 1 : logical;
            int length = Math.min(page, from.remaining());
            peb.put(physical * page, from, from.position(), length);
            from.position(from.position() + length);
        }
    }
}
