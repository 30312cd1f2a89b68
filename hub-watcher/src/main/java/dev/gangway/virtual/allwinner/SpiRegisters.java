package dev.gangway.virtual.allwinner;

import dev.gangway.soc.SpiWiring;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * SPI controller 0 (§6) with the flash behind it. It works only with its clocks on, its reset released and its pins
 * switched to it; without clocks its registers read 0. A burst moves a byte as soon as the transmit FIFO has one, and a
 * byte that finds the receive FIFO full is lost, as on the chip.
 */
final class SpiRegisters implements Region {
    private static final int SIZE = 0x400;
    private static final int FIFO = 64;
    private static final int ENABLE_MASTER = 3;
    private static final int SUN4I_FIFO_RESET = 0x300;
    private static final int SUN6I_GLOBAL = 0x04;
    private static final int SUN6I_RESET = 0x80000000;
    private static final int SUN4I_CONTROL_RESET = 0x0002001c;
    private static final int SUN6I_CONTROL_RESET = 0x87;
    private static final int COUNT = 0x00ff_ffff;

    private final SpiWiring wiring;
    private final SpiWiring.Layout layout;
    private final SocRegisters soc;
    private final SpiNor flash;
    private final Map<Integer, Integer> held = new HashMap<>();
    private final ArrayDeque<Integer> transmit = new ArrayDeque<>();
    private final ArrayDeque<Integer> receive = new ArrayDeque<>();
    private final ByteBuffer word = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    private int left;
    private int fromFifo;

    SpiRegisters(SpiWiring wiring, SocRegisters soc, SpiNor flash) {
        this.wiring = wiring;
        this.layout = wiring.layout();
        this.soc = soc;
        this.flash = flash;
    }

    @Override
    public long start() {
        return wiring.base();
    }

    @Override
    public long end() {
        return wiring.base() + SIZE;
    }

    void reset() {
        held.clear();
        clear();
        held.put(layout.control(), layout == SpiWiring.Layout.SUN4I ? SUN4I_CONTROL_RESET : SUN6I_CONTROL_RESET);
        flash.deselect();
    }

    private void clear() {
        transmit.clear();
        receive.clear();
        left = 0;
        fromFifo = 0;
    }

    @Override
    public void read(long address, ByteBuffer into) {
        int offset = (int) (address - start());
        if (offset == layout.receive() && into.remaining() <= 4) {
            while (into.hasRemaining()) {
                into.put((byte) (clocked() && !receive.isEmpty() ? receive.remove() : 0));
            }
            return;
        }
        int at = offset & ~3;
        word.clear().position(offset & 3);
        word.putInt(0, clocked() ? load(at) : 0);
        while (into.hasRemaining()) {
            if (!word.hasRemaining()) {
                at += 4;
                word.clear();
                word.putInt(0, clocked() ? load(at) : 0);
            }
            into.put(word.get());
        }
    }

    @Override
    public void write(long address, ByteBuffer from) {
        int offset = (int) (address - start());
        if (offset == layout.transmit() && from.remaining() <= 4) {
            while (from.hasRemaining()) {
                int value = from.get() & 0xff;
                if (clocked() && transmit.size() < FIFO) {
                    transmit.add(value);
                }
            }
            move();
            return;
        }
        while (from.remaining() >= 4 && offset % 4 == 0) {
            word.clear();
            for (int i = 0; i < 4; i++) {
                word.put(from.get());
            }
            if (clocked()) {
                store(offset, word.getInt(0));
            }
            offset += 4;
        }
        from.position(from.limit());
    }

    /** FEL accesses registers byte by byte, which this controller does not take. */
    @Override
    public void readBytes(long address, ByteBuffer into) {
        soc.readBytes(address, into);
    }

    @Override
    public void writeBytes(long address, ByteBuffer from) {
        from.position(from.limit());
    }

    private int load(int offset) {
        if (offset == layout.status()) {
            return receive.size() | transmit.size() << 16;
        }
        return held.getOrDefault(offset, 0);
    }

    private void store(int offset, int value) {
        int kept = value;
        if (layout == SpiWiring.Layout.SUN6I && offset == SUN6I_GLOBAL && (value & SUN6I_RESET) != 0) {
            clear();
            kept = value & ~SUN6I_RESET;
        }
        if (layout == SpiWiring.Layout.SUN4I && offset == layout.control() && (value & SUN4I_FIFO_RESET) != 0) {
            transmit.clear();
            receive.clear();
            kept = value & ~SUN4I_FIFO_RESET;
        }
        held.put(offset, kept);
        if (offset == layout.control() && (kept & layout.start()) != 0) {
            begin();
        }
    }

    private void begin() {
        left = held.getOrDefault(layout.burst(), 0) & COUNT;
        fromFifo = held.getOrDefault(layout.count(), 0) & COUNT;
        if (layout.single() != 0) {
            // Bytes beyond the single-line count would go out on two lines, which no flash understands unasked.
            fromFifo = Math.min(fromFifo, held.getOrDefault(layout.single(), 0) & COUNT);
        }
        move();
    }

    /** Moves what can be moved; a disabled controller starts and never ends. */
    private void move() {
        int control = held.getOrDefault(layout.control(), 0);
        int enabled = layout == SpiWiring.Layout.SUN4I ? control : held.getOrDefault(SUN6I_GLOBAL, 0);
        if ((control & layout.start()) == 0 || (enabled & ENABLE_MASTER) != ENABLE_MASTER) {
            return;
        }
        boolean wired = pinsAreSwitched();
        while (left > 0 && (fromFifo == 0 || !transmit.isEmpty())) {
            int out = 0;
            if (fromFifo > 0) {
                out = transmit.remove();
                fromFifo--;
            }
            int in = wired ? flash.exchange(out) : 0xff;
            if (receive.size() < FIFO) {
                receive.add(in);
            }
            left--;
        }
        if (left == 0) {
            flash.deselect();
            held.put(layout.control(), control & ~layout.start());
        }
    }

    private boolean clocked() {
        return wiring.gates().stream().allMatch(g -> (soc.held(g.register()) & g.value()) == g.value())
                && wiring.clocks().stream().allMatch(c -> soc.held(c.register()) == c.value());
    }

    private boolean pinsAreSwitched() {
        return wiring.pins().stream()
                .allMatch(
                        pin -> (soc.held(wiring.pinRegister(pin)) >> SpiWiring.pinShift(pin) & 7) == wiring.function());
    }
}
