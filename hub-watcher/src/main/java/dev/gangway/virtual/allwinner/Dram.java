package dev.gangway.virtual.allwinner;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** DRAM: answers only after its controller was set up. Pages exist from the first write on, outside the heap. */
final class Dram implements Region {
    /** Where it begins on every SoC of the table. */
    static final long START = 0x4000_0000L;

    private static final int PAGE = PageArena.PAGE;
    private static final ByteBuffer UNTOUCHED = untouched();

    private final PageArena arena;
    private final @Nullable ByteBuffer[] pages;
    private boolean open;

    Dram(PageArena arena, int mebibytes) {
        this.arena = arena;
        pages = new ByteBuffer[mebibytes * 16];
    }

    @Override
    public long start() {
        return START;
    }

    @Override
    public long end() {
        return START + (long) pages.length * PAGE;
    }

    @Override
    public boolean answers() {
        return open;
    }

    void open() {
        open = true;
    }

    /** The controller is reset: nothing answers, what was there is lost. */
    void close() {
        open = false;
        for (int i = 0; i < pages.length; i++) {
            ByteBuffer page = pages[i];
            if (page != null) {
                arena.giveBack(page);
                pages[i] = null;
            }
        }
    }

    @Override
    public void read(long address, ByteBuffer into) {
        long at = address - START;
        while (into.hasRemaining()) {
            ByteBuffer page = pages[(int) (at / PAGE)];
            int offset = (int) (at % PAGE);
            int count = Math.min(into.remaining(), PAGE - offset);
            into.put(into.position(), page == null ? UNTOUCHED : page, offset, count);
            into.position(into.position() + count);
            at += count;
        }
    }

    @Override
    public void write(long address, ByteBuffer from) {
        long at = address - START;
        while (from.hasRemaining()) {
            int offset = (int) (at % PAGE);
            int count = Math.min(from.remaining(), PAGE - offset);
            page((int) (at / PAGE), count < PAGE).put(offset, from, from.position(), count);
            from.position(from.position() + count);
            at += count;
        }
    }

    private ByteBuffer page(int index, boolean partly) {
        ByteBuffer page = pages[index];
        if (page == null) {
            page = arena.take();
            pages[index] = page;
            if (partly) {
                page.put(0, UNTOUCHED, 0, PAGE);
            }
        }
        return page;
    }

    private static ByteBuffer untouched() {
        ByteBuffer noise = ByteBuffer.allocateDirect(PAGE).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < PAGE; at += 4) {
            noise.putInt(at, Noise.word(0x4452414d, at));
        }
        return noise.asReadOnlyBuffer();
    }
}
