package dev.gangway.station;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.AppenderBase;
import io.vertx.core.VertxOptions;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * Collects Vert.x's warnings about event loops that were blocked for more than 100 ms.
 *
 * <p>On a machine with more work than cores, a loop that merely waits for a core is warned about too. So a warning counts
 * when the loop waited for something in the program or in the system, or computed for at least half of that time.
 */
final class BlockedLoops extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final String CHECKER = "io.vertx.core.impl.BlockedThreadChecker";
    private static final String LOOP = "vert.x-eventloop-thread";
    private static final long MOST_MILLIS = 100;
    private static final long LOOK_EVERY_MILLIS = 20;
    private static final int SAMPLES = 5;
    private static final Pattern WAITING = Pattern.compile(
            "Unsafe\\.park|Object\\.wait|Thread\\.(sleep|join)|FileDispatcherImpl|RandomAccessFile|File(In|Out)putStream"
                    + "|SocketDispatcher|sun\\.nio\\.ch\\.Net\\.|MappedByteBuffer|UNIXProcess|ProcessImpl");

    private final Logger logger = (Logger) LoggerFactory.getLogger(CHECKER);
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Map<String, Deque<Long>> cpu = new ConcurrentHashMap<>();
    private final ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();

    BlockedLoops() {
        setContext(logger.getLoggerContext());
        start();
        logger.addAppender(this);
        sampler.scheduleWithFixedDelay(this::sample, 0, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A Vert.x that looks closely, and names the place in the code with each warning. */
    static VertxOptions options() {
        return new VertxOptions()
                .setBlockedThreadCheckInterval(LOOK_EVERY_MILLIS)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(MOST_MILLIS)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                .setWarningExceptionTime(MOST_MILLIS)
                .setWarningExceptionTimeUnit(TimeUnit.MILLISECONDS);
    }

    private void sample() {
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith(LOOP)) {
                Deque<Long> last = cpu.computeIfAbsent(thread.getThreadName(), name -> new ArrayDeque<>());
                synchronized (last) {
                    last.addLast(threads.getThreadCpuTime(thread.getThreadId()));
                    if (last.size() > SAMPLES + 1) {
                        last.removeFirst();
                    }
                }
            }
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        String message = event.getFormattedMessage();
        int name = message.indexOf(LOOP);
        IThrowableProxy where = event.getThrowableProxy();
        if (name < 0 || where == null) {
            return;
        }
        StringBuilder text = new StringBuilder(message);
        StackTraceElementProxy[] lines = where.getStackTraceElementProxyArray();
        for (StackTraceElementProxy line : lines) {
            text.append(System.lineSeparator()).append("    ").append(line);
        }
        boolean waited =
                lines.length > 0 && WAITING.matcher(lines[0].toString()).find();
        String loop = message.substring(name, message.indexOf(' ', name));
        if (waited || computedMillis(loop) >= MOST_MILLIS / 2) {
            warnings.add(text.toString());
        }
    }

    /** Processor time of this loop over the last samples. */
    private long computedMillis(String loop) {
        Deque<Long> last = cpu.get(loop);
        if (last == null) {
            return MOST_MILLIS;
        }
        synchronized (last) {
            return TimeUnit.NANOSECONDS.toMillis(last.getLast() - last.getFirst());
        }
    }

    void forget() {
        warnings.clear();
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    @Override
    public void close() {
        sampler.shutdownNow();
        logger.detachAppender(this);
        stop();
    }
}
