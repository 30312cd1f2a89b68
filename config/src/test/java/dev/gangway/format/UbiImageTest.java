package dev.gangway.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class UbiImageTest {
    @Test
    void readsTheDossiersVector() throws FormatException {
        ByteBuffer image = vector();

        UbiImage found = UbiImage.check(PageReader.of(image), image.remaining());

        assertThat(image.getInt(60)).isEqualTo(0x8E74048E);
        assertThat(image.getInt(512 + 60)).isEqualTo(0xB82564A8);
        assertThat(found.pebSize()).isEqualTo(16 << 10);
        assertThat(found.lebSize()).isEqualTo(15 << 10);
        assertThat(found.imageSequence()).isEqualTo(0x12345678);
        assertThat(found.paired()).isFalse();
        assertThat(found.volumes()).containsExactly(new UbiVolume(0, "rootfs", 2, 1, 0, false, true, 2));
    }

    @Test
    void readsImagesForPairedPages() throws FormatException {
        UbiFixture mlc = new UbiFixture(1 << 20, 16 << 10, 99, true);
        byte[] content = new byte[mlc.lebSize() + 5];
        ByteBuffer image = mlc.image(content, 40);

        UbiImage found = UbiImage.check(PageReader.of(image), image.remaining());

        assertThat(found.paired()).isTrue();
        assertThat(found.lebSize()).isEqualTo((1 << 19) - (32 << 10));
        assertThat(found.volumes().get(0).lebs()).isEqualTo(2);
    }

    @Test
    void attachesAPartitionWithErasedBlocks() throws FormatException {
        ByteBuffer image = vector();
        ByteBuffer flash = ByteBuffer.allocate(10 * 16384);
        Arrays.fill(flash.array(), (byte) 0xff);
        List<Long> good = List.of(0L, 2 * 16384L, 3 * 16384L, 4 * 16384L, 5 * 16384L, 6 * 16384L, 9 * 16384L);
        for (int i = 0; i < 4; i++) {
            flash.put((int) (long) good.get(i), image, i * 16384, 16384);
        }

        UbiImage found = UbiImage.attach(PageReader.of(flash), good, 16384);

        assertThat(found.pebs()).isEqualTo(4);
        assertThat(found.erasedPebs()).isEqualTo(3);
        assertThatThrownBy(() -> UbiImage.attach(PageReader.of(flash), good.subList(0, 5), 16384))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("needs 6 erase blocks");
        assertThatThrownBy(() -> UbiImage.attach(PageReader.of(flash), List.of(7 * 16384L), 16384))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("volume table");
    }

    @Test
    void namesWhatIsWrong() {
        assertThat(problem(image -> image.put(3 * 16384 + 20, (byte) 9))).contains("erase counter header", "49152");
        assertThat(problem(image -> image.put(2 * 16384 + 512 + 9, (byte) 9))).contains("volume header", "32768");
        assertThat(problem(image -> {
                    image.putInt(3 * 16384 + 24, 1);
                    UbiFixture.seal(image.slice(3 * 16384, 64), 64);
                }))
                .contains("another image sequence");
        assertThat(problem(image -> image.put(3 * 16384 + 512, image, 2 * 16384 + 512, 64)))
                .contains("both logical block 0 of volume 0");
        assertThat(problem(image -> {
                    image.putInt(3 * 16384 + 512 + 12, 2);
                    UbiFixture.seal(image.slice(3 * 16384 + 512, 64), 64);
                }))
                .contains("beyond its 2 reserved");
        assertThat(problem(image -> image.put(16384 + 1024 + 300, (byte) 1))).contains("copies", "differ");
        assertThat(problem(image -> {
                    image.put(1024 + 300, (byte) 1);
                    image.put(16384 + 1024 + 300, (byte) 1);
                }))
                .contains("record 1");
        assertThat(problem(image ->
                        image.put(16384 + 512, image, 3 * 16384 + 512, 1).putInt(16384 + 512, -1)))
                .contains("no volume header");
    }

    @Test
    void refusesTruncatedImages() {
        ByteBuffer image = vector();

        for (int length = 0; length < image.capacity(); length += 331) {
            int cut = length;
            assertThatThrownBy(() -> UbiImage.check(PageReader.of(image.slice(0, cut)), cut))
                    .isInstanceOf(FormatException.class);
        }
    }

    @Test
    void neverThrowsAnythingButFormatExceptionOnDamage() {
        Random random = new Random(20);
        for (int round = 0; round < 2000; round++) {
            ByteBuffer image = vector();
            for (int i = 0; i <= random.nextInt(4); i++) {
                int block = random.nextInt(4) * 16384;
                int header = random.nextInt(3) * 512 + random.nextInt(180);
                image.put(block + header, (byte) random.nextInt());
                if (random.nextBoolean()) {
                    UbiFixture.seal(image.slice(block, 64), 64);
                    UbiFixture.seal(image.slice(block + 512, 64), 64);
                    UbiFixture.seal(image.slice(block + 1024, 172), 172);
                }
            }
            try {
                UbiImage.check(PageReader.of(image), image.remaining());
            } catch (FormatException e) {
                assertThat(e).hasMessageStartingWith("UBI");
            } catch (RuntimeException e) {
                throw new AssertionError("round " + round, e);
            }
        }
    }

    private static ByteBuffer vector() {
        return UbiFixture.VECTOR.image(UbiFixture.hello(), 2);
    }

    private static String problem(Consumer<ByteBuffer> damage) {
        ByteBuffer image = vector();
        damage.accept(image);
        try {
            UbiImage.check(PageReader.of(image), image.remaining());
        } catch (FormatException e) {
            return String.valueOf(e.getMessage());
        }
        return "nothing";
    }
}
