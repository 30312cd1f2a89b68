package dev.gangway.station.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.event.KeyValuePair;

/**
 * One line an event: time, level, the logger's last word, the job that the thread works at, key-values, message; then the
 * stack trace, if there is one.
 */
final class LineLayout extends LayoutBase<ILoggingEvent> {
    private static final int MILLIS = 1_000_000;
    private static final int LEVEL_WIDTH = 5;

    /** What names a job, in this order. */
    private static final List<String> OF_A_JOB = List.of("port", "slot", "serial", "job");

    private final ZoneId zone = ZoneId.systemDefault();
    private final boolean dated;

    /** A layout for a terminal, or for a file that is read on another day. */
    LineLayout(boolean dated) {
        this.dated = dated;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        LocalDateTime moment = LocalDateTime.ofInstant(Instant.ofEpochMilli(event.getTimeStamp()), zone);
        LocalTime time = moment.toLocalTime();
        StringBuilder line = new StringBuilder(160);
        if (dated) {
            line.append(moment.toLocalDate()).append(' ');
        }
        two(line, time.getHour()).append(':');
        two(line, time.getMinute()).append(':');
        two(line, time.getSecond()).append('.');
        int millis = time.getNano() / MILLIS;
        line.append(millis < 100 ? "0" : "");
        two(line, millis).append(' ');
        String level = event.getLevel().toString();
        line.append(level).append(" ".repeat(LEVEL_WIDTH - level.length())).append(' ');
        String logger = event.getLoggerName();
        line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(' ');
        List<KeyValuePair> pairs = Objects.requireNonNullElse(event.getKeyValuePairs(), List.of());
        Map<String, String> job = event.getMDCPropertyMap();
        for (String name : OF_A_JOB) {
            if (job.containsKey(name) && pairs.stream().noneMatch(pair -> pair.key.equals(name))) {
                line.append(name).append('=').append(job.get(name)).append(' ');
            }
        }
        for (KeyValuePair pair : pairs) {
            line.append(pair.key).append('=').append(pair.value).append(' ');
        }
        line.append(event.getFormattedMessage()).append(System.lineSeparator());
        if (event.getThrowableProxy() != null) {
            line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString();
    }

    private static StringBuilder two(StringBuilder line, int number) {
        return line.append(number < 10 ? "0" : "").append(number);
    }
}
