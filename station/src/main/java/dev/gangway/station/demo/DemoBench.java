package dev.gangway.station.demo;

import dev.gangway.model.BootMode;
import dev.gangway.recipe.Recipe;
import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.FirmwareSource;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.allwinner.AllwinnerBoard;
import dev.gangway.virtual.allwinner.BoardSettings;
import dev.gangway.virtual.allwinner.Sid;
import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.gadget.GadgetFaults;
import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.nand.NandGeometry;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.nand.VirtualNand;
import dev.gangway.virtual.uboot.UBootSettings;
import dev.gangway.virtual.uboot.UBootSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bench of the demo: a virtual hub and the boards that an operator plugs into it. All boards share one store of NAND
 * pages, so that many boards with the same image need the memory of one. Safe for several threads.
 */
public final class DemoBench implements AutoCloseable {
    /** The chip of a C.H.I.P. */
    private static final int CHIP = 0x1625;

    /** chip-pro starts U-Boot three times: to probe, to flash, to read back. */
    private static final int READ_BACK = 3;

    /** Where chip-pro writes the root file system. */
    private static final long ROOTFS = 0x1000000;

    /** Bytes of the memory card of boards without NAND; fastboot needs something to write to. */
    private static final long CARD = 64 << 20;

    private final VirtualHub hub;
    private final Recipe recipe;
    private final NandGeometry nand;
    private final long bytesPerSecond;
    private final PageStore pages = PageStore.temporary();
    private final AtomicLong nextSid;
    private final Map<Integer, DemoFault> faults = new HashMap<>();
    private final Map<Integer, AllwinnerBoard> boards = new HashMap<>();
    private final Map<Integer, VirtualNand> chips = new HashMap<>();

    /**
     * An empty bench.
     *
     * @param hub where boards are plugged in
     * @param recipe decides which kind of board it is
     * @param nand the NAND that boards with one have
     * @param bytesPerSecond how fast a board's USB runs, 0 = as fast as possible
     * @param seed what ids are made from
     */
    public DemoBench(VirtualHub hub, Recipe recipe, NandGeometry nand, long bytesPerSecond, long seed) {
        this.hub = hub;
        this.recipe = recipe;
        this.nand = nand;
        this.bytesPerSecond = bytesPerSecond;
        this.nextSid = new AtomicLong(seed * 1_000_003L);
    }

    /** Boards that are plugged into this port from now on have this fault. */
    public synchronized void setFault(int port, DemoFault fault) {
        faults.put(port, fault);
    }

    /** The fault of boards on this port. */
    public synchronized DemoFault fault(int port) {
        return faults.getOrDefault(port, DemoFault.NONE);
    }

    /** Plugs a new board in, with its boot button pressed. */
    public synchronized void plug(int port) {
        DemoFault fault = fault(port);
        AllwinnerSoc soc = soc();
        List<Fault> all = new ArrayList<>(fault.faults());
        if (bytesPerSecond > 0) {
            all.add(new Fault.Slow(0, Fault.ALWAYS, bytesPerSecond));
        }
        BoardSettings settings =
                BoardSettings.of(soc, Sid.of(soc, nextSid.incrementAndGet())).withFaults(all);
        GadgetFaults gadget = GadgetFaults.none();
        if (fault.flash() == DemoFault.Flash.REFUSES) {
            gadget.failFlash(1, Fault.ALWAYS);
        }
        AllwinnerBoard board = new AllwinnerBoard(settings, firmware(port, soc, gadget), line -> {});
        boards.put(port, board);
        hub.plug(port, board);
    }

    private FirmwareSource firmware(int port, AllwinnerSoc soc, GadgetFaults gadget) {
        chips.remove(port);
        if (soc.id() == CHIP) {
            VirtualNand chip = new VirtualNand(nand, pages, VirtualNand.SecondProgram.FAILS);
            chips.put(port, chip);
            UBootSource uboot = new UBootSource(UBootSettings.ntc().with(gadget), new NandDriver(chip));
            return fault(port).flash() == DemoFault.Flash.FORGETS
                    ? new ForgetfulFlash(uboot, READ_BACK, new FlippedBit(chip, ROOTFS))
                    : uboot;
        }
        return new UBootSource(
                UBootSettings.mainline().with(gadget), Optional.of(new BlockPartitions(pages, Map.of("boot", CARD))));
    }

    private AllwinnerSoc soc() {
        if (recipe.serves().mode() != BootMode.FEL) {
            throw new IllegalArgumentException("the demo has boards in FEL mode only; " + recipe.name()
                    + " starts from " + recipe.serves().mode().code());
        }
        return AllwinnerSoc.ALL.stream()
                .filter(soc -> recipe.serves().chips().contains(soc.id()))
                .filter(soc -> soc.id() == CHIP || soc.name().equals("H3"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the demo has A13 and H3 boards; " + recipe.name() + " serves neither"));
    }

    /** Pulls the board out. */
    public synchronized void unplug(int port) {
        boards.remove(port);
        hub.unplug(port);
    }

    /** The flash chip of the board that is, or was last, plugged in there; empty when it has none. */
    public synchronized Optional<VirtualNand> nand(int port) {
        return Optional.ofNullable(chips.get(port));
    }

    /** The operator does what the tile says about the boot button. */
    public synchronized void followPrompt(int port, String prompt) {
        AllwinnerBoard board = boards.get(port);
        if (board == null) {
            return;
        }
        if (prompt.toLowerCase(java.util.Locale.ROOT).contains("let go")) {
            board.releaseFel();
        }
    }

    @Override
    public void close() {
        pages.close();
    }
}
