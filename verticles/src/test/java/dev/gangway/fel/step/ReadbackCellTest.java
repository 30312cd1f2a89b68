package dev.gangway.fel.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts as read back. */
class ReadbackCellTest {
    private static final int CRC = 0x12345678;
    private static final ReadbackCell CONTENT = new ReadbackCell.Content("rootfs", 0x1000000, 4096, CRC);
    private static final ReadbackCell RAW =
            new ReadbackCell.RawPages("splPages", 0x400000, 0x46000000L, 64, 0x1100, CRC);

    @Test
    void theChecksumHasToBeTheImages() throws FailureException {
        assertThat(CONTENT.judge(left(CRC))).contains("CRC-32");
        assertFails(CONTENT, left(CRC + 1), FailureKind.VERIFY_MISMATCH, "rootfs: the NAND holds CRC-32 12345679");
    }

    @Test
    void aFewFlippedBitsPass() throws FailureException {
        assertThat(RAW.judge(left(CRC, 64 << 16 | 16))).contains("64 pages, at most 16 of 285 words");
    }

    /** Too many bits, fewer pages than there are, none at all, more than there are. */
    @ParameterizedTest
    @CsvSource({"64, 17", "63, 0", "0, 0", "65, 0"})
    void otherPagesDoNot(int pages, int wrong) {
        assertFails(RAW, left(CRC, pages << 16 | wrong), FailureKind.VERIFY_MISMATCH, "splPages: of 64 raw pages");
    }

    @Test
    void pagesThatWereComparedWithADamagedCopyProveNothing() {
        assertFails(RAW, left(CRC + 1, 64 << 16), FailureKind.UPLOAD_DAMAGED, "in the board's memory");
    }

    /** As U-Boot leaves it: CRC-32s big-endian, words as the processor stores them. */
    private static ByteBuffer left(int crc, int... word) {
        ByteBuffer left = ByteBuffer.allocate(4 + 4 * word.length).putInt(0, crc);
        left.order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < word.length; i++) {
            left.putInt(4 + 4 * i, word[i]);
        }
        return left;
    }

    private static void assertFails(ReadbackCell cell, ByteBuffer left, FailureKind kind, String part) {
        assertThatThrownBy(() -> cell.judge(left)).isInstanceOfSatisfying(FailureException.class, e -> {
            assertThat(e.failure().kind()).isEqualTo(kind);
            assertThat(e.getMessage()).contains(part);
        });
    }
}
