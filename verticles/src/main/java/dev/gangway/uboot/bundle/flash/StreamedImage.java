package dev.gangway.uboot.bundle.flash;

import dev.gangway.download.DigestedBytes;
import dev.gangway.download.WebAnswer;
import dev.gangway.download.WebFetch;
import dev.gangway.image.Packing;
import dev.gangway.model.Digest;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.FileTrouble;
import dev.gangway.protocol.FileSource;
import dev.gangway.serve.SpooledFile;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** An image on its way from a server through this station to boards: unpacked while it comes, kept on disk until it is closed. */
public final class StreamedImage implements AutoCloseable {
    private static final int READ = 1 << 16;

    private final String shown;
    private final Optional<Digest> wanted;
    private final SpooledFile spool;
    private volatile @Nullable Fetched fetched;

    /**
     * What came from the server.
     *
     * @param sha256 of the bytes as they came, packed as they were
     * @param bytes how many
     */
    public record Fetched(Digest sha256, long bytes) {}

    private StreamedImage(WebFetch web, URI link, Optional<Digest> wanted, Path folder) throws FailureException {
        this.shown = WebFetch.shown(link);
        this.wanted = wanted;
        this.spool = SpooledFile.of(shown, () -> open(web, link), folder, SpooledFile.LARGEST);
    }

    /**
     * Begins to fetch it.
     *
     * @param wanted SHA-256 of what the server has, packed as it is there; empty = nobody knows it
     * @param folder where its bytes are kept
     * @throws FailureException HOST_IO when there is no room for any
     */
    static StreamedImage begin(WebFetch web, URI link, Optional<Digest> wanted, Path folder) throws FailureException {
        return new StreamedImage(web, link, wanted, folder);
    }

    private SpooledFile.Incoming open(WebFetch web, URI link) throws FailureException {
        WebAnswer answer;
        try {
            answer = web.get(link, Map.of(), Optional.empty());
        } catch (IOException e) {
            throw new FailureException(FailureKind.IMAGE_MISSING, FileTrouble.told(e), e);
        }
        if (!answer.isOk()) {
            answer.close();
            throw new FailureException(FailureKind.IMAGE_MISSING, answer.refusal());
        }
        DigestedBytes bytes = new DigestedBytes(answer.body());
        try {
            BufferedInputStream buffered = new BufferedInputStream(bytes, READ);
            buffered.mark(Packing.HEAD);
            ByteBuffer head = ByteBuffer.wrap(buffered.readNBytes(Packing.HEAD));
            buffered.reset();
            Packing packing = Packing.ofHead(head);
            requireEnd(packing, answer);
            InputStream image = packing.open(buffered);
            return new SpooledFile.Incoming(
                    new Unpacked(image, bytes, answer),
                    packing == Packing.NONE ? answer.length() : OptionalLong.empty(),
                    why -> told(bytes, why));
        } catch (IOException e) {
            answer.close();
            throw told(bytes, e);
        }
    }

    /** Of a server that tells no length and closes the connection at the end, half a file looks like a whole one. */
    private void requireEnd(Packing packing, WebAnswer answer) throws FailureException {
        if (packing == Packing.NONE
                && wanted.isEmpty()
                && answer.length().isEmpty()
                && answer.header("Transfer-Encoding").isEmpty()) {
            answer.close();
            throw new FailureException(
                    FailureKind.IMAGE_INVALID,
                    shown
                            + ": the server tells no length, so nobody would see that it broke off: say the image's SHA-256, or"
                            + " pack it");
        }
    }

    /** It all came, and is something else. */
    private static final class OtherDigest extends IOException {
        private static final long serialVersionUID = 1L;

        OtherDigest(String message) {
            super(message);
        }
    }

    private FailureException told(DigestedBytes bytes, IOException why) {
        if (why instanceof OtherDigest) {
            return new FailureException(FailureKind.IMAGE_INVALID, String.valueOf(why.getMessage()), why);
        }
        Optional<IOException> broken = bytes.failure();
        if (broken.isPresent()) {
            return new FailureException(
                    FailureKind.TRANSFER_FAILED,
                    shown + " broke off after " + bytes.count() + " bytes: " + FileTrouble.told(broken.get())
                            + ". Nothing of it counts; start the job again, and look after the server when it happens again",
                    why);
        }
        return new FailureException(
                FailureKind.IMAGE_INVALID,
                shown + " can't be unpacked, it is damaged or truncated: " + FileTrouble.told(why),
                why);
    }

    /** The image as it comes out; at its end what the server sent is known. */
    private final class Unpacked extends FilterInputStream {
        private final DigestedBytes bytes;
        private final WebAnswer answer;

        Unpacked(InputStream image, DigestedBytes bytes, WebAnswer answer) {
            super(image);
            this.bytes = bytes;
            this.answer = answer;
        }

        @Override
        public int read(byte[] into, int at, int length) throws IOException {
            int size = in.read(into, at, length);
            if (size < 0 && fetched == null) {
                Digest sha256 = bytes.digestOfAll();
                if (wanted.isPresent() && !wanted.get().equals(sha256)) {
                    throw new OtherDigest(shown + " has the SHA-256 " + sha256 + ", and not " + wanted.get()
                            + " as it should: it was replaced or damaged");
                }
                fetched = new Fetched(sha256, bytes.count());
            }
            return size;
        }

        @Override
        public void close() throws IOException {
            super.close();
            answer.close();
        }
    }

    /** Its address, without what may be secret in it. */
    public String shown() {
        return shown;
    }

    /** Its bytes, unpacked, for boards. */
    public FileSource source() {
        return spool;
    }

    /**
     * Waits until all of it has come.
     *
     * @return what the server sent
     * @throws FailureException why it does not come
     */
    public Fetched whole() throws FailureException {
        spool.whole();
        Fetched is = fetched;
        if (is == null) {
            throw new IllegalStateException("an image came to its end and was not digested");
        }
        return is;
    }

    /** The digest of the image, unpacked; waits until all of it has come. */
    public Digest digest() throws FailureException {
        return spool.whole();
    }

    /**
     * Waits until something of it has come.
     *
     * @throws FailureException why it does not come
     */
    public void begun() throws FailureException {
        spool.begun();
    }

    /** Ends it, wherever it is. */
    @Override
    public void close() {
        spool.close();
    }
}
