package dev.gangway.image.source;

import dev.gangway.model.Digest;
import dev.gangway.model.FileTrouble;
import dev.gangway.model.SafeFile;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How fast files came from each host, and how long they were: so long will the next ones take. Kept in a folder of small files; what
 * can't be read or written is not known. Any thread.
 */
final class FetchTimes {
    private static final Logger LOG = LoggerFactory.getLogger(FetchTimes.class);

    /** What is shorter says more of the way to the host than of its speed. */
    private static final long SHORTEST = 256 * 1024;

    /** Longer ago counts half each time. */
    private static final long AGE = 2;

    private static final double NANOS = 1e9;

    private final Path folder;

    FetchTimes(Path folder) {
        this.folder = folder;
    }

    /** Two numbers of a file. */
    private record Pair(long bytes, long nanos) {}

    /**
     * A file came.
     *
     * @param place from where
     * @param file what its image is called; where a link has a version in it, this stays the same
     * @param bytes its length
     * @param nanos how long it took
     */
    synchronized void came(URI place, String file, long bytes, long nanos) {
        if (bytes < SHORTEST || nanos <= 0) {
            return;
        }
        try {
            Files.createDirectories(folder);
            Path host = at(host(place));
            Pair before = read(host).orElse(new Pair(0, 0));
            write(host, new Pair(before.bytes / AGE + bytes, before.nanos / AGE + nanos));
            write(at(host(place) + "/" + file), new Pair(bytes, nanos));
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("folder", folder).log("how fast it came is not kept: " + FileTrouble.told(e));
        }
    }

    /** About how many seconds the next one takes; empty when nothing is known of this host, or of this file there. */
    OptionalDouble seconds(URI place, String file) {
        Optional<Pair> speed = read(at(host(place)));
        Optional<Pair> length = read(at(host(place) + "/" + file));
        return speed.isPresent() && length.isPresent()
                ? OptionalDouble.of(length.get().bytes * (speed.get().nanos / NANOS) / speed.get().bytes)
                : OptionalDouble.empty();
    }

    private static String host(URI place) {
        return String.valueOf(place.getRawAuthority());
    }

    private Path at(String key) {
        return folder.resolve(
                Digest.of(ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8))).hex());
    }

    private static void write(Path file, Pair pair) throws IOException {
        SafeFile.write(file, pair.bytes + " " + pair.nanos);
    }

    private static Optional<Pair> read(Path file) {
        try {
            String[] words = Files.readString(file).split(" ");
            Pair pair = new Pair(Long.parseLong(words[0]), Long.parseLong(words[1].strip()));
            return pair.bytes > 0 && pair.nanos > 0 ? Optional.of(pair) : Optional.empty();
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
