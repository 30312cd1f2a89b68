package dev.gangway.virtual.allwinner;

import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.Firmware;
import dev.gangway.virtual.FirmwareSource;
import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.fault.Consequences;
import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.fault.FaultyFunction;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
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
    private final LongSupplier nanoTime;
    private final BootRomFacts facts;
    private final BoardMemory memory;
    private final BootRomAreas bootRom;
    private final FaultPlan plan;
    private volatile boolean felHeld;

    private @Nullable BoardPort port;
    private @Nullable Firmware firmware;
    private @Nullable FelWire fel;
    private @Nullable CodeRun code;
    private Sid sid;
    private volatile String hung = "";
    /** Grows with every reset and loss of power: tasks of an earlier life no longer run. */
    private long life;

    private long attach;
    private boolean attached;
    private int appearances;
    private boolean gone;

    /** A board with its DRAM in the process's arena, in real time. */
    public AllwinnerBoard(BoardSettings settings, FirmwareSource firmwareSource, Consumer<String> observer) {
        this(settings, firmwareSource, observer, PageArena.shared(), System::nanoTime);
    }

    /**
     * A board.
     *
     * @param observer gets a line of text for all that happens, under the board's lock
     * @param nanoTime the clock by which slow boards are slow
     */
    public AllwinnerBoard(
            BoardSettings settings,
            FirmwareSource firmwareSource,
            Consumer<String> observer,
            PageArena arena,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.firmwareSource = firmwareSource;
        this.observer = observer;
        this.nanoTime = nanoTime;
        facts = BootRomFacts.of(settings.soc());
        memory = new BoardMemory(settings, facts, arena);
        bootRom = new BootRomAreas(settings.soc(), facts, memory);
        plan = new FaultPlan(settings.faults());
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

    /** Why the board answers nothing any more; empty while it lives. */
    public Optional<String> hung() {
        return hung.isEmpty() ? Optional.empty() : Optional.of(hung);
    }

    /** Bytes of bulk transfers in the board's whole life: what faults count. */
    public long bytesMoved() {
        return plan.moved();
    }

    /** Whether nothing has reset the board or cut its power since this life began. */
    boolean lives(long mine) {
        return life == mine;
    }

    /** The id that the chip has in this life. */
    Sid sid() {
        return sid;
    }

    void tell(String line) {
        observer.accept(line);
    }

    /** Holds the FEL strap or button: the next start ends in FEL mode. */
    public void holdFel() {
        felHeld = true;
    }

    /** Lets it go. */
    public void releaseFel() {
        felHeld = false;
    }

    @Override
    public String describe() {
        return "allwinner " + settings.soc().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void plugged(BoardPort to) {
        port = to;
        appearances = 0;
        gone = false;
        Duration release = settings.felReleasedAfter();
        if (release != null) {
            felHeld = settings.felHeld();
            to.after(release, this::releaseFel);
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
        attach++;
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
        int id = settings.soc().id();
        if (appearances > 0) {
            if (plan.strike(Fault.OtherSid.class).isPresent()) {
                sid = sid.another();
            }
            id = plan.strike(Fault.OtherChip.class).map(Fault.OtherChip::socId).orElse(id);
        }
        memory.reset(sid);
        bootRom.enterFel();
        code = new CodeRun(settings, facts, memory, bootRom, new Consequence());
        FelTarget target =
                new BoardFel(memory, bootRom, entry -> after(Duration.ZERO, () -> execute(entry)), this::hang);
        FelCommands commands = new FelCommands(target, plan, id, facts.scratchpad());
        FelWire wire = new FelWire(commands, plan, settings.highSpeed());
        fel = wire;
        enumerate(wire);
        observer.accept("FEL mode");
    }

    void enumerate(UsbFunction function) {
        leaveBus();
        BoardPort to = port;
        if (appearances > 0 && plan.strike(Fault.Vanish.class).isPresent()) {
            gone = true;
        }
        if (to == null || gone) {
            return;
        }
        appearances++;
        attached = true;
        attach++;
        to.enumerate(new FaultyFunction(function, plan, new Breakage(attach), nanoTime));
    }

    void leaveBus() {
        BoardPort from = port;
        attach++;
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
        FelWire wire = fel;
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
            FelWire wire = fel;
            if (wire != null) {
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

    private final class Breakage implements Consequences {
        private final long mine;

        private Breakage(long mine) {
            this.mine = mine;
        }

        @Override
        public void breakDown(@Nullable Duration back) {
            observer.accept("the supply breaks down");
            leaveBus();
            stopSoftware();
            memory.powerUp(settings.sid().word3());
            if (back != null) {
                AllwinnerBoard.this.after(back, AllwinnerBoard.this::start);
            }
        }

        @Override
        public void after(Duration delay, Runnable task) {
            AllwinnerBoard.this.after(delay, () -> {
                if (attach == mine) {
                    task.run();
                }
            });
        }

        @Override
        public void wake() {
            AllwinnerBoard.this.wake();
        }
    }
}
