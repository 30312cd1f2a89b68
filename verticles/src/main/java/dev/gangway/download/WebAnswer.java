package dev.gangway.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a server answered; closed by whoever asked.
 *
 * @param from who answered in the end
 * @param status HTTP's
 * @param headers HTTP's
 * @param body as it comes; reading fails when the server falls silent or breaks off
 */
public record WebAnswer(URI from, int status, HttpHeaders headers, InputStream body) implements AutoCloseable {
    /** Whether it is what was asked for. */
    public boolean isOk() {
        return status == 200;
    }

    /** A header. */
    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** How many bytes the body has, where the server says so. */
    public OptionalLong length() {
        Optional<String> told = header("Content-Length").filter(text -> text.matches("[0-9]{1,18}"));
        return told.isPresent() ? OptionalLong.of(Long.parseLong(told.get())) : OptionalLong.empty();
    }

    /**
     * All of a body that is small.
     *
     * @throws IOException when it has more than {@code most} bytes
     */
    public byte[] all(int most) throws IOException {
        byte[] bytes = body.readNBytes(most + 1);
        if (bytes.length > most) {
            throw new IOException(WebFetch.shown(from) + " answers with more than " + most + " bytes");
        }
        return bytes;
    }

    /** Why an answer is not what was asked for, with what to do. */
    public String refusal() {
        return WebFetch.shown(from) + " answers with status " + status
                + switch (status) {
                    case 401, 403 -> ": check user and password, and whether they may read it";
                    case 404 -> ": there is no such thing; check the name";
                    case 429 -> ": too many requests; wait, and try again";
                    default -> status >= 500 ? ": the server has a fault of its own" : "";
                };
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            // It was only read.
        }
    }
}
