package dev.gangway.virtual.nand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.virtual.SystemMemory.BusAbort;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageStoreTest {
    @Test
    void keepsEqualPagesOnce() {
        try (PageStore store = PageStore.temporary()) {
            Random random = new Random(1);
            byte[][] pages = new byte[5000][];
            int[] numbers = new int[pages.length];
            for (int i = 0; i < pages.length; i++) {
                pages[i] = new byte[1 + random.nextInt(300)];
                random.nextBytes(pages[i]);
                numbers[i] = store.put(ByteBuffer.wrap(pages[i]));
            }
            int distinct = store.storedPages();
            for (int i = 0; i < pages.length; i++) {
                assertThat(store.put(ByteBuffer.wrap(pages[i]))).isEqualTo(numbers[i]);
                assertThat(store.get(numbers[i])).isEqualTo(ByteBuffer.wrap(pages[i]));
            }
            assertThat(store.storedPages()).isEqualTo(distinct);
        }
    }

    @Test
    void tellsPagesApartThatDifferInOneBit() {
        try (PageStore store = PageStore.temporary()) {
            byte[] page = new byte[16384];
            int first = store.put(ByteBuffer.wrap(page));
            page[16383] = 1;
            assertThat(store.put(ByteBuffer.wrap(page))).isNotEqualTo(first);
        }
    }

    @Test
    void leavesNoFileBehind(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("pages");
        try (PageStore store = new PageStore(file)) {
            store.put(ByteBuffer.wrap(new byte[] {1}));
        }
        assertThat(Files.exists(file)).isFalse();
    }

    @Test
    void writesRepeatedContentFastEnoughForManyBoards() throws NandException {
        try (PageStore store = PageStore.temporary()) {
            byte[] block = new byte[ChipGeometry.HYNIX_8G_MLC.blockSize()];
            new Random(2).nextBytes(block);
            long before = 0;
            for (int board = 0; board < 8; board++) {
                VirtualNand nand = new VirtualNand(ChipGeometry.HYNIX_8G_MLC, store, VirtualNand.SecondProgram.FAILS);
                for (int i = 0; i < 16; i++) {
                    ByteBuffer source = ByteBuffer.wrap(block);
                    new NandDriver(nand).write((long) i * block.length, block.length, block.length, true, b -> {
                        int length = b.remaining();
                        b.put(source.slice(source.position(), length));
                        source.position(source.position() + length);
                    });
                }
                assertThat(nand.programs()).isEqualTo(16L * 256);
                before = before == 0 ? store.storedBytes() : before;
                assertThat(store.storedBytes()).isEqualTo(before).isEqualTo(block.length);
            }
        }
    }

    @Test
    void memoryOnTheStoreKeepsWhatIsWrittenInAnyOrder() throws BusAbort {
        try (PageStore store = PageStore.temporary()) {
            StoredMemory memory = new StoredMemory(0x42000000L, 1 << 20, store);
            byte[] expected = new byte[1 << 20];
            Random random = new Random(3);
            for (int i = 0; i < 300; i++) {
                byte[] piece = new byte[1 + random.nextInt(40000)];
                random.nextBytes(piece);
                int at = random.nextInt(expected.length - piece.length);
                System.arraycopy(piece, 0, expected, at, piece.length);
                memory.write(0x42000000L + at, ByteBuffer.wrap(piece));
            }
            ByteBuffer all = ByteBuffer.allocate(1 << 20);
            memory.read(0x42000000L, all);
            assertThat(all.array()).isEqualTo(expected);
            assertThatThrownBy(() -> memory.read(0x42100000L, ByteBuffer.allocate(1)))
                    .isInstanceOf(BusAbort.class);
        }
    }
}
