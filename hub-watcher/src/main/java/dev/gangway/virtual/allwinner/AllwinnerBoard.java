package dev.gangway.virtual.allwinner;

import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.Firmware;
import dev.gangway.virtual.FirmwareSource;
import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.nand.VirtualNand;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A board with an Allwinner SoC. It starts from its boot ROM: with the FEL strap held, or without anything bootable, it
 * appears in FEL mode; otherwise the firmware from its flash runs. The methods of {@link VirtualBoard} are called under the
 * board's lock; the strap may be moved from any thread.
 */
public final class AllwinnerBoard implements VirtualBoard {
    private final BoardSettings settings;
    private final FirmwareSource firmwareSource;
    private final Consumer<String> observer;
    private final Optional<VirtualNand> nand;
    private final BootRomFacts facts;
    private final BoardMemory memory;
    private final BootRomAreas bootRom;
    private final FaultPlan plan;
    private volatile boolean felHeld;

    private @Nullable BoardPort port;
    private @Nullable Firmware firmware;
    private @Nullable RomWire fel;
    private @Nullable CodeRun code;
    private ChipSid sid;
    private volatile String hung = "";
    /** Grows with every reset and loss of power: tasks of an earlier life no longer run. */
    private long life;

    private boolean attached;
    private int appearances;

    /** A sound board without NAND, its DRAM in the process's arena. */
    public AllwinnerBoard(BoardSettings settings, FirmwareSource firmwareSource, Consumer<String> observer) {
        this(settings, firmwareSource, Optional.empty(), FaultPlan.sound(), observer, PageArena.shared());
    }

    /**
     * A board.
     *
     * @param nand its flash chip, which the firmware knows too
     * @param plan of its faults those that are {@link AllwinnerFault}s strike in here
     * @param observer gets a line of text for all that happens, under the board's lock
     */
    public AllwinnerBoard(
            BoardSettings settings,
            FirmwareSource firmwareSource,
            Optional<VirtualNand> nand,
            FaultPlan plan,
            Consumer<String> observer,
            PageArena arena) {
        this.settings = settings;
        this.firmwareSource = firmwareSource;
        this.nand = nand;
        this.plan = plan;
        this.observer = observer;
        facts = BootRomFacts.of(settings.soc());
        memory = new BoardMemory(settings, facts, plan, arena);
        bootRom = new BootRomAreas(settings.soc(), facts, memory);
        sid = settings.sid();
        felHeld = settings.felHeld();
    }

    /** What the board is made of. */
    public BoardSettings settings() {
        return settings;
    }

    /** The address space, to look at what is in it. Only under the board's lock or when nothing moves. */
    public SystemMemory memory() {
        return memory;
    }

    /** The flash at its boot SPI pins, to look at what is in it. Only under the board's lock or when nothing moves. */
    public SpiNor spiFlash() {
        return memory.spiFlash();
    }

    /** Its NAND, if it has one, to look at what is in it. Only under the board's lock or when nothing moves. */
    public Optional<VirtualNand> nand() {
        return nand;
    }

    /** Why the board answers nothing any more; empty while it lives. */
    public Optional<String> hung() {
        return hung.isEmpty() ? Optional.empty() : Optional.of(hung);
    }

    /** Whether nothing has reset the board or cut its power since this life began. */
    boolean lives(long mine) {
        return life == mine;
    }

    /** The id that the chip has in this life. */
    ChipSid sid() {
        return sid;
    }

    void tell(String line) {
        observer.accept(line);
    }

    /** The FEL strap or button: while it is held, the next start ends in FEL mode. */
    @Override
    public void bootButton(boolean pressed) {
        felHeld = pressed;
    }

    @Override
    public String describe() {
        return "allwinner " + settings.soc().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void plugged(BoardPort to) {
        port = to;
        appearances = 0;
        Duration release = settings.felReleasedAfter();
        if (release != null) {
            felHeld = settings.felHeld();
            to.after(release, () -> bootButton(false));
        }
        memory.powerUp(settings.sid().word3());
        start();
    }

    @Override
    public void unplugged() {
        stopSoftware();
        attached = false;
        port = null;
    }

    /** The reset vector of the boot ROM. */
    private void start() {
        stopSoftware();
        after(settings.startTime(), this::chooseMedium);
    }

    private void stopSoftware() {
        life++;
        hung = "";
        fel = null;
        code = null;
        Firmware running = firmware;
        firmware = null;
        if (running != null) {
            running.stop();
        }
        memory.dram().close();
        memory.reset(sid);
    }

    private void chooseMedium() {
        LifeHardware hardware = new LifeHardware(this, life);
        Optional<Firmware> flash = felHeld ? Optional.empty() : firmwareSource.bootFromMedium(hardware);
        if (flash.isPresent()) {
            run(flash.get(), hardware, new Firmware.Start(0, false, 0, 0, false));
        } else {
            enterFel();
        }
    }

    private void run(Firmware software, LifeHardware hardware, Firmware.Start how) {
        leaveBus();
        fel = null;
        code = null;
        if (!how.felBooted()) {
            // The SPL from the flash has done it; over FEL the host had to.
            memory.dram().open();
        }
        firmware = software;
        software.start(hardware, how);
    }

    private void enterFel() {
        sid = settings.sid();
        if (appearances > 0 && plan.strike(AllwinnerFault.OtherSid.class).isPresent()) {
            sid = sid.another();
        }
        memory.reset(sid);
        bootRom.enterFel();
        code = new CodeRun(settings, facts, memory, bootRom, new Consequence());
        appearInFel(settings.highSpeed());
        observer.accept("FEL mode");
    }

    private void appearInFel(boolean highSpeed) {
        int id = settings.soc().id();
        if (appearances > 0) {
            id = plan.strike(AllwinnerFault.OtherChip.class)
                    .map(AllwinnerFault.OtherChip::socId)
                    .orElse(id);
        }
        FelTarget target =
                new BoardFel(memory, bootRom, entry -> after(Duration.ZERO, () -> execute(entry)), this::hang);
        RomCommands commands = new RomCommands(target, plan, id, facts.scratchpad());
        RomWire wire = new RomWire(commands, plan, highSpeed);
        fel = wire;
        enumerate(wire);
    }

    /** Off the bus and on it again, at 480 Mbit/s; nothing else of the chip is changed by that. */
    private void changeSpeed() {
        leaveBus();
        fel = null;
        after(settings.startTime(), () -> appearInFel(true));
        observer.accept("high speed");
    }

    void enumerate(UsbFunction function) {
        leaveBus();
        BoardPort to = port;
        if (to != null) {
            appearances++;
            attached = true;
            to.enumerate(function);
        }
    }

    void leaveBus() {
        BoardPort from = port;
        if (attached && from != null) {
            attached = false;
            from.detach();
        }
    }

    void wake() {
        BoardPort at = port;
        if (at != null) {
            at.wake();
        }
    }

    void after(Duration delay, Runnable task) {
        long now = life;
        BoardPort at = port;
        if (at != null) {
            at.after(delay, () -> {
                if (life == now) {
                    task.run();
                }
            });
        }
    }

    void reset() {
        observer.accept("reset");
        leaveBus();
        start();
    }

    private void hang(String why) {
        hung = why;
        observer.accept("hangs: " + why);
        RomWire wire = fel;
        if (wire != null) {
            wire.hang();
        }
    }

    private void execute(long entry) {
        LifeHardware hardware = new LifeHardware(this, life);
        boolean inDram = memory.dram().answers()
                && entry >= Dram.START
                && entry < memory.dram().end();
        Optional<Firmware> found = inDram ? firmwareSource.identify(hardware, entry) : Optional.empty();
        if (found.isPresent()) {
            run(found.get(), hardware, felStart(entry, false));
            return;
        }
        CodeRun runs = code;
        if (runs != null) {
            runs.begin(entry);
        }
    }

    private void warmReset(boolean aarch64) {
        LifeHardware hardware = new LifeHardware(this, life);
        long entry = memory.registers().resetVector();
        Optional<Firmware> found = firmwareSource.identify(hardware, entry);
        if (found.isPresent()) {
            run(found.get(), hardware, felStart(entry, aarch64));
        } else {
            hang(String.format("the core was started anew at 0x%08x, where there is no firmware", entry));
        }
    }

    private Firmware.Start felStart(long entry, boolean aarch64) {
        AllwinnerSoc soc = settings.soc();
        LoadedSpl spl = new LoadedSpl(soc, memory);
        return new Firmware.Start(entry, true, spl.scriptAddress(), spl.scriptSize(), aarch64);
    }

    private final class Consequence implements CodeRun.Board {
        @Override
        public void after(Duration delay, Runnable task) {
            AllwinnerBoard.this.after(delay, task);
        }

        @Override
        public void returned() {
            RomWire wire = fel;
            if (memory.registers().takesHighSpeed()) {
                changeSpeed();
            } else if (wire != null) {
                wire.resume();
            }
            wake();
        }

        @Override
        public void hang(String why) {
            AllwinnerBoard.this.hang(why);
        }

        @Override
        public void reset() {
            AllwinnerBoard.this.reset();
        }

        @Override
        public void warmReset(boolean aarch64) {
            AllwinnerBoard.this.warmReset(aarch64);
        }
    }
}
