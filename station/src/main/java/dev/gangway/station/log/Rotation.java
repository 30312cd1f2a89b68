package dev.gangway.station.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.rolling.RollingPolicy;
import ch.qos.logback.core.rolling.RolloverFailure;
import ch.qos.logback.core.rolling.TriggeringPolicy;
import ch.qos.logback.core.rolling.helper.CompressionMode;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Keeps so many older files beside the newest, {@code station.1.log} the youngest of them. Logback's own rotation takes a
 * pattern, in which the folder's name would be read too, and a folder may have a percent sign in its name.
 */
final class Rotation extends ContextAwareBase implements RollingPolicy, TriggeringPolicy<ILoggingEvent> {
    private final Path file;
    private final int kept;
    private final long largest;
    private boolean started;

    /** Keeps so many older files; the newest is no more written to once it has so many bytes. */
    Rotation(Path file, int kept, long largest) {
        this.file = file;
        this.kept = kept;
        this.largest = largest;
    }

    @Override
    public boolean isTriggeringEvent(File active, ILoggingEvent event) {
        return active.length() >= largest;
    }

    @Override
    public void rollover() {
        try {
            for (int older = kept - 1; older >= 1; older--) {
                if (Files.exists(older(older))) {
                    Files.move(older(older), older(older + 1), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Files.move(file, older(1), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new RolloverFailure("the log is not rotated: " + e, e);
        }
    }

    private Path older(int number) {
        return file.resolveSibling("station." + number + ".log");
    }

    @Override
    public String getActiveFileName() {
        return file.toString();
    }

    @Override
    public CompressionMode getCompressionMode() {
        return CompressionMode.NONE;
    }

    @Override
    public void setParent(FileAppender<?> appender) {
        // The file's name says all.
    }

    @Override
    public void start() {
        started = true;
    }

    @Override
    public void stop() {
        started = false;
    }

    @Override
    public boolean isStarted() {
        return started;
    }
}
