package dev.gangway.virtual.allwinner;

import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.soc.SpiWiring;
import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The address space of one board: SRAM, boot ROM, peripherals, and DRAM once it is set up. */
final class BoardMemory implements SystemMemory {
    private static final int SRAM_A2 = 0x18000;
    private static final long HIGH_ROM = 0xffff_0000L;

    /** Any word here tells that the core is secure; real parts have an OpenRISC l.nop in their reset vector (§7). */
    private static final int SECURE_WORD = 0x1500_0000;

    private final AllwinnerSoc soc;
    private final List<Region> regions = new ArrayList<>();
    private final List<StaticRam> rams = new ArrayList<>();
    private final SocRegisters registers;
    private final SpiNor spiFlash;
    private final List<SpiRegisters> spi;
    private final Dram dram;

    BoardMemory(BoardSettings settings, BootRomFacts facts, FaultPlan plan, PageArena arena) {
        soc = settings.soc();
        registers = new SocRegisters(settings);
        spiFlash = new SpiNor(settings.spi(), plan);
        spi = SpiWiring.of(soc).map(wiring -> new SpiRegisters(wiring, registers, spiFlash)).stream()
                .toList();
        dram = new Dram(arena, settings.dramMiB());
        for (Interval interval : Interval.joined(staticRam(soc, facts))) {
            rams.add(new StaticRam(interval.start(), interval.end()));
        }
        regions.add(dram);
        regions.addAll(rams);
        regions.addAll(spi);
        regions.add(registers);
        if (soc.smcProbe() != 0) {
            long start = soc.smcProbe() & ~0xffffL;
            regions.add(new SecureRam(start, start + SRAM_A2, registers));
        }
        if (soc.spl() != 0) {
            regions.add(new BootRom(0, BootRom.BYTES));
        }
        regions.add(new BootRom(HIGH_ROM, HIGH_ROM + BootRom.BYTES));
    }

    private static List<Interval> staticRam(AllwinnerSoc soc, BootRomFacts facts) {
        List<Interval> ram = new ArrayList<>();
        ram.add(new Interval(soc.spl(), soc.spl() + Math.max(soc.sramBytes(), 0x8000)));
        for (AllwinnerSoc.SwapArea area : soc.swap().areas()) {
            ram.add(new Interval(area.backup(), area.backup() + area.bytes()));
        }
        ram.add(new Interval(soc.thunk(), soc.thunk() + 0x200));
        ram.add(new Interval(facts.scratchpad(), facts.scratchpad() + 0x400));
        ram.add(new Interval(facts.stack() - 0x3fc, facts.stack() + 4));
        long table = soc.translationTable() != 0 ? soc.translationTable() : facts.translationTable();
        if (table != 0) {
            ram.add(new Interval(table, table + 0x4000));
        }
        return ram;
    }

    SocRegisters registers() {
        return registers;
    }

    SpiNor spiFlash() {
        return spiFlash;
    }

    /** A reset of the SoC, at which this id shows. */
    void reset(ChipSid sid) {
        registers.reset(sid);
        spi.forEach(SpiRegisters::reset);
    }

    Dram dram() {
        return dram;
    }

    /** Power-up: nothing is left of what was there. */
    void powerUp(int seed) {
        rams.forEach(ram -> ram.scramble(seed));
        spiFlash.powerUp();
        for (Region region : regions) {
            if (region instanceof SecureRam secure) {
                secure.fill(SECURE_WORD);
            }
        }
    }

    @Override
    public void read(long address, ByteBuffer into) throws BusAbort {
        transfer(address, into, Region::read);
    }

    @Override
    public void write(long address, ByteBuffer from) throws BusAbort {
        transfer(address, from, Region::write);
    }

    /** As FEL reads: byte by byte. */
    void readBytes(long address, ByteBuffer into) throws BusAbort {
        transfer(address, into, Region::readBytes);
    }

    /** As FEL writes: byte by byte. */
    void writeBytes(long address, ByteBuffer from) throws BusAbort {
        transfer(address, from, Region::writeBytes);
    }

    /** A word of static RAM. */
    int word(long address) {
        return ram(address).word(address);
    }

    /** Sets a word of static RAM. */
    void word(long address, int value) {
        ram(address).word(address, value);
    }

    private StaticRam ram(long address) {
        for (StaticRam ram : rams) {
            if (ram.start() <= address && address + 4 <= ram.end()) {
                return ram;
            }
        }
        throw new IllegalArgumentException(String.format("0x%08x is not in the SRAM of the %s", address, soc.name()));
    }

    private void transfer(long address, ByteBuffer buffer, Access access) throws BusAbort {
        long at = address;
        int limit = buffer.limit();
        while (buffer.hasRemaining()) {
            Region region = regionAt(at);
            int count = (int) Math.min(buffer.remaining(), region.end() - at);
            buffer.limit(buffer.position() + count);
            access.of(region, at, buffer);
            buffer.limit(limit);
            at += count;
        }
    }

    private Region regionAt(long address) throws BusAbort {
        for (Region region : regions) {
            if (region.start() <= address && address < region.end()) {
                if (region.answers()) {
                    return region;
                }
                break;
            }
        }
        throw new BusAbort(address);
    }

    @FunctionalInterface
    private interface Access {
        void of(Region region, long address, ByteBuffer buffer);
    }
}
