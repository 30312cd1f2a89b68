package dev.gangway.virtual.disk;

import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;

/** A board that shows its medium as a disk. What it keeps stays over loss of power. */
public final class DiskBoard implements VirtualBoard {
    private static final Duration START_UP = Duration.ofMillis(50);
    private static final Duration LEAVING = Duration.ofMillis(20);

    private final DiskLook look;
    private final DiskMedium medium;
    private final boolean leaves;
    private final FaultPlan faults;
    private final Consumer<String> console;
    private volatile boolean ejected;

    /**
     * A board.
     *
     * @param leaves whether it leaves the bus when its medium is ejected
     */
    DiskBoard(DiskLook look, DiskMedium medium, boolean leaves, FaultPlan faults, Consumer<String> console) {
        this.look = look;
        this.medium = medium;
        this.leaves = leaves;
        this.faults = faults;
        this.console = console;
    }

    @Override
    public void plugged(BoardPort port) {
        ejected = false;
        port.after(START_UP, () -> port.enumerate(look.function(medium, faults, port::wake, () -> eject(port))));
    }

    private void eject(BoardPort port) {
        ejected = true;
        console.accept("disk: the medium was ejected");
        if (leaves) {
            // Not before the host has the status of its command.
            port.after(LEAVING, port::detach);
        }
    }

    @Override
    public void unplugged() {
        // The medium keeps what it has.
    }

    @Override
    public String describe() {
        return "disk";
    }

    /** Whether the host ejected the medium since the board was plugged in. */
    public boolean isEjected() {
        return ejected;
    }

    /** What it keeps; only when nothing moves. */
    public byte[] read(long at, int length) {
        ByteBuffer into = ByteBuffer.allocate(length);
        medium.read(at, into);
        return into.array();
    }

    /** Puts something on the medium, as another host would have; only when nothing moves. */
    public void keep(long at, byte[] bytes) {
        medium.write(at, ByteBuffer.wrap(bytes));
    }
}
