package dev.gangway.station.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class LogFileTest {
    private static final Logger LOG = LoggerFactory.getLogger("dev.gangway.image.ImageStore");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private List<String> lines() throws IOException {
        return Files.readAllLines(folder.resolve("log/station.log"));
    }

    @Test
    void saysWhatStandardErrorDoesNotAndOnlyWhileItIsOpen() throws IOException {
        assertThat(LOG.isInfoEnabled()).isFalse();
        try (LogFile file = LogFile.in(folder)) {
            assertThat(file).isNotNull();
            LOG.atInfo().addKeyValue("image", "rootfs").log("image read");
            LoggerFactory.getLogger("io.vertx.core.Other").info("not ours");
        }
        LOG.warn("too late");

        assertThat(LOG.isInfoEnabled()).isFalse();
        assertThat(lines()).hasSize(1);
        assertThat(lines().get(0))
                .matches("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.]{12} INFO  ImageStore image=rootfs image read");
    }

    @Test
    void aLineOfAThreadThatWorksAtAJobNamesItOnce() throws IOException {
        try (LogFile file = LogFile.in(folder);
                MDC.MDCCloseable job = MDC.putCloseable("job", "a1");
                MDC.MDCCloseable port = MDC.putCloseable("port", "1-2");
                MDC.MDCCloseable other = MDC.putCloseable("unknown", "x")) {
            assertThat(List.of(file, job, other)).isNotEmpty();
            LOG.info("one");
            LOG.atInfo().addKeyValue("port", port == null ? "" : "1-2").log("two");
        }

        assertThat(lines().get(0)).endsWith(" ImageStore port=1-2 job=a1 one");
        assertThat(lines().get(1)).endsWith(" ImageStore job=a1 port=1-2 two");
    }

    @Test
    void isRotatedAndBoundedInAnyFolder() throws IOException {
        Path odd = folder.resolve("100% (all) data");
        String text = "x".repeat(500);
        try (LogFile file = LogFile.in(odd, 2_000)) {
            assertThat(file).isNotNull();
            for (int i = 0; i < 100; i++) {
                LOG.info("{} {}", i, text);
            }
        }

        try (Stream<Path> files = Files.list(odd.resolve("log"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "station.log",
                            "station.1.log",
                            "station.2.log",
                            "station.3.log",
                            "station.4.log",
                            "station.5.log");
        }
        assertThat(Files.size(odd.resolve("log/station.1.log"))).isLessThan(4_000);
    }
}
