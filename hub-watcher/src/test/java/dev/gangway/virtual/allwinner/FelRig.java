package dev.gangway.virtual.allwinner;

import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.FaultyPlug;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** A port with a clock that only the test moves, and the host's side of FEL, written from the dossier. */
final class FelRig implements BoardPort {
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private record Task(long at, long order, Runnable body) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
    final List<String> log = new ArrayList<>();

    @Nullable
    UsbFunction function;

    private @Nullable FaultyPlug plug;
    int attaches;
    int detaches;
    private long now;
    private long order;

    /** What a host sees of a transfer that failed. */
    static final class TransferFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TransferFailed(String message) {
            super(message);
        }
    }

    long nanoTime() {
        return now;
    }

    @Override
    public void enumerate(UsbFunction arrived) {
        function = arrived;
        attaches++;
    }

    @Override
    public void detach() {
        function = null;
        detaches++;
    }

    @Override
    public void wake() {}

    @Override
    public void after(Duration delay, Runnable task) {
        tasks.add(new Task(now + delay.toNanos(), order++, task));
    }

    void pass(Duration time) {
        long end = now + time.toNanos();
        while (!tasks.isEmpty() && tasks.peek().at() <= end) {
            runNext();
        }
        now = end;
    }

    private void runNext() {
        Task task = tasks.remove();
        now = Math.max(now, task.at());
        task.body().run();
    }

    FelRig plug(AllwinnerBoard board) {
        return plug(board, FaultPlan.sound());
    }

    /** Plugs the board in as the hub does, with the common faults of its plan laid on. */
    FelRig plug(AllwinnerBoard board, FaultPlan faults) {
        FaultyPlug fresh = new FaultyPlug(board, this, faults, this::nanoTime);
        plug = fresh;
        fresh.begin();
        pass(Duration.ofSeconds(1));
        return this;
    }

    void unplug() {
        if (plug != null) {
            plug.end();
        }
        function = null;
    }

    UsbFunction device() {
        UsbFunction there = function;
        if (there == null) {
            throw new TransferFailed("gone");
        }
        return there;
    }

    void out(byte[] bytes) {
        ByteBuffer data = ByteBuffer.wrap(bytes);
        long last = now;
        while (data.hasRemaining()) {
            int result = device().bulkOut(RomWire.OUT, data);
            last = settle(result, last);
        }
    }

    byte[] in(int count) {
        ByteBuffer into = ByteBuffer.allocate(count);
        long last = now;
        while (into.hasRemaining()) {
            int result = device().bulkIn(RomWire.IN, into);
            last = settle(result, last);
        }
        return into.array();
    }

    /** One transfer from the device, however short. */
    byte[] inOnce(int count) {
        ByteBuffer into = ByteBuffer.allocate(count);
        device().bulkIn(RomWire.IN, into);
        byte[] got = new byte[into.position()];
        into.get(0, got);
        return got;
    }

    private long settle(int result, long last) {
        if (result == UsbFunction.STALL) {
            throw new TransferFailed("stall");
        }
        if (result != UsbFunction.NAK) {
            return now;
        }
        Task next = tasks.peek();
        if (next == null || next.at() - last > PATIENCE.toNanos()) {
            now = last + PATIENCE.toNanos();
            throw new TransferFailed("time-out");
        }
        runNext();
        return last;
    }

    static ByteBuffer words(int... words) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            bytes.putInt(word);
        }
        return bytes.flip();
    }

    byte[] status() {
        return in(13);
    }

    void request(int direction, int length) {
        ByteBuffer request = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        request.putInt(0, 0x43555741).putInt(8, length).putInt(12, 0x0c000000);
        request.putShort(16, (short) direction).putInt(18, length);
        out(request.array());
    }

    void send(byte[] data) {
        request(0x12, data.length);
        out(data);
        check(status());
    }

    byte[] receive(int length) {
        request(0x11, length);
        byte[] data = in(length);
        check(status());
        return data;
    }

    private static void check(byte[] status) {
        if (ByteBuffer.wrap(status).order(ByteOrder.LITTLE_ENDIAN).getInt() != 0x53555741) {
            throw new TransferFailed("no AWUS");
        }
        if (status[12] != 0) {
            throw new TransferFailed("AWUS status " + status[12]);
        }
    }

    void command(int code, long address, int length) {
        send(words(code, (int) address, length, 0).array());
    }

    void felStatus() {
        byte[] state = receive(8);
        if (state[0] != -1 || state[1] != -1 || state[4] != 0) {
            throw new TransferFailed("FEL state " + state[4]);
        }
    }

    byte[] version() {
        command(1, 0, 0);
        byte[] reply = receive(32);
        felStatus();
        return reply;
    }

    void write(long address, byte[] data) {
        command(0x101, address, data.length);
        send(data);
        felStatus();
    }

    byte[] read(long address, int length) {
        command(0x103, address, length);
        byte[] data = receive(length);
        felStatus();
        return data;
    }

    int word(long address) {
        return ByteBuffer.wrap(read(address, 4)).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    void exec(long address) {
        command(0x102, address, 0);
        felStatus();
    }

    /** The readl routine of §3.1, for up to 244 words. */
    int[] readl(long scratch, long address, int count) {
        write(
                scratch,
                words(
                                0xe59f0020,
                                0xe28f1024,
                                0xe59f201c,
                                0xe35200f4,
                                0xc3a020f4,
                                0xe2522001,
                                0x412fff1e,
                                0xe4903004,
                                0xe4813004,
                                0xeafffffa,
                                (int) address,
                                count)
                        .array());
        exec(scratch);
        ByteBuffer got = ByteBuffer.wrap(read(scratch + 0x30, 4 * count)).order(ByteOrder.LITTLE_ENDIAN);
        int[] result = new int[count];
        got.asIntBuffer().get(result);
        return result;
    }

    /** The writel routine of §3.1. */
    void writel(long scratch, long address, int value) {
        write(
                scratch,
                words(
                                0xe59f0020,
                                0xe28f1024,
                                0xe59f201c,
                                0xe35200f4,
                                0xc3a020f4,
                                0xe2522001,
                                0x412fff1e,
                                0xe4913004,
                                0xe4803004,
                                0xeafffffa,
                                (int) address,
                                1,
                                value)
                        .array());
        exec(scratch);
    }
}
