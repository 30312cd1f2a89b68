package dev.gangway.dfu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.format.DfuFile;
import dev.gangway.format.DfuPrefix;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.RockchipCrc;
import dev.gangway.format.RockchipLoader;
import dev.gangway.format.TarFile;
import dev.gangway.model.FailureException;
import dev.gangway.virtual.rockchip.SampleLoader;
import dev.gangway.virtual.rpiboot.SampleBootFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** The formats that come from elsewhere, damaged in every way that chance finds: they are refused or read, and nothing else. */
class FuzzedFormatsTest {
    private static final int ROUNDS = 20_000;
    private static final long SEED = 20261129;

    private final SplittableRandom random = new SplittableRandom(SEED);

    /** Flips, cuts, grows, and writes the numbers that parsers trip over. */
    private byte[] damaged(byte[] sound) {
        byte[] bytes = sound.clone();
        for (int damage = random.nextInt(1, 5); damage > 0; damage--) {
            int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes = Arrays.copyOf(bytes, at);
                case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(40));
                case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) 0xff);
                case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) 0);
                default -> {
                    if (bytes.length > 0) {
                        bytes[at] = (byte) random.nextInt(256);
                    }
                }
            }
        }
        return bytes;
    }

    /** With the CRC made right, so that what lies behind it is reached. */
    private static byte[] sealed(byte[] bytes) {
        if (bytes.length < 16) {
            return bytes;
        }
        byte[] sealed = bytes.clone();
        int end = sealed.length;
        System.arraycopy("UFD".getBytes(StandardCharsets.US_ASCII), 0, sealed, end - 8, 3);
        sealed[end - 5] = 16;
        CRC32 crc = new CRC32();
        crc.update(sealed, 0, end - 4);
        int value = ~(int) crc.getValue();
        for (int i = 0; i < 4; i++) {
            sealed[end - 4 + i] = (byte) (value >> (8 * i));
        }
        return sealed;
    }

    @Test
    void dfuAndDfuSeFiles() {
        List<byte[]> seeds = List.of(
                DfuContentTest.container(), DfuContentTest.suffixed(DfuRig.content(300), 0x1d50, 0x607f, 0x0100));
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = damaged(seeds.get(round % seeds.size()));
            ImageData data = DfuRig.image(round % 3 == 0 ? bytes : sealed(bytes));
            try {
                DfuContent content = DfuContent.of(data);
                content.parts().forEach(part -> assertThat(part.offset() + part.length())
                        .as("round of seed %d", SEED)
                        .isLessThanOrEqualTo(data.length()));
                DfuPrefix.of(data, data.length());
                if (DfuFile.hasSuffix(data)) {
                    read++;
                }
            } catch (FailureException refused) {
                assertThat(refused.failure().message()).containsIgnoringCase("dfu");
            }
        }
        assertThat(read).as("files that were taken").isBetween(100, ROUNDS - 100);
    }

    @Test
    void rockchipLoaders() {
        byte[] sound = SampleLoader.make("rk3399", 300, 200, 1, SEED);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = damaged(sound);
            byte[] sealed = bytes.clone();
            if (round % 3 != 0 && bytes.length > 4) {
                ByteBuffer file = ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN);
                file.putInt(bytes.length - 4, RockchipCrc.crc32(file.duplicate().limit(bytes.length - 4)));
            }
            try {
                RockchipLoader loader = RockchipLoader.parse(DfuRig.image(sealed));
                loader.parts().forEach(part -> assertThat(part.offset() + part.size())
                        .as("round of seed %d", SEED)
                        .isLessThanOrEqualTo(sealed.length));
                read++;
            } catch (FormatException refused) {
                assertThat(refused.getMessage()).contains("Rockchip loader");
            }
        }
        assertThat(read).as("files that were taken").isBetween(100, ROUNDS - 100);
    }

    @Test
    void tarArchives() {
        byte[] sound = SampleBootFiles.archive(Map.of("config.txt", new byte[700], "boot.img", new byte[20]));
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = damaged(sound);
            try {
                TarFile tar = TarFile.parse(DfuRig.image(bytes));
                tar.names().forEach(name -> assertThat(tar.find(name))
                        .as("round of seed %d", SEED)
                        .isPresent());
                read++;
            } catch (FormatException refused) {
                assertThat(refused.getMessage()).contains("tar: ");
            }
        }
        assertThat(read).as("archives that were taken").isBetween(100, ROUNDS - 100);
    }

    @Test
    void memoryLayouts() {
        List<String> seeds = List.of(
                "@Internal Flash  /0x08000000/04*016Kg,01*064Kg,07*128Kg",
                "@OTP Memory /0x1FFF7800/01*512 e,01*016 e",
                "@Two/0x0/1*1Kg/0x10000/2*4Mg");
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = damaged(seeds.get(round % seeds.size()).getBytes(StandardCharsets.ISO_8859_1));
            try {
                MemoryLayout layout = MemoryLayout.parse(new String(bytes, StandardCharsets.ISO_8859_1));
                layout.segments().forEach(segment -> {
                    assertThat(segment.page()).isPositive();
                    assertThat(segment.end()).isBetween(segment.from() + 1, 1L << 32);
                });
                read++;
            } catch (FormatException refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            }
        }
        assertThat(read).as("layouts that were taken").isBetween(100, ROUNDS - 100);
    }

    @Test
    void functionalDescriptors() {
        byte[] sound = {
            9,
            2,
            36,
            0,
            1,
            1,
            0,
            (byte) 0x80,
            50,
            9,
            4,
            0,
            0,
            0,
            (byte) 0xfe,
            1,
            2,
            0,
            9,
            0x21,
            11,
            -1,
            0,
            0,
            4,
            0x1a,
            1
        };
        for (int round = 0; round < ROUNDS; round++) {
            DfuDescriptors.functional(damaged(sound))
                    .ifPresent(told -> assertThat(told.transferSize()).isBetween(0, 0xffff));
        }
        assertThat(DfuDescriptors.functional(sound)).contains(new DfuFunctional(11, 255, 1024, 0x011a));
    }
}
