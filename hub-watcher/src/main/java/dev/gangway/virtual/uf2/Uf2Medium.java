package dev.gangway.virtual.uf2;

import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.Uf2Block;
import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.disk.DiskMedium;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.nand.StoredMemory;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A UF2 loader's drive. Nothing that is written stays on it: a sector that is a block of the right family goes to the flash
 * memory wherever it lands, all else is forgotten. Which blocks it has, it knows until the host resets the drive, and what comes
 * twice is taken once, as in the RP2040's ROM (raspberrypi/pico-bootrom-rp2040, virtual_disk.c and usb_msc.c). Under the board's
 * lock.
 */
final class Uf2Medium implements DiskMedium {
    static final long FLASH = 0x10000000L;
    private static final int PAGE = 256;

    /** No image has more; a total beyond it is a lie that must cost nothing. */
    private static final long MOST_BLOCKS = 1 << 20;

    private final Uf2Volume volume;
    private final long family;
    private final StoredMemory flash;
    private final long flashSize;
    private final FaultPlan faults;
    private final Consumer<String> console;
    private final Runnable whole;

    private final byte[] sector = new byte[Uf2Volume.SECTOR];
    private long sectorAt = -1;
    private int filled;

    private final BitSet seen = new BitSet();
    private long total;
    private boolean done;
    private boolean locked;

    /**
     * A drive after power-up.
     *
     * @param family whose blocks it takes
     * @param flash from {@link #FLASH} on
     * @param whole is told once, when all blocks of an image have been written
     */
    Uf2Medium(
            Uf2Volume volume,
            long family,
            StoredMemory flash,
            long flashSize,
            FaultPlan faults,
            Consumer<String> console,
            Runnable whole) {
        this.volume = volume;
        this.family = family;
        this.flash = flash;
        this.flashSize = flashSize;
        this.faults = faults;
        this.console = console;
        this.whole = whole;
    }

    @Override
    public int blockSize() {
        return Uf2Volume.SECTOR;
    }

    @Override
    public long blocks() {
        return volume.bytes() / Uf2Volume.SECTOR;
    }

    @Override
    public void read(long at, ByteBuffer into) {
        long place = at;
        while (into.hasRemaining()) {
            int from = (int) (place % Uf2Volume.SECTOR);
            int now = Math.min(into.remaining(), Uf2Volume.SECTOR - from);
            into.put(volume.sector(place / Uf2Volume.SECTOR), from, now);
            place += now;
        }
    }

    /** Blocks are counted from the first one again; a board that has all of them leaves all the same. */
    @Override
    public void reset() {
        seen.clear();
        total = 0;
        filled = -1;
    }

    /** While PICOBOOT has the flash memory, blocks are forgotten. */
    void locked(boolean now) {
        locked = now;
    }

    /** A sector counts when all of it has come, in one go. */
    @Override
    public void write(long at, ByteBuffer from) {
        long place = at;
        while (from.hasRemaining()) {
            int start = (int) (place % Uf2Volume.SECTOR);
            int now = Math.min(from.remaining(), Uf2Volume.SECTOR - start);
            boolean goesOn = start > 0 && sectorAt == place / Uf2Volume.SECTOR && filled == start;
            sectorAt = place / Uf2Volume.SECTOR;
            from.get(sector, start, now);
            filled = start == 0 || goesOn ? start + now : -1;
            if (filled == Uf2Volume.SECTOR) {
                parse().ifPresent(this::take);
            }
            place += now;
        }
    }

    private Optional<Uf2Block> parse() {
        try {
            return Optional.of(Uf2Block.read(ImageData.of(ByteBuffer.wrap(sector.clone())), 0));
        } catch (FormatException e) {
            return Optional.empty(); // a sector of some file or of the file system
        }
    }

    private void take(Uf2Block block) {
        if (done || locked || block.container() || block.family() != family || block.number() >= block.total()) {
            return;
        }
        if (faults.strike(Uf2Fault.DropBlock.class).isPresent()) {
            return;
        }
        if (block.total() != total) {
            seen.clear();
            total = block.total();
        }
        boolean fits = block.size() == PAGE
                && block.address() % PAGE == 0
                && block.address() >= FLASH
                && block.address() - FLASH <= flashSize - PAGE;
        if (total > MOST_BLOCKS || (block.flash() && !fits)) {
            return;
        }
        int number = (int) block.number();
        if (block.flash() && !seen.get(number)) {
            program(block);
        }
        seen.set(number);
        if (seen.cardinality() == total) {
            done = true;
            console.accept("uf2: all " + total + " blocks are in flash");
            whole.run();
        }
    }

    private void program(Uf2Block block) {
        try {
            flash.write(block.address(), block.payload());
        } catch (SystemMemory.BusAbort e) {
            throw new IllegalStateException("flash memory was written outside of its range", e);
        }
    }
}
