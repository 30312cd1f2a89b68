package dev.gangway.fel;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbSession;
import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.FaultyPlug;
import dev.gangway.virtual.Firmware;
import dev.gangway.virtual.FirmwareSource;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.allwinner.AllwinnerBoard;
import dev.gangway.virtual.allwinner.BoardSettings;
import dev.gangway.virtual.allwinner.PageArena;
import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A virtual board wired straight to a session, in virtual time: when the board is not ready, its next task runs; when it
 * has none, the transfer has timed out.
 */
final class BoardRig implements BoardPort {
    private final PriorityQueue<Task> tasks = new PriorityQueue<>(Comparator.comparingLong(Task::due));
    private final List<String> log = new ArrayList<>();
    private final AllwinnerBoard board;
    private final FaultyPlug plug;
    private @Nullable UsbFunction function;
    private long now;

    private record Task(long due, Runnable run) {}

    private BoardRig(BoardSettings settings, FirmwareSource firmware, FaultPlan faults) {
        board = new AllwinnerBoard(settings, firmware, Optional.empty(), faults, log::add, new PageArena());
        plug = new FaultyPlug(board, this, faults, () -> now);
    }

    static BoardRig of(BoardSettings settings) {
        return of(settings, FirmwareSource.NONE);
    }

    static BoardRig of(BoardSettings settings, FirmwareSource firmware) {
        return new BoardRig(settings, firmware, FaultPlan.sound()).plugged();
    }

    /** A board with this fault. */
    static BoardRig of(BoardSettings settings, Fault fault) {
        return new BoardRig(settings, FirmwareSource.NONE, new FaultPlan(List.of(fault))).plugged();
    }

    private BoardRig plugged() {
        plug.begin();
        settle();
        return this;
    }

    AllwinnerBoard board() {
        return board;
    }

    /** What the board told its observer. */
    List<String> log() {
        return log;
    }

    boolean onTheBus() {
        return function != null;
    }

    /** Runs all that is scheduled. */
    void settle() {
        boolean more = true;
        while (more) {
            more = runNext();
        }
    }

    /** A session to what is on the bus now. */
    UsbSession session() {
        return new Session(bytes -> false, 0);
    }

    /** A session that flips a bit of the word at this offset of whatever upload fits. */
    UsbSession tampering(Predicate<ByteBuffer> upload, int offset) {
        return new Session(upload, offset);
    }

    private boolean runNext() {
        Task task = tasks.poll();
        if (task == null) {
            return false;
        }
        now = Math.max(now, task.due());
        task.run().run();
        return true;
    }

    @Override
    public void enumerate(UsbFunction appears) {
        function = appears;
    }

    @Override
    public void detach() {
        function = null;
    }

    @Override
    public void wake() {}

    @Override
    public void after(Duration delay, Runnable task) {
        tasks.add(new Task(now + delay.toNanos(), task));
    }

    /** Firmware that does nothing but note how it was started. */
    static final class Recorder implements Firmware, FirmwareSource {
        private final List<Start> starts = new ArrayList<>();
        private final long entry;

        Recorder(long entry) {
            this.entry = entry;
        }

        List<Start> starts() {
            return starts;
        }

        @Override
        public Optional<Firmware> identify(BoardHardware hardware, long at) {
            return at == entry ? Optional.of(this) : Optional.empty();
        }

        @Override
        public Optional<Firmware> bootFromMedium(BoardHardware hardware) {
            return Optional.empty();
        }

        @Override
        public void start(BoardHardware hardware, Start how) {
            starts.add(how);
        }

        @Override
        public void stop() {}
    }

    private final class Session implements UsbSession {
        private final UsbFunction opened;
        private final Predicate<ByteBuffer> upload;
        private final int offset;

        private Session(Predicate<ByteBuffer> upload, int offset) {
            if (function == null) {
                throw new IllegalStateException("the board is not on the bus; it said " + log);
            }
            opened = function;
            this.upload = upload;
            this.offset = offset;
        }

        @Override
        public UsbIdentity identity() {
            return opened.identity();
        }

        @Override
        public void claim(int interfaceNumber) {}

        @Override
        public void alternate(int interfaceNumber, int setting) throws ChannelException {
            throw new ChannelException(ChannelFault.STALL, "one setting only");
        }

        @Override
        public void bulkOut(int endpoint, ByteBuffer data, Duration timeout, LongConsumer moved)
                throws ChannelException {
            ByteBuffer bytes = data;
            if (upload.test(data.slice())) {
                bytes = ByteBuffer.allocate(data.remaining()).put(data).flip();
                bytes.put(offset, (byte) (bytes.get(offset) ^ 1));
            }
            while (bytes.hasRemaining()) {
                int taken = present().bulkOut(endpoint, bytes);
                if (taken > 0) {
                    moved.accept(taken);
                }
                if (taken == UsbFunction.STALL) {
                    throw new ChannelException(ChannelFault.STALL, "stalled");
                }
                if (taken == UsbFunction.NAK) {
                    waitFor();
                }
            }
        }

        @Override
        public int bulkIn(int endpoint, ByteBuffer into, Duration timeout) throws ChannelException {
            while (true) {
                int given = present().bulkIn(endpoint, into);
                if (given == UsbFunction.STALL) {
                    throw new ChannelException(ChannelFault.STALL, "stalled");
                }
                if (given != UsbFunction.NAK) {
                    return given;
                }
                waitFor();
            }
        }

        private UsbFunction present() throws ChannelException {
            if (function != opened) {
                throw new ChannelException(ChannelFault.DISCONNECTED, "the device is gone");
            }
            return opened;
        }

        private void waitFor() throws ChannelException {
            if (!runNext()) {
                throw new ChannelException(ChannelFault.TIMEOUT, "no answer in time");
            }
        }

        @Override
        public int control(SetupPacket setup, ByteBuffer data, Duration timeout) throws ChannelException {
            throw new ChannelException(ChannelFault.STALL, "stalled");
        }

        @Override
        public void clearHalt(int endpoint) {
            opened.clearHalt(endpoint);
        }

        @Override
        public void reset() {}

        @Override
        public void cancel() {}

        @Override
        public void close() {}
    }
}
