package dev.gangway.image.source;

import static dev.gangway.image.source.Fetching.bytes;
import static dev.gangway.image.source.Fetching.digest;
import static dev.gangway.image.source.Fetching.spec;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long the next fetch will take. */
class FetchTimesTest {
    private static final URI PLACE = URI.create("https://ci.example/1/root.img");
    private static final URI LATER = URI.create("https://ci.example/2/root.img");
    private static final long MIB = 1 << 20;
    private static final long SECOND = 1_000_000_000;

    @TempDir
    Path folder;

    private OptionalDouble seconds(URI place, String file) {
        return new FetchTimes(folder).seconds(place, file); // as after a restart
    }

    @Test
    void nothingIsSaidOfAHostThatWasNeverAsked() {
        assertThat(seconds(PLACE, "root.img")).isEmpty();
        new FetchTimes(folder).came(PLACE, "root.img", 10 * MIB, SECOND);

        assertThat(seconds(URI.create("https://other.example/root.img"), "root.img"))
                .isEmpty();
        assertThat(seconds(PLACE, "boot.img")).as("nobody knows its length").isEmpty();
    }

    @Test
    void theNextBuildIsTakenToBeAsLongAndToComeAsFast() {
        new FetchTimes(folder).came(PLACE, "root.img", 100 * MIB, 20 * SECOND);

        assertThat(seconds(LATER, "root.img").orElse(0)).isCloseTo(20, Offset.offset(0.01));
    }

    @Test
    void theSpeedIsTheHostsAndOlderOnesCountLess() {
        FetchTimes times = new FetchTimes(folder);
        times.came(PLACE, "root.img", 100 * MIB, 100 * SECOND);
        times.came(PLACE, "boot.img", 100 * MIB, 10 * SECOND);

        // 150 MiB in 60 s
        assertThat(seconds(LATER, "root.img").orElse(0)).isCloseTo(40, Offset.offset(0.01));
    }

    @Test
    void whatIsShortSaysNothing() {
        new FetchTimes(folder).came(PLACE, "root.img", 1_000, SECOND);

        assertThat(seconds(PLACE, "root.img")).isEmpty();
    }

    @Test
    void aDamagedNoteIsNone() throws IOException {
        new FetchTimes(folder).came(PLACE, "root.img", MIB, SECOND);
        try (Stream<Path> notes = Files.list(folder)) {
            for (Path note : notes.toList()) {
                Files.writeString(note, "much");
            }
        }
        assertThat(seconds(PLACE, "root.img")).isEmpty();
    }

    @Test
    void aFetchIsMeasured() throws Exception {
        byte[] image = bytes(300_000, 1);
        try (TinyServer server = new TinyServer()) {
            server.serve("/a.bin", image);
            ImageFetcher fetcher = new Fetching(folder).fetcher();
            assertThat(fetcher.expected(spec(null, "", server.link("/a.bin")))).isEmpty();

            fetcher.get("a", spec(digest(image), "", server.link("/a.bin")), FetchWatch.NONE)
                    .close();

            assertThat(fetcher.expected(spec(null, "", server.link("/b.bin"))).orElse(0))
                    .isPositive();
        }
    }
}
