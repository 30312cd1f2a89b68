package dev.gangway.virtual.rockchip;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.kind.BoardParts;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A board with a Rockchip chip and a medium. It starts from the medium when that has an id block at sector 64 and nobody holds
 * its button, otherwise in its boot ROM. The medium stays over loss of power.
 */
public final class RockchipBoard implements VirtualBoard {
    private static final Duration START_UP = Duration.ofMillis(50);
    private static final Duration TAKE_OVER = Duration.ofMillis(5);
    private static final Duration RESTART = Duration.ofMillis(100);
    private static final int ID_BLOCK = 64 * SectorMedium.SECTOR;

    /** 0x0ff0aa55, RC4-coded as older chips want it; newer ones want letters. */
    private static final byte[] OLD_ID = Rc4.code(new byte[] {0x55, (byte) 0xaa, (byte) 0xf0, 0x0f});

    private static final byte[] NEW_ID = {'R', 'K', 'N', 'S'};

    private final Settings settings;
    private final BoardParts parts;
    private final SectorMedium medium;
    private volatile boolean button;
    private @Nullable Running running;

    /**
     * What a board is like.
     *
     * @param serial what loaders and systems on it show; empty = none
     * @param size bytes of its medium
     * @param beginsInLoader whether a loader that lies elsewhere starts instead of the boot ROM's USB
     * @param plugLooksLikeRom whether what the boot ROM was given goes on looking like the boot ROM
     * @param bytesPerSecond how fast the medium is; 0 = as fast as can be
     */
    record Settings(
            RockchipSoc soc,
            String serial,
            long size,
            boolean beginsInLoader,
            boolean plugLooksLikeRom,
            long bytesPerSecond) {}

    RockchipBoard(Settings settings, BoardParts parts) {
        this.settings = settings;
        this.parts = parts;
        medium = new SectorMedium(settings.size(), parts.pages());
    }

    /** The first bytes of what boards with this chip start from. */
    static byte[] idBlock(RockchipSoc soc) {
        return (soc.coded() ? OLD_ID : NEW_ID).clone();
    }

    @Override
    public void plugged(BoardPort port) {
        Running now = new Running(port);
        running = now;
        port.after(START_UP, () -> now.start(button));
    }

    @Override
    public void unplugged() {
        running = null;
    }

    @Override
    public void bootButton(boolean pressed) {
        button = pressed;
    }

    @Override
    public String describe() {
        return "rockchip " + settings.soc().code();
    }

    /** Whether the system on its medium runs. */
    public boolean runsSystem() {
        Running now = running;
        return now != null && now.system;
    }

    /** What its medium holds; only when nothing moves. */
    public byte[] read(long address, int length) {
        return medium.read(address, length);
    }

    private boolean startsFromMedium() {
        byte[] begin = medium.read(ID_BLOCK, OLD_ID.length);
        return Arrays.equals(begin, idBlock(settings.soc()));
    }

    /** The board between plug and unplug. */
    private final class Running implements RockchipHost {
        private final BoardPort port;
        private volatile boolean system;
        private long start;

        Running(BoardPort port) {
            this.port = port;
        }

        void start(boolean bootRom) {
            system = !bootRom && startsFromMedium();
            if (system) {
                show("the system runs", new Quiet(RockchipLook.running(settings.serial())));
            } else if (settings.beginsInLoader() && !bootRom) {
                show("a loader runs", loader(RockchipLook.loader(settings.soc(), settings.serial())));
            } else {
                show("the boot ROM waits", new MaskRom(settings.soc(), this));
            }
        }

        private void show(String line, UsbFunction function) {
            log("rockchip: " + line);
            port.enumerate(function);
        }

        private UsbFunction loader(UsbIdentity identity) {
            return new RockusbLoader(identity, settings.soc(), medium, this, parts.faults(), settings.bytesPerSecond());
        }

        @Override
        public void startLoader() {
            boolean starts = parts.faults().strike(RockchipFault.NoLoader.class).isEmpty();
            UsbIdentity identity = settings.plugLooksLikeRom()
                    ? RockchipLook.bootRom(settings.soc())
                    : RockchipLook.loader(settings.soc(), "");
            leave(() -> {
                if (starts) {
                    show("what the boot ROM was given runs", loader(identity));
                }
            });
        }

        @Override
        public void restart(boolean toBootRom) {
            leave(() -> start(toBootRom));
        }

        private void leave(Runnable then) {
            start++;
            after(TAKE_OVER, () -> {
                port.detach();
                start++;
                after(RESTART, then);
            });
        }

        @Override
        public void after(Duration delay, Runnable task) {
            long mine = start;
            port.after(delay, () -> {
                if (mine == start) {
                    task.run();
                }
            });
        }

        @Override
        public void wake() {
            port.wake();
        }

        @Override
        public void log(String line) {
            parts.console().accept(line);
        }
    }

    /** A system whose USB says nothing. */
    private record Quiet(UsbIdentity identity) implements UsbFunction {
        @Override
        public int bulkOut(int endpoint, ByteBuffer data) {
            return NAK;
        }

        @Override
        public int bulkIn(int endpoint, ByteBuffer into) {
            return NAK;
        }
    }
}
