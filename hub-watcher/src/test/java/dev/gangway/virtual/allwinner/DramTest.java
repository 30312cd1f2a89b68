package dev.gangway.virtual.allwinner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DramTest {
    private static final int MIB = 1024 * 1024;

    private final PageArena arena = new PageArena();

    @Test
    void keepsWhatIsWrittenAcrossPages() {
        Dram dram = new Dram(arena, 16);
        byte[] data = new byte[300_000];
        new Random(1).nextBytes(data);

        dram.write(Dram.START + 65_000, ByteBuffer.wrap(data));

        ByteBuffer back = ByteBuffer.allocate(data.length);
        dram.read(Dram.START + 65_000, back);
        assertThat(back.array()).isEqualTo(data);
    }

    @Test
    void takesPagesOnlyForWhatIsWritten() {
        Dram dram = new Dram(arena, 2048);

        dram.read(Dram.START, ByteBuffer.allocate(MIB));
        assertThat(arena.mapped()).isZero();
        dram.write(Dram.START + 1000L * MIB, ByteBuffer.allocate(MIB));

        assertThat(arena.mapped()).isEqualTo(16L * MIB);
    }

    @Test
    void forgetsEverythingAndGivesItsPagesBack() {
        List<Dram> boards = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            boards.add(new Dram(arena, 512));
        }
        ByteBuffer data = ByteBuffer.allocateDirect(4 * MIB);
        for (int round = 0; round < 3; round++) {
            for (Dram dram : boards) {
                dram.open();
                dram.write(Dram.START, data.clear());
            }
            boards.forEach(Dram::close);
        }

        assertThat(arena.mapped()).isEqualTo(32L * MIB);
        Dram dram = boards.get(0);
        assertThat(dram.answers()).isFalse();
        dram.open();
        dram.write(Dram.START, ByteBuffer.allocate(1));
        ByteBuffer back = ByteBuffer.allocate(1024);
        dram.read(Dram.START, back);
        assertThat(back.array()).isNotEqualTo(new byte[1024]);
    }
}
