package dev.gangway.virtual.ubifs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A UBIFS that Linux wrote to: what was written behind the last commit is not seen, and said so. */
class UbifsVolumeTest {
    private static final int SIZE = 0x3f000;
    private static final int UNIT = 0x1000;
    private static final int LOG = 3;
    private static final int BUD = 12;
    private static final int HEAD = 11;

    private final Map<Integer, byte[]> blocks = new HashMap<>();
    private long sequence;

    @BeforeEach
    void make() {
        ByteBuffer superblock = node(UbifsNode.SUPERBLOCK, 4096)
                .putInt(32, UNIT)
                .putInt(36, SIZE)
                .putInt(56, 2)
                .putInt(80, 4);
        put(0, 0, superblock);
        master(2);
        // As Linux writes it: with the block that its next nodes go to, and padded as a whole.
        put(LOG, 0, node(UbifsNode.COMMIT, 32));
        reference(LOG, 32, HEAD, 0x3000);
        put(LOG, 96, node(UbifsNode.PADDING, 28).putInt(24, UNIT - 96 - 28));
    }

    private void master(int flags) {
        for (int copy = 1; copy <= 2; copy++) {
            put(copy, 0, node(UbifsNode.MASTER, 512).putInt(40, flags).putInt(44, LOG));
        }
    }

    private ByteBuffer node(int type, int length) {
        return ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, UbifsNode.MAGIC)
                .putLong(8, ++sequence)
                .putInt(16, length)
                .put(20, (byte) type);
    }

    private void put(int block, int at, ByteBuffer node) {
        CRC32 crc = new CRC32();
        crc.update(node.slice(8, node.capacity() - 8));
        node.putInt(4, ~(int) crc.getValue());
        node.get(0, block(block), at, node.capacity());
    }

    private byte[] block(int number) {
        return blocks.computeIfAbsent(number, key -> {
            byte[] erased = new byte[SIZE];
            Arrays.fill(erased, (byte) 0xff);
            return erased;
        });
    }

    private void reference(int log, int at, int block, int offset) {
        put(log, at, node(UbifsNode.REFERENCE, 64).putInt(24, block).putInt(28, offset));
    }

    private String unseen() throws UbifsException {
        UbifsVolume volume = UbifsVolume.mount(new LogicalBlocks() {
            @Override
            public int size() {
                return SIZE;
            }

            @Override
            public void read(int block, int offset, ByteBuffer into) {
                into.put(0, block(block), offset, into.capacity());
            }
        });
        return volume.unseen().orElse("");
    }

    @Test
    void oneThatWasCommittedIsSeenWhole() throws Exception {
        assertThat(unseen()).isEmpty();
        reference(LOG, UNIT, BUD, 0x2000);
        assertThat(unseen()).as("a block that waits for a first node").isEmpty();
    }

    @Test
    void whatLiesInTheJournalIsToldThoughItWasUnmounted() throws Exception {
        reference(LOG, UNIT, BUD, 0x2000);
        put(BUD, 0x2000, node(UbifsNode.INODE, 160));

        assertThat(unseen())
                .isEqualTo(
                        "the file system was written to after its last commit, and its journal is not replayed here: what"
                                + " was written to LEB 12 since the last commit is not seen");
    }

    @Test
    void whatFollowedInTheBlockThatWasWrittenToWhenItWasCommittedIsTold() throws Exception {
        put(HEAD, 0x3000, node(UbifsNode.ENTRY, 64));

        assertThat(unseen()).contains("written to LEB 11 since");
    }

    @Test
    void oneThatWasNotUnmountedIsTold() throws Exception {
        master(3);

        assertThat(unseen())
                .isEqualTo("the file system was not unmounted, and its journal is not replayed here: it is empty");
    }

    @Test
    void aLogGoesOnInItsNextBlockAndEndsWhereAWriteWasCut() throws Exception {
        master(1);
        for (int at = UNIT; at < SIZE; at += UNIT) {
            reference(LOG, at, BUD, 0);
            Arrays.fill(block(LOG), at + 64, at + UNIT, (byte) 0xce);
        }
        put(BUD, 0, node(UbifsNode.DATA, 200));
        reference(LOG + 1, 0, BUD + 1, 0);
        reference(LOG + 1, UNIT, BUD + 2, 0);
        block(LOG + 1)[UNIT + 30] ^= 1;
        put(BUD + 1, 0, node(UbifsNode.ENTRY, 64));
        put(BUD + 2, 0, node(UbifsNode.ENTRY, 64));

        assertThat(unseen()).contains("was not unmounted", "written to LEB 12, 13 since");
    }

    @Test
    void placesThatAreNoneAreNotFollowed() throws Exception {
        reference(LOG, UNIT, BUD, SIZE);
        reference(LOG, 2 * UNIT, BUD, -8);
        assertThat(unseen()).isEmpty();
    }
}
