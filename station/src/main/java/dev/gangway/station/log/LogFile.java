package dev.gangway.station.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.spi.FilterReply;
import dev.gangway.model.FileTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.slf4j.LoggerFactory;

/**
 * The log of a running station in its data folder: what standard error has and, whatever that is set to, each step of a job's
 * course. It is rotated, so that it never fills the disk. While it is open, standard error says what it said before.
 */
public final class LogFile implements AutoCloseable {
    private static final String OURS = "dev.gangway";
    private static final long LARGEST = 10L << 20;
    private static final int KEPT = 5;

    private final LoggerContext context;
    private final RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    private final AsBefore asBefore;
    private final Logger root;
    private final Logger ours;
    private final Level before;

    private LogFile(LoggerContext context, Path file, long largest) {
        this.context = context;
        root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        ours = context.getLogger(OURS);
        before = ours.getEffectiveLevel();
        asBefore = new AsBefore(before);
        write(file, largest);
    }

    /** Opens it; a folder that does not take it is told, and the station runs without. */
    public static LogFile in(Path data) {
        return in(data, LARGEST);
    }

    /** The same, rotated at this size, in bytes. */
    static LogFile in(Path data, long largest) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Path folder = data.resolve("log");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            context.getLogger(LogFile.class).warn("there is no log file: {}", FileTrouble.told(e));
        }
        return new LogFile(context, folder.resolve("station.log").toAbsolutePath(), largest);
    }

    private void write(Path file, long largest) {
        LineLayout layout = new LineLayout(true);
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        appender.setContext(context);
        appender.setName("file");
        appender.setFile(file.toString());
        appender.setEncoder(encoder);
        Rotation rotation = new Rotation(file, KEPT, largest);
        rotation.setContext(context);
        rotation.start();
        appender.setRollingPolicy(rotation);
        for (Iterator<Appender<ILoggingEvent>> all = root.iteratorForAppenders(); all.hasNext(); ) {
            all.next().addFilter(asBefore);
        }
        appender.start();
        root.addAppender(appender);
        if (!Level.INFO.isGreaterOrEqual(before)) {
            ours.setLevel(Level.INFO);
        }
    }

    @Override
    public void close() {
        ours.setLevel(before);
        root.detachAppender(appender);
        appender.stop();
        asBefore.over = true;
    }

    /** Lets pass what passed before the file was there. Logback takes no single filter away again, so it can be over. */
    private static final class AsBefore extends Filter<ILoggingEvent> {
        private final Level least;
        private volatile boolean over;

        AsBefore(Level least) {
            this.least = least;
        }

        @Override
        public FilterReply decide(ILoggingEvent event) {
            return !over
                            && event.getLoggerName().startsWith(OURS)
                            && !event.getLevel().isGreaterOrEqual(least)
                    ? FilterReply.DENY
                    : FilterReply.NEUTRAL;
        }
    }
}
