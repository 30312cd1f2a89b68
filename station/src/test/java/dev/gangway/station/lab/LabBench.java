package dev.gangway.station.lab;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.station.lab.emulated.EmulatedH3;
import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.allwinner.AllwinnerBoard;
import dev.gangway.virtual.allwinner.BoardSettings;
import dev.gangway.virtual.allwinner.Sid;
import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultText;
import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.gadget.Dialect;
import dev.gangway.virtual.gadget.FastbootBoard;
import dev.gangway.virtual.gadget.GadgetFaults;
import dev.gangway.virtual.gadget.StoreException;
import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.nand.NandGeometry;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.nand.VirtualNand;
import dev.gangway.virtual.uboot.UBootSettings;
import dev.gangway.virtual.uboot.UBootSource;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The boards of the lab and what may be done with them from outside. Safe for several threads. */
final class LabBench implements AutoCloseable {
    private static final int PIECE = 1 << 20;
    private static final long FASTBOOT_PARTITION = 512L << 20;

    private final VirtualHub hub;
    private final Path folder;
    private final PageStore pages = PageStore.temporary();
    private final AtomicLong sids = new AtomicLong(4711);
    private final Map<Integer, BlockPartitions> partitions = new ConcurrentHashMap<>();

    /** Boards for this hub; the folder is where consoles are written to. */
    LabBench(VirtualHub hub, Path folder) {
        this.hub = hub;
        this.folder = folder;
    }

    /**
     * Plugs in {@code allwinner soc=…} with or without {@code faults=…}, {@code fastboot buffer=…},
     * {@code emulated-h3 console=FILE}, a half of a USB 3 hub, {@code hub-half speed=high|super}, or a device with broken
     * descriptors, {@code misfit flaw=…} of {@link LabMisfit.Flaw}.
     */
    String plug(int port, String kind, Map<String, String> keys) {
        VirtualBoard board =
                switch (kind) {
                    case "allwinner" -> allwinner(keys);
                    case "fastboot" -> fastboot(port, keys);
                    case "emulated-h3" -> emulated(keys);
                    case "hub-half" -> new LabHub("super".equals(keys.get("speed")));
                    case "misfit" -> new LabMisfit(LabMisfit.Flaw.ofText(keys.getOrDefault("flaw", "")));
                    default -> throw new IllegalArgumentException("no board is called " + kind);
                };
        hub.plug(port, board);
        return board.describe();
    }

    private AllwinnerBoard allwinner(Map<String, String> keys) {
        AllwinnerSoc soc = AllwinnerSoc.ofName(keys.getOrDefault("soc", "a13")).orElseThrow();
        String faultText = keys.get("faults");
        List<Fault> faults = faultText == null ? List.of() : FaultText.parse(faultText);
        BoardSettings settings =
                BoardSettings.of(soc, Sid.of(soc, sids.incrementAndGet())).withFaults(faults);
        return new AllwinnerBoard(settings, firmware(soc), line -> {});
    }

    private UBootSource firmware(AllwinnerSoc soc) {
        if (soc.name().equals("A13")) {
            VirtualNand chip = new VirtualNand(NandGeometry.TOSHIBA_512M_SLC, pages, VirtualNand.SecondProgram.FAILS);
            return new UBootSource(UBootSettings.ntc(), new NandDriver(chip));
        }
        // Without a medium U-Boot's fastboot has nothing to serve, and the board never comes back.
        return new UBootSource(
                UBootSettings.mainline(), Optional.of(new BlockPartitions(pages, Map.of("boot", FASTBOOT_PARTITION))));
    }

    private FastbootBoard fastboot(int port, Map<String, String> keys) {
        BlockPartitions store = new BlockPartitions(
                pages,
                Map.of(
                        "rootfs",
                        FASTBOOT_PARTITION,
                        "system",
                        FASTBOOT_PARTITION,
                        "data",
                        FASTBOOT_PARTITION,
                        "env",
                        (long) PIECE));
        partitions.put(port, store);
        long buffer = Long.parseLong(keys.getOrDefault("buffer", String.valueOf(32 << 20)));
        String serial = String.format("1625421300826%03d", port);
        return new FastbootBoard(serial, Dialect.UBOOT_2026, buffer, store, pages, GadgetFaults.none(), 0);
    }

    private EmulatedH3 emulated(Map<String, String> keys) {
        AllwinnerSoc soc = AllwinnerSoc.ofName("h3").orElseThrow();
        Path console = folder.resolve(keys.getOrDefault("console", "console.txt"));
        return new EmulatedH3(Sid.of(soc, sids.incrementAndGet()), console);
    }

    /** Kills the emulator under a board. */
    String kill(int port) {
        if (hub.board(port).orElse(null) instanceof EmulatedH3 board) {
            return board.process().orElseThrow().destroyForcibly() ? "killed" : "was dead";
        }
        throw new IllegalArgumentException("no emulated board is on port " + port);
    }

    String unplug(int port) {
        return hub.unplug(port).map(VirtualBoard::describe).orElse("nothing was there");
    }

    /** Lets go of the FEL button. */
    String release(int port) {
        return hub.underLock(port, () -> {
            allwinnerOn(port).releaseFel();
            return "released";
        });
    }

    private AllwinnerBoard allwinnerOn(int port) {
        if (hub.board(port).orElse(null) instanceof AllwinnerBoard board) {
            return board;
        }
        throw new IllegalArgumentException("no Allwinner board is on port " + port);
    }

    /** Bytes of bulk transfers so far, and why the board hangs if it does. */
    String state(int port) {
        return hub.underLock(port, () -> {
            if (hub.board(port).orElse(null) instanceof LabHub half) {
                return half.describe();
            }
            String what = hub.attach(port).map(a -> shown(a.identity())).orElse("off the bus");
            if (hub.board(port).orElse(null) instanceof AllwinnerBoard board) {
                return what + " moved=" + board.bytesMoved() + " hung="
                        + board.hung().orElse("no");
            }
            if (hub.board(port).orElse(null) instanceof EmulatedH3 board) {
                String process = board.process()
                        .map(emulator -> emulator.pid() + (emulator.isAlive() ? " alive" : " dead"))
                        .orElse("none");
                return what + " emulator=" + process + (board.codeRuns() ? " runs code" : "") + " trouble="
                        + board.trouble().orElse("no");
            }
            return what;
        });
    }

    private static String shown(UsbIdentity identity) {
        return String.format("%04x:%04x", identity.vid(), identity.pid());
    }

    /** SHA-256 of a board's memory, read past USB. */
    String memory(int port, long address, long length) {
        return hub.underLock(port, () -> {
            MessageDigest digest = sha256();
            for (long done = 0; done < length; done += PIECE) {
                ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, length - done));
                try {
                    allwinnerOn(port).memory().read(address + done, piece);
                } catch (SystemMemory.BusAbort e) {
                    throw new IllegalArgumentException("no memory there: " + e.getMessage(), e);
                }
                digest.update(piece.flip());
            }
            return HexFormat.of().formatHex(digest.digest());
        });
    }

    /** SHA-256 of the first bytes of a fastboot board's partition. */
    String partition(int port, String name, long length) {
        return hub.underLock(port, () -> {
            MessageDigest digest = sha256();
            @Nullable BlockPartitions store = partitions.get(port);
            if (store == null) {
                throw new IllegalArgumentException("no fastboot board is on port " + port);
            }
            for (long done = 0; done < length; done += PIECE) {
                ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, length - done));
                try {
                    store.read(name, done, piece);
                } catch (StoreException e) {
                    throw new IllegalArgumentException("partition " + name + ": " + e.getMessage(), e);
                }
                digest.update(piece.flip());
            }
            return HexFormat.of().formatHex(digest.digest());
        });
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    @Override
    public void close() {
        pages.close();
    }
}
