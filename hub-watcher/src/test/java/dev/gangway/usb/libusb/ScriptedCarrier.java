package dev.gangway.usb.libusb;

import dev.gangway.channel.ChannelFault;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kernel and a device for tests. Pieces lie here until the test or {@link #device} ends them; the clock goes on by what is
 * waited, and by nothing else.
 */
final class ScriptedCarrier implements Carrier {
    /** What happens while events are waited for; by default the device takes the first piece whole, at once. */
    interface Device {
        void work(ScriptedCarrier carrier);
    }

    private final Deque<Script> idle = new ArrayDeque<>();
    private final List<Script> submitted = new ArrayList<>();
    private final List<Piece> writtenOff = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private final Deque<Integer> results = new ArrayDeque<>();
    private long now = 1;
    private int most;
    Device device = carrier -> carrier.first().moves(carrier.first().length());
    long waitsMicros = 1;

    /** One piece, and how it ends. */
    final class Script implements Piece {
        private int offset;
        private int length;
        private int moved;
        private boolean done;
        private boolean cancelled;
        private @Nullable ChannelFault fault;

        @Override
        public int submit(int endpoint, ByteBuffer data, int newOffset, int newLength, boolean in) {
            offset = newOffset;
            length = newLength;
            moved = 0;
            done = false;
            cancelled = false;
            fault = null;
            int result = results.isEmpty() ? 0 : results.remove();
            log.add((result == 0 ? "submit " : "refuse ") + offset + "+" + length);
            if (result == 0) {
                submitted.add(this);
                most = Math.max(most, submitted.size());
            }
            return result;
        }

        /** It ends, so many bytes moved. */
        void moves(int bytes) {
            moved = bytes;
            done = true;
            submitted.remove(this);
        }

        /** It breaks off. */
        void breaks(ChannelFault why, int bytes) {
            fault = why;
            moves(bytes);
        }

        boolean isCancelled() {
            return cancelled;
        }

        @Override
        public void cancel() {
            if (!done && !cancelled) {
                cancelled = true;
                log.add("cancel " + offset);
            }
        }

        @Override
        public int offset() {
            return offset;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public boolean isDone() {
            return done;
        }

        @Override
        public int finish() {
            return moved;
        }

        @Override
        public @Nullable ChannelFault fault() {
            return fault;
        }
    }

    /** The next submits give these results. */
    void results(int... codes) {
        for (int code : codes) {
            results.add(code);
        }
    }

    /** The piece that was submitted first, of those under way. */
    Script first() {
        return submitted.get(0);
    }

    List<Script> underWay() {
        return List.copyOf(submitted);
    }

    /** How many were under way at once. */
    int most() {
        return most;
    }

    List<Piece> writtenOff() {
        return writtenOff;
    }

    List<String> log() {
        return log;
    }

    int idle() {
        return idle.size();
    }

    @Override
    public Piece take() {
        return idle.isEmpty() ? new Script() : idle.pop();
    }

    @Override
    public void giveBack(Piece piece) {
        idle.push((Script) piece);
    }

    @Override
    public void writeOff(Piece piece) {
        writtenOff.add(piece);
    }

    @Override
    public void handleEvents(long micros) {
        now += Math.min(micros, waitsMicros) * 1000;
        device.work(this);
    }

    @Override
    public long nanoTime() {
        return now;
    }
}
