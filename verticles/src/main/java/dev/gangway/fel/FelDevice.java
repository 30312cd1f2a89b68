package dev.gangway.fel;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbSession;
import dev.gangway.format.BootFile;
import dev.gangway.format.FormatException;
import dev.gangway.format.LoadedUboot;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.soc.UsbSpeed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An Allwinner board in FEL mode. One thread, the port's worker, calls it and is blocked meanwhile; {@link
 * UsbSession#cancel} ends what runs.
 *
 * <p>Addresses are 32 bit, held in a long. Buffers are read and filled from position to limit, and their positions move.
 * Progress consumers get the bytes that moved since their last call.
 *
 * <p>Every failure is a {@link FailureException}. After one on the wire the board is out of step, for FEL knows no
 * resynchronisation: every later call fails at once and says so.
 */
public final class FelDevice implements AutoCloseable {

    /** Offsets in the SPL header (U-Boot, include/spl.h): signature with version, address of the script. */
    private static final int SPL_SIGNATURE = 0x14;

    private static final int SPL_SCRIPT = 0x18;
    private static final int SPL_VERSIONS = 0x1f;

    /** RMR_EL3: reset request, AArch64. */
    private static final int RMR_AARCH64 = 3;

    private final UsbSession usb;
    private final FelWire wire;
    private final FelVersion version;
    private final SocProbe probe;
    private final ArmCore core;
    private final Fuses fuses;
    private final Pauses pauses;
    private @Nullable LoadedUboot uboot;

    private FelDevice(UsbSession usb, FelWire wire, FelVersion version, SocProbe probe, Pauses pauses) {
        this.usb = usb;
        this.wire = wire;
        this.version = version;
        this.probe = probe;
        this.pauses = pauses;
        this.core = new ArmCore(wire, probe.soc(), probe.arm());
        this.fuses = new Fuses(core, probe.soc());
    }

    /**
     * Takes the device's interface, asks for its version and brings a locked chip back into secure state where that is
     * possible. The session is closed with the result, or here when this fails.
     */
    public static FelDevice open(UsbSession usb) throws FailureException {
        return open(usb, Pauses.UNSTOPPED, (version, again) -> {});
    }

    /** The same, with a wait of the caller's. */
    static FelDevice open(UsbSession usb, Pauses pauses) throws FailureException {
        return open(usb, pauses, (version, again) -> {});
    }

    /**
     * The same, but the answer to the version request is judged before anything else is sent: what is read and run on one
     * chip can hang another.
     *
     * @param pauses waits while an SPL trains the memory
     */
    public static FelDevice open(UsbSession usb, Pauses pauses, VersionCheck check) throws FailureException {
        try {
            FelInterface face = FelInterface.of(usb.identity());
            try {
                usb.claim(face.number());
            } catch (ChannelException e) {
                throw e.asFailure("FEL: taking the interface");
            }
            FelWire wire = new FelWire(usb, face.out(), face.in());
            FelVersion version = wire.version();
            check.judge(version, wire::version);
            FelDevice device = new FelDevice(usb, wire, version, SocProbe.of(version, wire), pauses);
            device.becomeSecure();
            return device;
        } catch (FailureException | RuntimeException e) {
            usb.close();
            throw e;
        }
    }

    /** What the boot ROM said of itself when the device was opened. */
    public FelVersion version() {
        return version;
    }

    /** The SoC's data; {@link AllwinnerSoc#isKnown} says whether it is more than a guess. */
    public AllwinnerSoc soc() {
        return probe.soc();
    }

    /** What is burnt into the chip. */
    public Fuses fuses() {
        return fuses;
    }

    /** What recipes, the tile and the ledger need to know of this board. */
    public BoardIdentity identity() throws FailureException {
        return FelIdentity.of(soc(), version, probe.arm() ? fuses.sid() : Optional.empty());
    }

    /** Fills the buffer from memory. */
    public void read(long address, ByteBuffer into, LongConsumer progress) throws FailureException {
        MemoryAccess.read(wire, address, into, progress);
    }

    /** Fills the buffer from memory. */
    public void read(long address, ByteBuffer into) throws FailureException {
        read(address, into, FelDevice::silent);
    }

    /** Writes the buffer's bytes into memory; refuses to touch a U-Boot that was loaded. */
    public void write(long address, ByteBuffer data, LongConsumer progress) throws FailureException {
        guardUboot(address, data.remaining());
        MemoryAccess.write(wire, address, data, progress);
    }

    /** Writes the buffer's bytes into memory; refuses to touch a U-Boot that was loaded. */
    public void write(long address, ByteBuffer data) throws FailureException {
        write(address, data, FelDevice::silent);
    }

    /** Sets memory to one value; refuses to touch a U-Boot that was loaded. */
    public void fill(long address, long length, byte value, LongConsumer progress) throws FailureException {
        guardUboot(address, length);
        MemoryAccess.fill(wire, address, length, value, progress);
    }

    /** Sends bytes of which somebody else made FEL requests; {@link #receive} fetches what the board answers. */
    public void send(ByteBuffer data, LongConsumer moved) throws FailureException {
        wire.send(data, moved);
    }

    /** Fills the buffer with what the board answers to {@link #send}. */
    public void receive(ByteBuffer into) throws FailureException {
        wire.receive(into);
    }

    /** Starts code. Returns before the code runs; the next call waits until it has returned to the boot ROM. */
    public void exec(long address) throws FailureException {
        MemoryAccess.check(address, 4);
        wire.exec(address);
    }

    /** Reads one 32-bit register. */
    public int readl(long address) throws FailureException {
        return readl(address, 1)[0];
    }

    /** Reads registers that follow each other, each as one 32-bit access. */
    public int[] readl(long address, int count) throws FailureException {
        MemoryAccess.check(address, 4L * count);
        return core.readWords(address, count);
    }

    /** Writes registers that follow each other, each as one 32-bit access. */
    public void writel(long address, int... values) throws FailureException {
        MemoryAccess.check(address, 4L * values.length);
        core.writeWords(address, values);
    }

    /** Clears and then sets bits of a register. */
    public void clearSetBits(long address, int clear, int set) throws FailureException {
        MemoryAccess.check(address, 4);
        core.run(ArmRoutine.UPDATE_WORD, 0, (int) address, clear, set);
    }

    /** Copies memory on the board, as memmove does: the areas may overlap. */
    public void memmove(long destination, long source, long length) throws FailureException {
        MemoryAccess.check(destination, length);
        MemoryAccess.check(source, length);
        core.run(ArmRoutine.MOVE, 0, (int) destination, (int) source, (int) length);
    }

    /** The stack pointers of the boot ROM, IRQ mode's first. */
    public int[] stackPointers() throws FailureException {
        return core.run(ArmRoutine.STACKS, 2);
    }

    /** Loads and runs the SPL at the start of the buffer; DRAM can be used when this returns. */
    public void spl(ByteBuffer file, LongConsumer progress) throws FailureException {
        runner().run(parse(file).spl(), progress);
    }

    /** Loads and runs the SPL at the start of the buffer; DRAM can be used when this returns. */
    public void spl(ByteBuffer file) throws FailureException {
        spl(file, FelDevice::silent);
    }

    /**
     * Runs the SPL at the start of the file and writes the U-Boot behind it into DRAM, from a legacy or a FIT image. The
     * whole file is checked before anything is sent. The buffer's position stays.
     */
    public LoadedUboot loadUboot(ByteBuffer file, LongConsumer progress) throws FailureException {
        BootFile boot = parse(file);
        // Before anything is sent: a file that cannot be started costs no board its time.
        LoadedUboot startable = startable(boot);
        load(boot, progress);
        return startable;
    }

    /** {@link #loadUboot(ByteBuffer, LongConsumer)} without progress. */
    public LoadedUboot loadUboot(ByteBuffer file) throws FailureException {
        return loadUboot(file, FelDevice::silent);
    }

    /** As {@link #loadUboot}, but a file that is only an SPL is fine: the result is empty then. */
    public Optional<LoadedUboot> loadBootFile(ByteBuffer file, LongConsumer progress) throws FailureException {
        BootFile boot = parse(file);
        load(boot, progress);
        return Optional.ofNullable(boot.uboot());
    }

    /**
     * Holds a file against what {@link #spl} and {@link #loadUboot} would refuse before they send anything.
     *
     * @param started whether its U-Boot shall be started
     * @throws FailureException of kind IMAGE_INVALID with what is wrong
     */
    public static void examine(ByteBuffer file, boolean started) throws FailureException {
        BootFile boot = parse(file);
        if (started) {
            startable(boot);
        }
    }

    private static LoadedUboot startable(BootFile boot) throws FailureException {
        try {
            return boot.startable();
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    private void load(BootFile boot, LongConsumer progress) throws FailureException {
        runner().run(boot.spl(), progress);
        for (BootFile.Part part : boot.parts()) {
            MemoryAccess.write(wire, part.address(), part.data().duplicate(), progress);
        }
        uboot = boot.uboot();
    }

    /** Starts what {@link #loadUboot} loaded; the board leaves FEL. */
    public void start(LoadedUboot loaded) throws FailureException {
        if (loaded.aarch64()) {
            resetToAarch64(loaded.entry());
        } else {
            exec(loaded.entry());
        }
    }

    /**
     * Tells a loaded U-Boot where its script is.
     *
     * @param address of a script image or of text that begins with {@code #=uEnv}
     * @param size of the text; 0 for a script image
     * @return false when no SPL with a header for this is in memory, and nothing was written
     */
    public boolean announceScript(long address, long size) throws FailureException {
        MemoryAccess.check(address, size);
        ByteBuffer signature = ByteBuffer.allocate(4);
        wire.read(soc().spl() + SPL_SIGNATURE, signature);
        int version = signature.get(3) & 0xff;
        boolean known = signature.get(0) == 'S' && signature.get(1) == 'P' && signature.get(2) == 'L';
        if (!known || version == 0 || version > SPL_VERSIONS) {
            return false;
        }
        ByteBuffer words = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        wire.write(
                soc().spl() + SPL_SCRIPT,
                words.putInt((int) address).putInt((int) size).flip());
        return true;
    }

    /** Starts AArch64 code by a warm reset; the board leaves FEL. */
    public void resetToAarch64(long entry) throws FailureException {
        MemoryAccess.check(entry, 4);
        if (soc().rvbar() == 0) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID, "a warm reset into AArch64 is not known for " + soc().name());
        }
        long rvbar = soc().rvbar();
        if (soc().rvbarAlternative() != 0 && (readl(soc().versionRegister()) & 0xff) != 0) {
            rvbar = soc().rvbarAlternative();
        }
        core.run(ArmRoutine.WARM_RESET, 0, (int) rvbar, (int) entry, RMR_AARCH64);
    }

    /** The SPI NOR flash at the boot pins, with its controller set up; empty when that is not known for the SoC. */
    public Optional<SpiFlash> spiFlash() throws FailureException {
        return SpiFlash.open(wire, core, soc());
    }

    /**
     * Whether {@link #takeHighSpeed} makes a change: false when the board runs at high speed already.
     *
     * @throws FailureException RECIPE_INVALID for a SoC of which nobody reports how
     */
    public boolean takesHighSpeed() throws FailureException {
        speedSwitch();
        return usb.identity().speed() != UsbIdentity.Speed.HIGH;
    }

    /** Has the boot ROM's USB come back at high speed; the board leaves the bus and keeps what is in its memory. */
    public void takeHighSpeed() throws FailureException {
        writel(speedSwitch().register(), speedSwitch().value());
    }

    private UsbSpeed speedSwitch() throws FailureException {
        return UsbSpeed.of(soc())
                .orElseThrow(() -> new FailureException(
                        FailureKind.RECIPE_INVALID,
                        "how FEL is switched to high speed is not known for " + soc().name() + ": leave it out"));
    }

    /** Resets the SoC by its watchdog; the board leaves the bus and comes back. */
    public void watchdogReset() throws FailureException {
        if (soc().watchdog() == AllwinnerSoc.Watchdog.NONE) {
            throw new FailureException(FailureKind.RECIPE_INVALID, "the watchdog of " + soc().name() + " is not known");
        }
        writel(soc().watchdog().register(), soc().watchdog().value());
    }

    @Override
    public void close() {
        usb.close();
    }

    /** A locked A64, H3 or H5 enters FEL non-secure; the word at the probe address reads 0 then. */
    private void becomeSecure() throws FailureException {
        if (soc().smcProbe() == 0) {
            return;
        }
        ByteBuffer word = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        wire.read(soc().smcProbe(), word);
        if (word.getInt(0) == 0) {
            core.run(ArmRoutine.SMC, 0);
        }
    }

    private SplRunner runner() {
        return new SplRunner(wire, core, soc(), pauses);
    }

    private static BootFile parse(ByteBuffer file) throws FailureException {
        try {
            return BootFile.parse(file);
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    private void guardUboot(long address, long length) throws FailureException {
        if (uboot != null && address <= uboot.entry() + uboot.data().remaining() && address + length >= uboot.entry()) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    String.format(
                            "Attempt to overwrite U-Boot! Request 0x%08x-0x%08x overlaps 0x%08x-0x%08x",
                            address,
                            address + length,
                            uboot.entry(),
                            uboot.entry() + uboot.data().remaining()));
        }
    }

    private static void silent(long moved) {}
}
