package dev.gangway.dfu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.dfu.DfuContent.Part;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** What of a file goes to a board. */
class DfuContentTest {
    static byte[] suffixed(byte[] payload, int vendor, int product, int version) {
        ByteBuffer file = ByteBuffer.allocate(payload.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        file.put(payload).putShort((short) -1).putShort((short) product).putShort((short) vendor);
        file.putShort((short) version)
                .put("UFD".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 16);
        CRC32 crc = new CRC32();
        crc.update(file.array(), 0, file.position());
        return file.putInt(~(int) crc.getValue()).array();
    }

    /** A DfuSe file with two stretches for memory 0 and one for memory 1. */
    static byte[] container() {
        ByteBuffer file = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        file.position(11);
        target(file, 0, 0x08000000, 100, 0x08001000, 50);
        target(file, 1, 0x00080000, 7);
        int length = file.position();
        file.put(0, "DfuSe".getBytes(StandardCharsets.US_ASCII))
                .put(5, (byte) 1)
                .putInt(6, length)
                .put(10, (byte) 2);
        byte[] bytes = new byte[length];
        file.get(0, bytes);
        return suffixed(bytes, 0x0483, 0xdf11, 0x011a);
    }

    private static void target(ByteBuffer file, int number, int... addressesAndSizes) {
        int size = 0;
        for (int i = 1; i < addressesAndSizes.length; i += 2) {
            size += 8 + addressesAndSizes[i];
        }
        int head = file.position();
        file.put("Target".getBytes(StandardCharsets.US_ASCII))
                .put((byte) number)
                .position(head + 266);
        file.putInt(size).putInt(addressesAndSizes.length / 2);
        for (int i = 0; i < addressesAndSizes.length; i += 2) {
            file.putInt(addressesAndSizes[i]).putInt(addressesAndSizes[i + 1]);
            file.put(DfuRig.content(addressesAndSizes[i + 1]));
        }
    }

    @Test
    void aFileWithoutSuffixGoesWhole() throws Exception {
        DfuContent content = DfuContent.of(DfuRig.image(DfuRig.content(500)));

        assertThat(content.parts()).containsExactly(new Part(-1, 0, 0, 500));
        assertThat(content.saysWhere()).isFalse();
    }

    @Test
    void aSuffixIsCheckedAndNotSent() throws Exception {
        byte[] file = suffixed(DfuRig.content(500), 0x1d50, 0x607f, 0x0100);

        assertThat(DfuContent.of(DfuRig.image(file)).parts()).containsExactly(new Part(-1, 0, 0, 500));
        file[17] ^= 1;
        assertThat(DfuRig.failure(() -> DfuContent.of(DfuRig.image(file))).kind())
                .isEqualTo(FailureKind.IMAGE_INVALID);
    }

    @Test
    void aSuffixForAnotherBoardIsRefused() throws Exception {
        try (DfuRig rig = new DfuRig("spark-core:pace=none")) {
            DfuDevice device = rig.open();

            DfuContent.of(DfuRig.image(suffixed(new byte[1], 0x1d50, 0x607f, 0x0100)))
                    .requireFor(device);
            DfuContent.of(DfuRig.image(suffixed(new byte[1], 0xffff, 0xffff, 0x0100)))
                    .requireFor(device);
            assertThat(DfuRig.failure(() -> DfuContent.of(DfuRig.image(suffixed(new byte[1], 0x1d50, 0x6080, 0x0100)))
                                    .requireFor(device))
                            .message())
                    .contains("1d50:6080", "1d50:607f");
        }
    }

    @Test
    void aDfuSeFileSaysWhatGoesWhere() throws Exception {
        DfuContent content = DfuContent.of(DfuRig.image(container()));

        assertThat(content.saysWhere()).isTrue();
        assertThat(content.parts())
                .containsExactly(
                        new Part(0, 0x08000000, 11 + 274 + 8, 100),
                        new Part(0, 0x08001000, 11 + 274 + 8 + 100 + 8, 50),
                        new Part(1, 0x00080000, 11 + 274 + 8 + 100 + 8 + 50 + 274 + 8, 7));
        assertThat(content.length()).isEqualTo(157);
    }

    @Test
    void aDfuSeFileThatWasCutIsRefused() {
        byte[] file = container();
        byte[] cut = new byte[file.length - 20];
        System.arraycopy(file, 0, cut, 0, cut.length);

        assertThat(DfuRig.failure(() -> DfuContent.of(DfuRig.image(cut))).kind())
                .isEqualTo(FailureKind.IMAGE_INVALID);
    }
}
