package dev.gangway.virtual.uboot;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.Firmware;
import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.nand.StoredMemory;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A board with an eMMC whose U-Boot waits in fastboot, as if something before had loaded it and left no script. After
 * {@code continue} it is gone for good; after a reset it waits again.
 */
public final class WaitingUboot implements VirtualBoard {
    private static final long RAM = 0x40000000L;
    private static final long RAM_SIZE = 512L << 20;
    private static final Duration RESET = Duration.ofMillis(100);

    private final UBootSettings settings;
    private final BlockPartitions medium;
    private final PageStore pages;
    private final Consumer<String> console;
    private @Nullable Life life;

    WaitingUboot(UBootSettings settings, BlockPartitions medium, PageStore pages, Consumer<String> console) {
        this.settings = settings;
        this.medium = medium;
        this.pages = pages;
        this.console = console;
    }

    @Override
    public void plugged(BoardPort port) {
        begin(new Life(port, new StoredMemory(RAM, RAM_SIZE, pages)));
    }

    @Override
    public void unplugged() {
        end();
    }

    private void begin(Life next) {
        life = next;
        next.firmware.start(next, new Firmware.Start(0, true, 0, 0, false));
    }

    private void end() {
        Life over = life;
        life = null;
        if (over != null) {
            over.firmware.stop();
        }
    }

    @Override
    public String describe() {
        return "U-Boot in fastboot";
    }

    /** Its medium, to look at what is in it. Only under the board's lock or when nothing moves. */
    public BlockPartitions medium() {
        return medium;
    }

    /** From one reset to the next; memory outlives it. */
    private final class Life implements BoardHardware {
        private final BoardPort port;
        private final SystemMemory memory;
        private final UBoot firmware = new UBoot(settings, null, medium);

        Life(BoardPort port, SystemMemory memory) {
            this.port = port;
            this.memory = memory;
        }

        @Override
        public SystemMemory memory() {
            return memory;
        }

        @Override
        public String serialNumber() {
            return "";
        }

        @Override
        public void enumerate(UsbFunction function) {
            if (life == this) {
                port.enumerate(function);
            }
        }

        @Override
        public void detach() {
            if (life == this) {
                port.detach();
            }
        }

        @Override
        public void wake() {
            port.wake();
        }

        @Override
        public void after(Duration delay, Runnable task) {
            port.after(delay, () -> {
                if (life == this) {
                    task.run();
                }
            });
        }

        @Override
        public void reset() {
            if (life == this) {
                port.detach();
                end();
                Life next = new Life(port, memory);
                life = next;
                next.after(RESET, () -> begin(next));
            }
        }

        @Override
        public void console(String line) {
            console.accept(line);
        }
    }
}
