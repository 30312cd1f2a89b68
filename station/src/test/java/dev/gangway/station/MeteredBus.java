package dev.gangway.station;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.Channel;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.Sighting;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbSession;
import dev.gangway.channel.UsbTopology;
import dev.gangway.model.PortPath;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/**
 * A bus as it is, that notes when the station's threads were with a board and what processor time they took there: virtual
 * boards are served by whoever calls. Times are {@link System#nanoTime}. Any thread may call.
 */
final class MeteredBus implements BoardBus {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final BoardBus bus;
    private final Map<PortPath, Queue<Call>> calls = new ConcurrentHashMap<>();
    private final Map<Attach, Long> arrivals = new ConcurrentHashMap<>();
    private final LongAdder processor = new LongAdder();
    private volatile long hinted = System.nanoTime();

    MeteredBus(BoardBus bus) {
        this.bus = bus;
    }

    /** A board from its arrival to its leave. */
    record Attach(PortPath port, long deviceKey) {}

    /** A call that the station made to a board. */
    record Call(Attach attach, long begin, long end) {}

    /** What the calls to this port's boards were, in order, from this time on. */
    List<Call> calls(PortPath port, long from) {
        return calls.getOrDefault(port, new ConcurrentLinkedQueue<>()).stream()
                .filter(call -> call.begin() >= from)
                .toList();
    }

    /** When the bus told that something had come, before this board was first seen. */
    long arrival(Attach attach) {
        return Objects.requireNonNull(arrivals.get(attach));
    }

    /** When the last board came to this port before a time, if any came after another time. */
    OptionalLong lastArrival(PortPath port, long after, long before) {
        return arrivals.entrySet().stream()
                .filter(arrival -> arrival.getKey().port().equals(port))
                .mapToLong(Map.Entry::getValue)
                .filter(came -> came > after && came < before)
                .max();
    }

    /** Processor time of all calls so far, in ns: the virtual boards' share of the station's threads. */
    long processorNanos() {
        return processor.sum();
    }

    @Override
    public List<Sighting> survey() throws ChannelException {
        long hint = hinted;
        long before = THREADS.getCurrentThreadCpuTime();
        List<Sighting> seen = bus.survey();
        processor.add(THREADS.getCurrentThreadCpuTime() - before);
        seen.stream()
                .filter(one -> one.identity() != null)
                .forEach(one -> arrivals.putIfAbsent(new Attach(one.port(), one.deviceKey()), hint));
        return seen;
    }

    @Override
    public void onChange(Runnable hint) {
        bus.onChange(() -> {
            hinted = System.nanoTime();
            hint.run();
        });
    }

    @Override
    public <C extends Channel> C open(PortPath port, long deviceKey, Class<C> over) throws ChannelException {
        Attach attach = new Attach(port, deviceKey);
        C opened = metered(attach, () -> bus.open(port, deviceKey, over));
        return opened instanceof UsbSession usb ? over.cast(new Session(attach, usb)) : opened;
    }

    /** What is done with a board. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws ChannelException;
    }

    private <T> T metered(Attach attach, Work<T> work) throws ChannelException {
        long before = THREADS.getCurrentThreadCpuTime();
        long begin = System.nanoTime();
        try {
            return work.run();
        } finally {
            long end = System.nanoTime();
            processor.add(THREADS.getCurrentThreadCpuTime() - before);
            calls.computeIfAbsent(attach.port(), port -> new ConcurrentLinkedQueue<>())
                    .add(new Call(attach, begin, end));
        }
    }

    /** Whoever is told of progress is the station, not the board. */
    private LongConsumer apart(LongConsumer moved) {
        return bytes -> {
            long before = THREADS.getCurrentThreadCpuTime();
            moved.accept(bytes);
            processor.add(before - THREADS.getCurrentThreadCpuTime());
        };
    }

    private final class Session implements UsbSession {
        private final Attach attach;
        private final UsbSession usb;

        Session(Attach attach, UsbSession usb) {
            this.attach = attach;
            this.usb = usb;
        }

        @Override
        public UsbIdentity identity() {
            return usb.identity();
        }

        @Override
        public void claim(int interfaceNumber) throws ChannelException {
            usb.claim(interfaceNumber);
        }

        @Override
        public void alternate(int interfaceNumber, int setting) throws ChannelException {
            usb.alternate(interfaceNumber, setting);
        }

        @Override
        public void bulkOut(int endpoint, ByteBuffer data, Duration timeout, LongConsumer moved)
                throws ChannelException {
            metered(attach, () -> {
                usb.bulkOut(endpoint, data, timeout, apart(moved));
                return data;
            });
        }

        @Override
        public int bulkIn(int endpoint, ByteBuffer into, Duration timeout) throws ChannelException {
            return metered(attach, () -> usb.bulkIn(endpoint, into, timeout));
        }

        @Override
        public int control(SetupPacket setup, ByteBuffer data, Duration timeout) throws ChannelException {
            return metered(attach, () -> usb.control(setup, data, timeout));
        }

        @Override
        public void clearHalt(int endpoint) throws ChannelException {
            usb.clearHalt(endpoint);
        }

        @Override
        public void reset() throws ChannelException {
            usb.reset();
        }

        @Override
        public void cancel() {
            usb.cancel();
        }

        @Override
        public void close() {
            usb.close();
        }
    }

    @Override
    public String name() {
        return bus.name();
    }

    @Override
    public boolean owns(PortPath port) {
        return bus.owns(port);
    }

    @Override
    public List<PortPath> ports() {
        return bus.ports();
    }

    @Override
    public Optional<UsbTopology> topology() {
        return bus.topology();
    }

    @Override
    public void close() {
        bus.close();
    }
}
