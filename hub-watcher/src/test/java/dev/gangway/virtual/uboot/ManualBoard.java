package dev.gangway.virtual.uboot;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.nand.StoredMemory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** A board's hardware whose clock a test moves by hand: 32 KiB of SRAM at 0, DRAM at 0x40000000. */
final class ManualBoard implements BoardHardware {
    static final String SERIAL = "162542130082604c";

    final List<String> console = new ArrayList<>();
    int resets;

    @Nullable
    UsbFunction usb;

    private final SystemMemory sram;
    private final SystemMemory dram;
    private final PriorityQueue<Task> tasks = new PriorityQueue<>(Comparator.comparingLong(Task::at));
    private long now;
    private long order;

    private record Task(long at, Runnable work) {}

    ManualBoard(PageStore store) {
        sram = new StoredMemory(0, 0x8000, store);
        dram = new StoredMemory(0x40000000L, 512L << 20, store);
    }

    @Override
    public SystemMemory memory() {
        return new SystemMemory() {
            @Override
            public void read(long address, ByteBuffer into) throws BusAbort {
                (address < 0x40000000L ? sram : dram).read(address, into);
            }

            @Override
            public void write(long address, ByteBuffer from) throws BusAbort {
                (address < 0x40000000L ? sram : dram).write(address, from);
            }
        };
    }

    @Override
    public String serialNumber() {
        return SERIAL;
    }

    @Override
    public void enumerate(UsbFunction function) {
        usb = function;
    }

    @Override
    public void detach() {
        usb = null;
    }

    @Override
    public void wake() {}

    @Override
    public void after(Duration delay, Runnable task) {
        // The order of scheduling decides between tasks of the same time.
        tasks.add(new Task(((now + delay.toNanos()) << 10) + (order++ & 0x3FF), task));
    }

    @Override
    public void reset() {
        resets++;
        tasks.clear();
        usb = null;
    }

    @Override
    public void console(String line) {
        console.add(line);
    }

    /** Lets this much time pass. */
    void pass(Duration time) {
        long end = now + time.toNanos();
        while (!tasks.isEmpty() && tasks.peek().at() >> 10 <= end) {
            Task task = tasks.remove();
            now = task.at() >> 10;
            task.work().run();
        }
        now = end;
    }

    void write(long address, ByteBuffer bytes) throws SystemMemory.BusAbort {
        memory().write(address, bytes);
    }

    byte[] read(long address, int length) throws SystemMemory.BusAbort {
        byte[] bytes = new byte[length];
        memory().read(address, ByteBuffer.wrap(bytes));
        return bytes;
    }

    UsbIdentity identity() {
        return Objects.requireNonNull(usb, "not on the bus").identity();
    }

    /** One fastboot command and its last answer. */
    String fastboot(String command) {
        UsbFunction function = Objects.requireNonNull(usb, "not on the bus");
        ByteBuffer out = StandardCharsets.US_ASCII.encode(command);
        if (function.bulkOut(1, out) < 0 || out.hasRemaining()) {
            return "NAK";
        }
        return answer();
    }

    String answer() {
        UsbFunction function = Objects.requireNonNull(usb, "not on the bus");
        ByteBuffer in = ByteBuffer.allocate(512);
        int length = function.bulkIn(0x81, in);
        if (length == UsbFunction.NAK) {
            pass(Duration.ofSeconds(1));
            length = function.bulkIn(0x81, in);
        }
        return length < 0 ? "NAK" : new String(in.array(), 0, length, StandardCharsets.US_ASCII);
    }

    /** The whole of a download; the last answer. */
    String download(byte[] data) {
        String answer = fastboot(String.format("download:%08x", data.length));
        if (!answer.startsWith("DATA")) {
            return answer;
        }
        Objects.requireNonNull(usb).bulkOut(1, ByteBuffer.wrap(data));
        return answer();
    }
}
