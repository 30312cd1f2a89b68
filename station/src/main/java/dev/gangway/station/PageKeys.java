package dev.gangway.station;

import dev.gangway.config.Check;
import dev.gangway.config.StationConfig;
import dev.gangway.web.TlsFiles;
import dev.gangway.yaml.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** The certificate and the key of a configuration's pages, as the server will read them. */
public final class PageKeys {
    private PageKeys() {}

    /** The server's files of this configuration. */
    static TlsFiles of(StationConfig.Tls tls) {
        return new TlsFiles(tls.certificate(), tls.key());
    }

    /**
     * What is wrong with them; empty when nothing is, or none are named. Reads the files.
     *
     * @param file the station's file
     * @param station what was read from it
     * @param now the time of day: a certificate may not be valid yet, or no more
     */
    public static List<Problem> problems(Path file, StationConfig station, Instant now) {
        StationConfig.Tls tls = station.http().tls();
        String problem = tls == null ? "" : of(tls).problem(now);
        return problem.isEmpty() ? List.of() : List.of(Check.tls(file, problem));
    }
}
