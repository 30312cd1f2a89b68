package dev.gangway.station.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Warnings to standard error. In code, because reading logback's own file costs every start a tenth of a second; a file that
 * {@code -Dlogback.configurationFile} names, or a {@code logback-test.xml}, wins. Found by logback as a service.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    /** Logback's property for a file of one's own. */
    static final String FILE = "logback.configurationFile";

    private static final String TESTS_FILE = "logback-test.xml";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty(FILE) != null || getClass().getClassLoader().getResource(TESTS_FILE) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        toStandardError(context);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    static void toStandardError(LoggerContext context) {
        LineLayout layout = new LineLayout(false);
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        context.getLogger("dev.gangway").setLevel(Level.WARN);
        // Whoever listens no more, such as a command beside the station that has ended, misses nothing.
        context.getLogger("io.vertx.core.eventbus.impl.MessageConsumerImpl").setLevel(Level.ERROR);
        // The Kafka client logs every reconnect while a broker is away; the exporter says it once.
        context.getLogger("org.apache.kafka").setLevel(Level.ERROR);
    }
}
