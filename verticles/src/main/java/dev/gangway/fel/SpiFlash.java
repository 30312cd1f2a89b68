package dev.gangway.fel;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.soc.SpiWiring;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The SPI NOR flash at an Allwinner board's boot pins, through the boot ROM (dossier fel.md 6). Addresses have 24 bits:
 * of a larger flash the first 16 MiB. Lists of transfers run from the start of SRAM, which every call leaves as it was.
 */
public final class SpiFlash {
    private static final int LARGEST_LIST = 4096;
    private static final int POLLS = 100;

    /** sun4i: enable, master, reset of both FIFOs. */
    private static final int SUN4I_SET_UP = 0x303;

    /** sun6i: global control, with reset, master and enable. */
    private static final int SUN6I_GLOBAL = 0x04;

    private static final int SUN6I_SET_UP = 0x80000003;

    private final FelWire wire;
    private final ArmCore core;
    private final SpiWiring wiring;
    private final long list;
    private final int listBytes;

    private SpiFlash(FelWire wire, ArmCore core, AllwinnerSoc soc, SpiWiring wiring) {
        this.wire = wire;
        this.core = core;
        this.wiring = wiring;
        this.list = soc.spl();
        this.listBytes = (int) Math.min(LARGEST_LIST, soc.scratch() - soc.spl());
    }

    /** Sets pins, clocks and controller up; empty when that is not known for the SoC, and then nothing was sent. */
    static Optional<SpiFlash> open(FelWire wire, ArmCore core, AllwinnerSoc soc) throws FailureException {
        Optional<SpiWiring> known = SpiWiring.of(soc);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        SpiFlash flash = new SpiFlash(wire, core, soc, known.get());
        flash.setUp();
        return Optional.of(flash);
    }

    private void setUp() throws FailureException {
        for (int pin : wiring.pins()) {
            int shift = SpiWiring.pinShift(pin);
            update(wiring.pinRegister(pin), 7 << shift, wiring.function() << shift);
        }
        for (SpiWiring.Word gate : wiring.gates()) {
            update(gate.register(), 0, gate.value());
        }
        for (SpiWiring.Word clock : wiring.clocks()) {
            core.writeWords(clock.register(), clock.value());
        }
        core.writeWords(wiring.base() + wiring.layout().divider(), wiring.divider());
        switch (wiring.layout()) {
            case SUN4I -> update(wiring.base() + wiring.layout().control(), 0, SUN4I_SET_UP);
            case SUN6I -> {
                update(wiring.base() + SUN6I_GLOBAL, 0, SUN6I_SET_UP);
                awaitReset();
            }
        }
    }

    private void awaitReset() throws FailureException {
        for (int i = 0; i < POLLS; i++) {
            if (core.readWords(wiring.base() + SUN6I_GLOBAL, 1)[0] >= 0) {
                return;
            }
        }
        throw new FailureException(
                FailureKind.BOARD_REFUSED, "the SPI controller does not come out of its reset: power the board anew");
    }

    private void update(long register, int clear, int set) throws FailureException {
        core.run(ArmRoutine.UPDATE_WORD, 0, (int) register, clear, set);
    }

    /** The flash's id; empty when nothing answers. */
    public Optional<SpiFlashId> id() throws FailureException {
        ByteBuffer saved = save();
        ByteBuffer answer = SpiList.id();
        wire.write(list, answer.duplicate());
        runList();
        wire.read(list, answer.clear());
        restore(saved);
        int capacity = answer.get(5) & 0xff;
        return capacity == 0 || capacity == 0xff
                ? Optional.empty()
                : Optional.of(new SpiFlashId(answer.get(3) & 0xff, answer.get(4) & 0xff, capacity));
    }

    /**
     * Fills the buffer from the flash.
     *
     * @throws FailureException BOARD_REFUSED without a flash, RECIPE_INVALID for addresses that it does not have
     */
    public void read(long address, ByteBuffer into, LongConsumer progress) throws FailureException {
        require(address, into.remaining(), FailureKind.RECIPE_INVALID);
        ByteBuffer saved = save();
        int most = listBytes - SpiList.READ_OVERHEAD;
        int endsAfter = -1;
        long at = address;
        while (into.hasRemaining()) {
            int piece = Math.min(most, into.remaining());
            wire.write(list, SpiList.read(at, piece));
            if (piece != endsAfter) {
                wire.write(list + SpiList.READ_HEADER + piece, SpiList.end());
                endsAfter = piece;
            }
            runList();
            wire.read(list + SpiList.READ_HEADER, into.slice(into.position(), piece));
            into.position(into.position() + piece);
            at += piece;
            progress.accept(piece);
        }
        restore(saved);
    }

    /**
     * Erases and writes. The last sector is erased as a whole, so what lies there behind the data is lost. Nothing is
     * read back: compare with {@link #read} where it matters.
     *
     * @param address a multiple of 4096
     * @throws FailureException BOARD_REFUSED without a flash, RECIPE_INVALID for a crooked address, IMAGE_TOO_LARGE
     */
    public void write(long address, ByteBuffer data, LongConsumer progress) throws FailureException {
        if (address % SpiList.SECTOR != 0) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    String.format("0x%x: an SPI flash is written from a multiple of 4096 on", address));
        }
        require(address, data.remaining(), FailureKind.IMAGE_TOO_LARGE);
        ByteBuffer saved = save();
        SpiList steps = new SpiList(listBytes);
        long at = address;
        long erasedTo = address;
        int collected = 0;
        while (data.hasRemaining()) {
            if (at == erasedTo) {
                boolean block = at % SpiList.BLOCK == 0 && data.remaining() >= SpiList.BLOCK;
                steps.erase(at, block);
                erasedTo = at + (block ? SpiList.BLOCK : SpiList.SECTOR);
            }
            int piece = Math.min(SpiList.PAGE, data.remaining());
            steps.program(at, data.slice(data.position(), piece));
            data.position(data.position() + piece);
            at += piece;
            collected += piece;
            if (!steps.hasRoom() || !data.hasRemaining()) {
                wire.write(list, steps.take());
                runList();
                progress.accept(collected);
                collected = 0;
            }
        }
        // A FEL request is served only when the code has returned: the restore waits for the last page.
        restore(saved);
    }

    private void require(long address, int length, FailureKind tooLong) throws FailureException {
        SpiFlashId id = id().orElseThrow(
                        () -> new FailureException(FailureKind.BOARD_REFUSED, "No SPI flash detected on this board."));
        if (address < 0 || address + length > id.reachable()) {
            throw new FailureException(
                    tooLong,
                    String.format(
                            "%d bytes at 0x%x do not fit: the SPI flash has %d bytes within 24-bit addresses",
                            length, address, id.reachable()));
        }
    }

    private void runList() throws FailureException {
        SpiWiring.Layout layout = wiring.layout();
        core.run(
                ArmRoutine.SPI_BATCH,
                0,
                (int) list,
                register(layout.control()),
                layout.start(),
                register(layout.status()),
                register(layout.transmit()),
                register(layout.receive()),
                register(layout.burst()),
                register(layout.count()),
                layout.single() == 0 ? 0 : register(layout.single()));
    }

    private int register(int offset) {
        return (int) (wiring.base() + offset);
    }

    private ByteBuffer save() throws FailureException {
        ByteBuffer saved = ByteBuffer.allocate(listBytes);
        wire.read(list, saved);
        return saved.clear();
    }

    private void restore(ByteBuffer saved) throws FailureException {
        wire.write(list, saved);
    }
}
