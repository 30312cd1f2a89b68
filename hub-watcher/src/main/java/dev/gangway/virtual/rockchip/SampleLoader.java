package dev.gangway.virtual.rockchip;

import dev.gangway.format.RockchipCrc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Makes loader files that virtual boot ROMs take: the form is Rockchip's, the content noise behind the chip's tag. No real board
 * starts from one.
 */
public final class SampleLoader {
    private static final int HEADER = 102;
    private static final int ENTRY = 57;
    private static final int PARTS = 3;
    private static final int TABLES_AT = 25;
    private static final int[] TYPES = {1, 2, 4};

    private SampleLoader() {}

    /**
     * A file.
     *
     * @param soc the chip's name, for example {@code rk3399}
     * @param memory bytes of the part that starts the memory
     * @param plug bytes of the part that speaks USB
     * @param delay milliseconds that the board is given after each
     * @param seed what the content is made from
     */
    public static byte[] make(String soc, int memory, int plug, int delay, long seed) {
        RockchipSoc chip = RockchipSoc.named(soc);
        byte[][] parts = {
            code(chip, memory, seed), code(chip, plug, seed + 1), code(chip, plug, seed + 2),
        };
        String[] names = {soc + "_ddr", soc + "_usbplug", "FlashBoot"};
        int size = HEADER + PARTS * ENTRY;
        for (byte[] part : parts) {
            size += part.length;
        }
        ByteBuffer file = ByteBuffer.allocate(size + 4).order(ByteOrder.LITTLE_ENDIAN);
        file.put("LDR ".getBytes(StandardCharsets.US_ASCII)).putShort((short) HEADER);
        file.putInt(0x0100).putInt(0x01030000);
        file.putShort((short) 2026).put(new byte[] {1, 1, 0, 0, 0});
        file.putInt(ByteBuffer.wrap(chip.inFiles().getBytes(StandardCharsets.US_ASCII))
                .getInt());
        for (int i = 0; i < PARTS; i++) {
            file.position(TABLES_AT + 6 * i);
            file.put((byte) 1).putInt(HEADER + i * ENTRY).put((byte) ENTRY);
        }
        file.put((byte) 0).put((byte) (chip.coded() ? 0 : 1));
        int offset = HEADER + PARTS * ENTRY;
        for (int i = 0; i < PARTS; i++) {
            file.position(HEADER + i * ENTRY);
            file.put((byte) ENTRY).putInt(TYPES[i]);
            file.put(names[i].getBytes(StandardCharsets.UTF_16LE));
            file.position(HEADER + i * ENTRY + ENTRY - 12);
            file.putInt(offset).putInt(parts[i].length).putInt(delay);
            file.position(offset);
            file.put(parts[i]);
            offset += parts[i].length;
        }
        return file.putInt(RockchipCrc.crc32(file.duplicate().flip())).array();
    }

    private static byte[] code(RockchipSoc chip, int size, long seed) {
        byte[] code = new byte[size];
        new SplittableRandom(seed).nextBytes(code);
        System.arraycopy(chip.tag().getBytes(StandardCharsets.US_ASCII), 0, code, 0, 4);
        return chip.coded() ? Rc4.code(code) : code;
    }
}
