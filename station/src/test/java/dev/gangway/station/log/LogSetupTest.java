package dev.gangway.station.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogSetupTest {
    private final LineLayout layout = new LineLayout(false);

    private static LoggingEvent event(@Nullable Throwable cause) {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        Logger logger = context.getLogger("dev.gangway.hub.HubWatcherVerticle");
        LoggingEvent event = new LoggingEvent("here", logger, Level.WARN, "the bus is gone", cause, new Object[0]);
        ZonedDateTime time = LocalTime.of(4, 5, 6, 7_000_000)
                .atDate(java.time.LocalDate.of(2026, 11, 25))
                .atZone(ZoneId.systemDefault());
        event.setInstant(time.toInstant());
        event.setKeyValuePairs(List.of(new KeyValuePair("port", "1-2"), new KeyValuePair("code", -4)));
        return event;
    }

    @Test
    void putsAnEventOnOneLine() {
        assertThat(layout.doLayout(event(null)))
                .isEqualTo("04:05:06.007 WARN  HubWatcherVerticle port=1-2 code=-4 the bus is gone"
                        + System.lineSeparator());
    }

    @Test
    void putsTheStackTraceBehindIt() {
        assertThat(layout.doLayout(event(new IllegalStateException("why"))))
                .contains("the bus is gone" + System.lineSeparator() + "java.lang.IllegalStateException: why")
                .contains("at dev.gangway.station.log.LogSetupTest");
    }

    @Test
    void isFoundByLogbackAndLeavesTestsTheirFile() {
        assertThat(ServiceLoader.load(Configurator.class)).hasAtLeastOneElementOfType(LogSetup.class);
        assertThat(new LogSetup().configure(new LoggerContext()))
                .isEqualTo(Configurator.ExecutionStatus.INVOKE_NEXT_IF_ANY);
    }

    @Test
    void theStartScriptsProviderLogsWarningsWithoutAFile() {
        LogProvider provider = new LogProvider();

        provider.initialize();

        assertThat(provider.getLoggerFactory().getLogger("dev.gangway.hub").isWarnEnabled())
                .isTrue();
        assertThat(provider.getLoggerFactory().getLogger("dev.gangway.hub").isInfoEnabled())
                .isFalse();
        assertThat(provider.getLoggerFactory().getLogger("org.apache.kafka.x").isWarnEnabled())
                .isFalse();
    }
}
