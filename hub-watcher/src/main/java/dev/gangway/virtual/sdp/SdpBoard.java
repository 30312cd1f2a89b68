package dev.gangway.virtual.sdp;

import dev.gangway.soc.NxpSoc;
import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.gadget.FastbootBoard;
import dev.gangway.virtual.gadget.PartitionStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A board with an i.MX chip whose boot switches say serial download. What its boot ROM starts is a U-Boot that speaks fastboot,
 * or something that does not show itself.
 */
public final class SdpBoard implements VirtualBoard {
    private static final Duration START_UP = Duration.ofMillis(50);
    private static final Duration JUMP = Duration.ofMillis(20);

    private final NxpSoc soc;
    private final boolean closed;
    private final Optional<FastbootBoard> uboot;
    private final FaultPlan plan;
    private final Consumer<String> console;
    private final RomMemory memory = new RomMemory();
    private @Nullable BoardPort port;

    SdpBoard(NxpSoc soc, boolean closed, Optional<FastbootBoard> uboot, FaultPlan plan, Consumer<String> console) {
        this.soc = soc;
        this.closed = closed;
        this.uboot = uboot;
        this.plan = plan;
        this.console = console;
    }

    @Override
    public void plugged(BoardPort to) {
        port = to;
        memory.clear();
        to.after(START_UP, () -> to.enumerate(rom(new Consequence(to))));
    }

    private UsbFunction rom(Consequence consequence) {
        return soc.takes() == NxpSoc.Takes.COMMANDS
                ? new SdpRom(soc, closed, memory, plan, consequence)
                : new SdpStreamRom(soc, memory, plan, consequence);
    }

    @Override
    public void unplugged() {
        port = null;
        uboot.ifPresent(FastbootBoard::unplugged);
    }

    @Override
    public String describe() {
        return "sdp " + soc.name();
    }

    /** Its memory, in which what was streamed lies from 0 on; only when nothing moves. */
    public byte[] read(long address, int length) {
        return memory.read(address, length);
    }

    /** The medium that its U-Boot writes, where it has one. */
    public Optional<PartitionStore> partitions() {
        return uboot.map(FastbootBoard::partitions);
    }

    private final class Consequence implements SdpRom.Board {
        private final BoardPort from;

        Consequence(BoardPort from) {
            this.from = from;
        }

        @Override
        public void start(long entry, boolean hangs) {
            from.after(JUMP, () -> {
                from.detach();
                console.accept(String.format("sdp: %s at 0x%08x", hangs ? "nothing runs" : "starts", entry));
                if (!hangs && port == from) {
                    uboot.ifPresent(board -> board.plugged(from));
                }
            });
        }

        @Override
        public void wake() {
            from.wake();
        }
    }
}
