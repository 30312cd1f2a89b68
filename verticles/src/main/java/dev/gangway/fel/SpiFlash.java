package dev.gangway.fel;

import dev.gangway.fel.SpiList.Addresses;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.soc.SpiWiring;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * The SPI NOR flash at an Allwinner board's boot pins, through the boot ROM (dossier fel.md 6). A stretch beyond 16 MiB is
 * reached with addresses of four bytes; the chip is brought back to three afterwards, with which boot ROMs read. Lists of
 * transfers run from the start of SRAM, which every call leaves as it was.
 *
 * <p>SPI NAND is another thing with other commands, of which the dossier knows too little.
 */
public final class SpiFlash {
    private static final int LARGEST_LIST = 4096;
    private static final int POLLS = 100;

    /** A block may take two seconds to erase, and FEL's next answer comes when the list is through: ten at most. */
    private static final int ERASES_OF_A_LIST = 2;

    /** How much of an erased unit is looked at. */
    private static final int PROBE = 16;

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
        ByteBuffer answer = ask(SpiList.id());
        int capacity = answer.get(5) & 0xff;
        return capacity == 0 || capacity == 0xff
                ? Optional.empty()
                : Optional.of(new SpiFlashId(answer.get(3) & 0xff, answer.get(4) & 0xff, capacity));
    }

    /**
     * The flash, which has to be a NOR that tells its size.
     *
     * @param wanted codes of the chips that may be there; empty = any
     * @throws FailureException BOARD_REFUSED when none is there or another one
     */
    public SpiFlashId require(Set<String> wanted) throws FailureException {
        SpiFlashId found = present();
        if (!wanted.isEmpty() && !wanted.contains(found.code())) {
            throw refused(
                    "the SPI flash answers id " + found.code() + ", the recipe wants " + String.join(" or ", wanted)
                            + ": is another chip fitted? A second source needs its id in the recipe");
        }
        if (found.size() == 0) {
            throw refused(
                    "the SPI flash answers id " + found.code()
                            + ", in which no size is: SPI NAND can't be written over FEL, and a bad contact answers like that too");
        }
        return found;
    }

    private SpiFlashId present() throws FailureException {
        return id().orElseThrow(
                        () -> refused("No SPI flash detected on this board. At the boot SPI pins nothing answers:"
                                + " is the chip fitted, is it powered, and is it at these pins?"));
    }

    /**
     * Fills the buffer from the flash.
     *
     * @throws FailureException BOARD_REFUSED without a flash, RECIPE_INVALID for addresses that it does not have
     */
    public void read(long address, ByteBuffer into, LongConsumer progress) throws FailureException {
        Addresses addresses = begin(address, into.remaining(), FailureKind.RECIPE_INVALID, false);
        ByteBuffer saved = save(listBytes);
        use(addresses);
        int most = listBytes - addresses.readOverhead();
        int endsAfter = -1;
        long at = address;
        while (into.hasRemaining()) {
            int piece = Math.min(most, into.remaining());
            wire.write(list, SpiList.read(addresses, at, piece));
            if (piece != endsAfter) {
                wire.write(list + addresses.readHeader() + piece, SpiList.end());
                endsAfter = piece;
            }
            runList();
            wire.read(list + addresses.readHeader(), into.slice(into.position(), piece));
            into.position(into.position() + piece);
            at += piece;
            progress.accept(piece);
        }
        end(addresses, saved);
    }

    /**
     * Erases and writes. The last sector is erased as a whole, so what lies there behind the data is lost; {@link
     * #writeBetween} keeps it. Nothing is read back: compare with {@link #read} where it matters.
     *
     * @param address a multiple of 4096
     * @throws FailureException BOARD_REFUSED without a flash or with a protected one, RECIPE_INVALID for a crooked address,
     *     IMAGE_TOO_LARGE
     */
    public void write(long address, ByteBuffer data, LongConsumer progress) throws FailureException {
        if (address % SpiList.SECTOR != 0) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    String.format("0x%x: an SPI flash is written from a multiple of 4096 on", address));
        }
        Addresses addresses = begin(address, data.remaining(), FailureKind.IMAGE_TOO_LARGE, true);
        ByteBuffer saved = save(listBytes);
        use(addresses);
        SpiList steps = new SpiList(listBytes, addresses);
        long at = address;
        long erasedTo = address;
        int collected = 0;
        while (data.hasRemaining()) {
            if (at == erasedTo) {
                boolean block = at % SpiList.BLOCK == 0 && data.remaining() >= SpiList.BLOCK;
                steps.erase(at, block);
                erasedTo = at + (block ? SpiList.BLOCK : SpiList.SECTOR);
            }
            ByteBuffer piece = data.slice(data.position(), Math.min(SpiList.PAGE, data.remaining()));
            if (!isBlank(piece)) {
                steps.program(at, piece.rewind());
            }
            data.position(data.position() + piece.limit());
            at += piece.limit();
            collected += piece.limit();
            if (!steps.hasRoom() || !data.hasRemaining()) {
                wire.write(list, steps.take());
                runList();
                progress.accept(collected);
                collected = 0;
            }
        }
        // A FEL request is served only when the code has returned: the restore waits for the last page.
        end(addresses, saved);
    }

    /**
     * As {@link #write}, from any address, and what stands in the first and last sector before and behind the data stands
     * there afterwards. If the power goes meanwhile, it is lost.
     */
    public void writeBetween(long address, ByteBuffer data, LongConsumer progress) throws FailureException {
        begin(address, data.remaining(), FailureKind.IMAGE_TOO_LARGE, true);
        long at = address;
        while (data.hasRemaining()) {
            int before = (int) (at % SpiList.SECTOR);
            int whole = data.remaining() / SpiList.SECTOR * SpiList.SECTOR;
            if (before == 0 && whole > 0) {
                write(at, data.slice(data.position(), whole), progress);
                data.position(data.position() + whole);
                at += whole;
            } else {
                int piece = Math.min(SpiList.SECTOR - before, data.remaining());
                ByteBuffer sector = ByteBuffer.allocate(SpiList.SECTOR);
                read(at - before, sector, moved -> {});
                sector.put(before, data, data.position(), piece);
                write(at - before, sector.clear(), moved -> {});
                data.position(data.position() + piece);
                at += piece;
                progress.accept(piece);
            }
        }
    }

    /**
     * Erases whole sectors, and looks into each erased unit whether it was.
     *
     * @param address a multiple of 4096
     * @param length a multiple of 4096
     * @throws FailureException as {@link #write}; RECIPE_INVALID for a stretch that the flash has not; MEDIUM_FAILED for a
     *     unit that holds something afterwards
     */
    public void erase(long address, long length, LongConsumer progress) throws FailureException {
        if (address % SpiList.SECTOR != 0 || length % SpiList.SECTOR != 0) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    String.format("0x%x bytes at 0x%x: an SPI flash is erased in units of 4096", length, address));
        }
        Addresses addresses = begin(address, length, FailureKind.RECIPE_INVALID, true);
        List<Long> erased = new ArrayList<>();
        for (long at = address; at < address + length; ) {
            ByteBuffer saved = save(listBytes);
            use(addresses);
            SpiList steps = new SpiList(listBytes, addresses);
            long from = at;
            erased.clear();
            for (int i = 0; i < ERASES_OF_A_LIST && at < address + length; i++) {
                boolean block = at % SpiList.BLOCK == 0 && address + length - at >= SpiList.BLOCK;
                steps.erase(at, block);
                erased.add(at);
                at += block ? SpiList.BLOCK : SpiList.SECTOR;
            }
            wire.write(list, steps.take());
            runList();
            end(addresses, saved);
            for (long unit : erased) {
                requireBlank(unit);
            }
            progress.accept(at - from);
        }
    }

    private void requireBlank(long address) throws FailureException {
        ByteBuffer probe = ByteBuffer.allocate(PROBE);
        read(address, probe, moved -> {});
        if (!isBlank(probe.flip())) {
            throw new FailureException(
                    FailureKind.MEDIUM_FAILED,
                    String.format(
                            "the SPI flash did not take the erase at 0x%x: is its write-protect pin low?", address));
        }
    }

    /** Moves the buffer's position when it is not. */
    private static boolean isBlank(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (bytes.get() != -1) {
                return false;
            }
        }
        return true;
    }

    /** Looks before the first byte is sent whether what is asked for can be done. */
    private Addresses begin(long address, long length, FailureKind tooLong, boolean changes) throws FailureException {
        SpiFlashId id = present();
        if (address < 0 || address + length > id.reachable()) {
            throw new FailureException(
                    tooLong,
                    String.format(
                            "%d bytes at 0x%x do not fit: the SPI flash has %d bytes",
                            length, address, id.reachable()));
        }
        int status = changes ? status() : 0;
        if (id.isProtected(status)) {
            throw refused(String.format(
                    "the SPI flash is write-protected, its status is %02x: take the protection off first, for example with"
                            + " U-Boot's \"sf protect unlock\", and see that its write-protect pin is not low",
                    status));
        }
        if (!id.isLarge()) {
            return Addresses.THREE;
        }
        if (address + length <= SpiFlashId.SHORT_REACH) {
            // A job that broke off may have left it with four.
            ask(SpiList.use(Addresses.THREE));
            return Addresses.THREE;
        }
        return Addresses.FOUR;
    }

    /** The first status register. */
    private int status() throws FailureException {
        return ask(SpiList.status()).get(3) & 0xff;
    }

    /** Runs a short list; what came back stands in it afterwards. */
    private ByteBuffer ask(ByteBuffer question) throws FailureException {
        ByteBuffer saved = save(question.remaining());
        wire.write(list, question.duplicate());
        runList();
        wire.read(list, question);
        restore(saved);
        return question.clear();
    }

    /** Four bytes of address are asked for; three are what a chip begins with. */
    private void use(Addresses addresses) throws FailureException {
        if (addresses == Addresses.FOUR) {
            wire.write(list, SpiList.use(Addresses.FOUR));
            runList();
        }
    }

    private void end(Addresses addresses, ByteBuffer saved) throws FailureException {
        if (addresses == Addresses.FOUR) {
            wire.write(list, SpiList.use(Addresses.THREE));
            runList();
        }
        restore(saved);
    }

    private static FailureException refused(String why) {
        return new FailureException(FailureKind.BOARD_REFUSED, why);
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

    private ByteBuffer save(int bytes) throws FailureException {
        ByteBuffer saved = ByteBuffer.allocate(bytes);
        wire.read(list, saved);
        return saved.clear();
    }

    private void restore(ByteBuffer saved) throws FailureException {
        wire.write(list, saved);
    }
}
