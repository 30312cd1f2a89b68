package dev.gangway.download;

import dev.gangway.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file as it comes over HTTP. When the connection is cut it goes on where it was, by ranges (RFC 9110, section 14) and only
 * while it is still the same file; from a server that knows no ranges, what came before is skipped and held against what it
 * was. One thread.
 */
public final class ResumedBody extends InputStream {
    /** Tries without a single new byte. */
    private static final int MOST_TRIES = 5;

    /** Whether somebody wants it stopped is looked at so often, ns. */
    private static final long LOOK = 100_000_000;

    private static final int PIECE = 1 << 16;
    private static final Pattern RANGE = Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");

    private final WebFetch web;
    private final URI link;
    private final WebFetch.Said said;
    private final Pace pace;
    private final MessageDigest sha256 = Digest.sha256();
    private @Nullable WebAnswer answer;
    private OptionalLong length = OptionalLong.empty();
    private String tag = "";
    private String modified = "";
    private long at;
    private int tries;
    private @Nullable IOException failure;

    /**
     * How patient a fetch is.
     *
     * @param pause before the first new try; each further one waits as long again
     * @param stopped whether nobody wants the file any more
     */
    public record Pace(Duration pause, BooleanSupplier stopped) {}

    /**
     * What is known of a file from before.
     *
     * @param tag its {@code ETag}, or empty
     * @param modified its {@code Last-Modified}, or empty
     */
    public record Known(String tag, String modified) {}

    /** A file of this link; nothing is asked yet. */
    public ResumedBody(WebFetch web, URI link, WebFetch.Said said, Pace pace) {
        this.web = web;
        this.link = link;
        this.said = said;
        this.pace = pace;
    }

    /**
     * Asks for it.
     *
     * @param known what is known of it; when it is still that, no body comes
     * @return whether it comes; false when it is what is known
     * @throws IOException when it is not to be had, in words that name the host and no secret
     */
    public boolean open(@Nullable Known known) throws IOException {
        while (true) {
            try {
                WebAnswer first = ask(known == null ? Map.of() : conditions(known));
                if (known != null && first.status() == 304) {
                    first.close();
                    return false;
                }
                if (!first.isOk()) {
                    first.close();
                    throw refused(first);
                }
                answer = first;
                length = first.length();
                tag = first.header("ETag").orElse("");
                modified = first.header("Last-Modified").orElse("");
                return true;
            } catch (IOException e) {
                again(e);
            }
        }
    }

    private static Map<String, String> conditions(Known known) {
        Map<String, String> conditions = new HashMap<>();
        if (!known.tag().isEmpty()) {
            conditions.put("If-None-Match", known.tag());
        } else if (!known.modified().isEmpty()) {
            conditions.put("If-Modified-Since", known.modified());
        }
        return conditions;
    }

    private WebAnswer ask(Map<String, String> more) throws IOException {
        return web.get(link, address -> {
            Map<String, String> all = new HashMap<>(said.to(address));
            all.put("Accept-Encoding", "identity");
            all.putAll(more);
            return all;
        });
    }

    /** How many bytes it has, where the server says so. */
    public OptionalLong length() {
        return length;
    }

    /** What is known of it now, for the next time. */
    public Known known() {
        return new Known(tag, modified);
    }

    /** Why it did not come to its end; empty while nothing is wrong. */
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /** The digest of all that came; the computation ends with it. */
    public Digest digest() {
        return Digest.of(sha256);
    }

    /** How many bytes came. */
    public long count() {
        return at;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
        Objects.checkFromIndexSize(from, most, into.length);
        IOException before = failure;
        if (before != null) {
            throw new IOException(before.getMessage(), before);
        }
        try {
            return next(into, from, most);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private int next(byte[] into, int from, int most) throws IOException {
        while (true) {
            if (pace.stopped().getAsBoolean()) {
                throw new InterruptedIOException("stopped while an image was fetched");
            }
            WebAnswer open = answer;
            if (open == null) {
                open = resume();
                answer = open;
            }
            try {
                int size = open.body().read(into, from, most);
                if (size > 0) {
                    sha256.update(into, from, size);
                    at += size;
                    tries = 0;
                    return size;
                }
                if (size == 0) {
                    return 0;
                }
                if (length.isEmpty() || at == length.getAsLong()) {
                    return -1;
                }
                throw new IOException(WebFetch.shown(link) + " ended after " + at + " of the " + length.getAsLong()
                        + " bytes that it told");
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                open.close();
                answer = null;
                again(new IOException(
                        e.getMessage() == null || e.getMessage().startsWith("http")
                                ? e.getMessage()
                                : WebFetch.shown(link) + ": " + e.getMessage() + " (after " + at + " bytes)",
                        e));
            }
        }
    }

    /** Waits before another try, or gives up. */
    private void again(IOException why) throws IOException {
        if (why instanceof InterruptedIOException || why instanceof FinalException || ++tries >= MOST_TRIES) {
            throw why;
        }
        long end = System.nanoTime() + pace.pause().toNanos() * tries;
        long left = end - System.nanoTime();
        while (left > 0 && !isStopped()) {
            LockSupport.parkNanos(Math.min(left, LOOK));
            left = end - System.nanoTime();
        }
        if (isStopped()) {
            throw new InterruptedIOException("stopped while an image was fetched");
        }
    }

    private boolean isStopped() {
        return Thread.currentThread().isInterrupted() || pace.stopped().getAsBoolean();
    }

    /** What another try does not mend. */
    private static final class FinalException extends IOException {
        private static final long serialVersionUID = 1L;

        FinalException(String message) {
            super(message);
        }
    }

    private static IOException refused(WebAnswer answer) {
        boolean passing = answer.status() >= 500 || answer.status() == 429 || answer.status() == 408;
        return passing ? new IOException(answer.refusal()) : new FinalException(answer.refusal());
    }

    private WebAnswer resume() throws IOException {
        while (true) {
            try {
                Map<String, String> more = new HashMap<>();
                String validator = !tag.isEmpty() && !tag.startsWith("W/") ? tag : modified;
                if (at > 0 && !validator.isEmpty()) {
                    more.put("Range", "bytes=" + at + "-");
                    more.put("If-Range", validator);
                }
                WebAnswer part = ask(more);
                try {
                    if (part.status() == 206 && more.containsKey("Range")) {
                        requireRest(part);
                    } else if (part.isOk()) {
                        skip(part);
                    } else if (part.status() == 416) {
                        throw changed();
                    } else {
                        throw refused(part);
                    }
                    return part;
                } catch (IOException e) {
                    part.close();
                    throw e;
                }
            } catch (IOException e) {
                again(e);
            }
        }
    }

    private FinalException changed() {
        return new FinalException(
                WebFetch.shown(link) + " was changed on the server while it was fetched: fetch it again");
    }

    /** Holds what comes against what was asked for. */
    private void requireRest(WebAnswer part) throws IOException {
        String told = part.header("Content-Range").orElse("");
        Matcher range = RANGE.matcher(told);
        if (!range.matches() || Long.parseLong(range.group(1)) != at) {
            throw new FinalException(WebFetch.shown(link) + " was asked for the bytes from " + at
                    + " on and sends others: \"" + told.replaceAll("[^ -~]", "?") + "\"");
        }
        boolean other = !range.group(3).equals("*")
                && length.isPresent()
                && Long.parseLong(range.group(3)) != length.getAsLong();
        if (other || (!tag.isEmpty() && !part.header("ETag").orElse(tag).equals(tag))) {
            throw changed();
        }
        if (length.isEmpty() && !range.group(3).equals("*")) {
            length = OptionalLong.of(Long.parseLong(range.group(3)));
        }
    }

    /** Passes over what is there already, if it is that. */
    private void skip(WebAnswer whole) throws IOException {
        if (length.isPresent() && whole.length().isPresent() && whole.length().getAsLong() != length.getAsLong()) {
            throw changed();
        }
        MessageDigest anew = Digest.sha256();
        byte[] piece = new byte[PIECE];
        for (long left = at; left > 0; ) {
            int size = whole.body().read(piece, 0, (int) Math.min(piece.length, left));
            if (size < 0) {
                throw new IOException(WebFetch.shown(link) + " ended before the " + at + " bytes that came before");
            }
            anew.update(piece, 0, size);
            left -= size;
        }
        try {
            if (!MessageDigest.isEqual(anew.digest(), ((MessageDigest) sha256.clone()).digest())) {
                throw changed();
            }
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java runtime's SHA-256 can't be copied", e);
        }
    }

    @Override
    public void close() {
        WebAnswer open = answer;
        if (open != null) {
            open.close();
        }
    }
}
