package dev.gangway.station.lab;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.PortPower;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import dev.gangway.power.VirtualYkush;
import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.station.lab.emulated.EmulatedH3;
import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.allwinner.AllwinnerBoard;
import dev.gangway.virtual.allwinner.ChipSid;
import dev.gangway.virtual.dfu.DfuBoard;
import dev.gangway.virtual.disk.DiskBoard;
import dev.gangway.virtual.esp.EspBoard;
import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.gadget.FastbootBoard;
import dev.gangway.virtual.gadget.StoreException;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.rockchip.RockchipBoard;
import dev.gangway.virtual.rpiboot.RpibootBoard;
import dev.gangway.virtual.sdp.SdpBoard;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.virtual.uf2.Uf2Board;
import dev.gangway.virtual.ymodem.FileBoard;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The boards of the lab and what may be done with them from outside. Safe for several threads. */
final class LabRig implements AutoCloseable {
    private static final int PIECE = 1 << 20;
    private static final String PARTITIONS = "rootfs:512M+system:512M+data:512M+env:1M";

    private final VirtualHub hub;
    private final Path folder;
    private final PageStore pages = PageStore.temporary();
    private final AtomicLong sids = new AtomicLong(4711);

    /** Boards for this hub; the folder is where consoles are written to. */
    LabRig(VirtualHub hub, Path folder) {
        this.hub = hub;
        this.folder = folder;
    }

    /**
     * Plugs in {@code allwinner soc=…} with or without {@code faults=…}, {@code fastboot buffer=…},
     * {@code emulated-h3 console=FILE}, a half of a USB 3 hub, {@code hub-half speed=high|super}, a device with broken
     * descriptors, {@code misfit flaw=…} of {@link LabMisfit.Flaw}, {@code ykush serial=… [product=HEX] [says=nothing]} a hub with
     * switches whose sockets are the next three ports, {@code written as=KIND:…} a board as people write it, or any other kind of virtual board with its keys.
     */
    String plug(int port, String kind, Map<String, String> keys) {
        return switch (kind) {
            case "allwinner" -> allwinner(port, keys);
            case "fastboot" -> fastboot(port, keys);
            case "emulated-h3" -> plug(port, emulated(keys));
            case "hub-half" -> plug(port, new LabHub("super".equals(keys.get("speed"))));
            case "misfit" -> plug(port, new LabMisfit(LabMisfit.Flaw.ofText(keys.getOrDefault("flaw", ""))));
            case "ykush" -> plug(port, ykush(port, keys));
            case "written" -> plugSpec(port, keys.getOrDefault("as", "") + ",speed=100000000", keys);
            default -> plugSpec(port, spec(kind, keys), keys);
        };
    }

    private String plug(int port, VirtualBoard board) {
        hub.plug(port, board);
        return board.describe();
    }

    /** A board of the kinds that everybody can write, with the faults of {@code faults=…}. */
    private String plugSpec(int port, String spec, Map<String, String> keys) {
        StringBuilder text = new StringBuilder(spec);
        String faults = keys.get("faults");
        if (faults != null) {
            text.append(",fault=").append(faults);
        }
        return BoardSpec.parse(text.toString(), sids.incrementAndGet())
                .plug(hub, port, pages, line -> {})
                .describe();
    }

    private static String spec(String kind, Map<String, String> keys) {
        return keys.entrySet().stream()
                .filter(key -> !key.getKey().equals("faults"))
                .sorted(Map.Entry.comparingByKey())
                .map(key -> "," + key.getKey() + "=" + key.getValue())
                .collect(Collectors.joining("", kind + ":speed=100000000", ""));
    }

    private String allwinner(int port, Map<String, String> keys) {
        return plugSpec(
                port,
                "allwinner:then=prompt,soc=" + keys.getOrDefault("soc", "a13") + ",spi="
                        + keys.getOrDefault("spi", "none"),
                keys);
    }

    private String fastboot(int port, Map<String, String> keys) {
        String spec = String.format(
                "fastboot:serial=1625421300826%03d,max-download=%s,partitions=%s",
                port, keys.getOrDefault("buffer", "32M"), PARTITIONS);
        return plugSpec(port, spec, keys);
    }

    private EmulatedH3 emulated(Map<String, String> keys) {
        AllwinnerSoc soc = AllwinnerSoc.ofName("h3").orElseThrow();
        Path console = folder.resolve(keys.getOrDefault("console", "console.txt"));
        return new EmulatedH3(ChipSid.of(soc, sids.incrementAndGet()), console);
    }

    private VirtualYkush ykush(int port, Map<String, String> keys) {
        VirtualYkush.Sockets sockets = new VirtualYkush.Sockets() {
            private PortPower socket(int socket) {
                return hub.power(PortPath.virtual(port + socket)).orElseThrow();
            }

            @Override
            public boolean isOn(int socket) {
                try {
                    return socket(socket).state() == PowerState.ON;
                } catch (ChannelException e) {
                    throw new IllegalStateException(e); // a virtual port does not refuse
                }
            }

            @Override
            public void turn(int socket, boolean on) {
                try {
                    socket(socket).set(on);
                } catch (ChannelException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        int product = Integer.parseInt(keys.getOrDefault("product", "f2f7"), 16);
        return new VirtualYkush(product, keys.getOrDefault("serial", ""), sockets)
                .hold("nothing".equals(keys.get("says")));
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
            allwinnerOn(port).bootButton(false);
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
                return what + " moved=" + hub.moved(port) + " hung="
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

    /** SHA-256 of a board's memory, medium or disk, read past USB. */
    String memory(int port, long address, long length) {
        return hub.underLock(port, () -> {
            MessageDigest digest = sha256();
            Optional<byte[]> kept = kept(hub.board(port).orElse(null), address, (int) length);
            if (kept.isPresent()) {
                digest.update(kept.get());
                return HexFormat.of().formatHex(digest.digest());
            }
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

    /** What a board of one of these kinds holds there. */
    private static Optional<byte[]> kept(@Nullable VirtualBoard there, long address, int length) {
        if (there instanceof DfuBoard board) {
            return Optional.of(board.read(0, address, length));
        }
        if (there instanceof DiskBoard board) {
            return Optional.of(board.read(address, length));
        }
        if (there instanceof RockchipBoard board) {
            return Optional.of(board.read(address, length));
        }
        if (there instanceof SdpBoard board) {
            return Optional.of(board.read(address, length));
        }
        if (there instanceof Uf2Board board) {
            return Optional.of(board.read(address, length));
        }
        if (there instanceof EspBoard board) {
            return Optional.of(board.read(address, length));
        }
        if (there instanceof FileBoard board) {
            return board.file().map(file -> Arrays.copyOfRange(file.content(), (int) address, (int) address + length));
        }
        return Optional.empty();
    }

    /** SHA-256 of the first bytes of a fastboot board's partition. */
    String partition(int port, String name, long length) {
        return hub.underLock(port, () -> {
            MessageDigest digest = sha256();
            BlockPartitions store = partitionsOn(port);
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

    private BlockPartitions partitionsOn(int port) {
        VirtualBoard there = hub.board(port).orElse(null);
        if ((there instanceof RpibootBoard pi ? pi.then() : there) instanceof FastbootBoard board
                && board.partitions() instanceof BlockPartitions partitions) {
            return partitions;
        }
        if (there instanceof SdpBoard board && board.partitions().orElse(null) instanceof BlockPartitions partitions) {
            return partitions;
        }
        throw new IllegalArgumentException("no fastboot board is on port " + port);
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
