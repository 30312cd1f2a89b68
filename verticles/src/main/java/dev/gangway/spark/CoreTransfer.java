package dev.gangway.spark;

import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongConsumer;

/** One image on its way to a Core (the dossier's section 5.3). One thread. */
final class CoreTransfer {
    /** The most bytes of one beginning: beyond 512 numbered chunks old firmware overwrites its own session. */
    static final int LARGEST_PIECE = 256 * 1024;

    /** The erase of all that is free takes 10 s; an application may hold updates back for 30. */
    private static final Duration READY = Duration.ofSeconds(40);

    private static final Duration CHUNK_ANSWER = Duration.ofSeconds(3);

    /** Old firmware asks again every 3 s for what it misses; earlier it has not seen the last chunk yet. */
    private static final Duration REALLY_MISSED = Duration.ofSeconds(2);

    private static final Duration SILENT = Duration.ofSeconds(10);
    private static final Duration SAVE_KNOWN = Duration.ofSeconds(6);
    private static final Duration INSTALLED = Duration.ofSeconds(20);
    private static final int MOST_BAD = 10;
    private static final int MOST_REPEATED = 3;
    private static final int CHUNK = CoreRequests.CHUNK;
    private static final String MISSED = "c";
    private static final String DONE = "u";

    private final CoreLink link;
    private final ImageData image;
    private final FlashPlace place;
    private final LongConsumer moved;
    private boolean numbered;
    private long sent;
    private LongConsumer kept = bytes -> {};

    CoreTransfer(CoreLink link, ImageData image, FlashPlace place, LongConsumer moved) {
        this.link = link;
        this.image = image;
        this.place = place;
        this.moved = moved;
    }

    /** Begins; true when the Core takes chunks without answering each. */
    boolean begin(CoreLink.Request request) throws FailureException {
        String what = "beginning the update";
        CoapMessage ready = link.answer(link.ask(request), READY, what);
        if (ready.code() != CoapMessage.CHANGED) {
            throw new FailureException(FailureKind.BOARD_REFUSED, what + ": the Core refused");
        }
        ByteBuffer flags = ready.payload();
        return flags.hasRemaining() && flags.get() == 1;
    }

    /** Begins a file on firmware that may or may not have a message for it. */
    void save() throws FailureException {
        String what = "beginning the file";
        CoreLink.Asked asked = link.ask((id, token) -> CoreRequests.save(id, token, place));
        long end = System.nanoTime() + SAVE_KNOWN.toNanos();
        boolean known = false;
        while (!known) {
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            Optional<CoapMessage> came = link.next(left);
            if (came.isEmpty()) {
                throw new FailureException(
                        FailureKind.BOARD_REFUSED,
                        "this Core's firmware has no message for files: install one of 0.4.0 or later first (spark.firmware)");
            }
            CoreLink.requireTaken(came.get(), asked, what);
            known = came.get().acknowledges(asked.id());
        }
        CoapMessage ready = link.answer(asked, READY, what);
        if (ready.code() != CoapMessage.CHANGED) {
            throw new FailureException(FailureKind.BOARD_REFUSED, what + ": the Core refused");
        }
    }

    /** The end of a file for firmware that has a message for its beginning. */
    void saved() throws FailureException {
        CoapMessage answer = link.answer(link.ask(CoreRequests::done), INSTALLED, "ending the file");
        if (answer.code() != CoapMessage.CHANGED) {
            throw new FailureException(FailureKind.BOARD_REFUSED, "the Core says that the file is not whole");
        }
    }

    /**
     * All of a file from here on, a piece behind the other.
     *
     * @param told how many bytes of it are there for good, at the end of each sector
     */
    void pieces(long from, LongConsumer told) throws FailureException {
        kept = told;
        for (long at = from; at < image.length(); at += LARGEST_PIECE) {
            int length = (int) Math.min(LARGEST_PIECE, image.length() - at);
            long begin = at;
            begin((id, token) -> CoreRequests.begin(id, token, false, length, place, begin));
            slowly(at, length, OptionalInt.of(0));
        }
    }

    /** Ends a transfer that shall not be installed. */
    void endOfFile() throws FailureException {
        link.ask((id, token) -> CoreRequests.chunk(id, token, ByteBuffer.allocate(CHUNK), CoreRequests.END_OF_FILE));
    }

    /**
     * Sends chunks, each when the one before was answered.
     *
     * @param first the number of the first one; empty for firmware that counts itself and wants none
     */
    void slowly(long from, int length, OptionalInt first) throws FailureException {
        numbered = first.isPresent();
        int count = (length + CHUNK - 1) / CHUNK;
        int bad = 0;
        for (int index = 0; index < count; ) {
            int next = answered(from, index);
            bad = next <= index ? bad + 1 : 0;
            if (bad > MOST_BAD) {
                throw new FailureException(
                        FailureKind.UPLOAD_DAMAGED,
                        "the Core has found chunk " + index + " damaged " + MOST_BAD + " times");
            }
            index = next;
        }
    }

    /** Sends a chunk and returns the number of the next one: the same when it came damaged, an earlier one when that is lost. */
    private int answered(long from, int index) throws FailureException {
        List<CoreLink.Asked> asked = new ArrayList<>();
        asked.add(send(from, index));
        boolean came = false;
        long sentAt = System.nanoTime();
        long end = sentAt + (numbered ? CHUNK_ANSWER : SILENT).toNanos();
        while (true) {
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            Optional<CoapMessage> next = link.next(left);
            if (next.isEmpty()) {
                // A chunk without a number that comes twice is written twice.
                if (!numbered || asked.size() > MOST_REPEATED) {
                    throw new FailureException(
                            FailureKind.TRANSFER_TIMEOUT,
                            "the Core has not answered chunk " + index + ": is its flash worn out?");
                }
                asked.add(send(from, index));
                end = System.nanoTime() + CHUNK_ANSWER.toNanos();
                continue;
            }
            CoapMessage message = next.get();
            came = came || asked.stream().anyMatch(one -> message.acknowledges(one.id()));
            if (asked.stream().anyMatch(one -> message.answers(one.token()))) {
                if (message.code() == CoapMessage.CHANGED) {
                    count(from, index);
                    return index + 1;
                }
                return index;
            }
            boolean counts = came || System.nanoTime() - sentAt > REALLY_MISSED.toNanos();
            if (isMissed(message) && counts) {
                return missed(message, index);
            }
        }
    }

    private void count(long from, int index) {
        long end = Math.min(place.length(), from + (long) (index + 1) * CHUNK);
        if (end > sent) {
            moved.accept(end - Math.max(sent, from + (long) index * CHUNK));
            sent = end;
        }
        if (end == place.length() || end % FlashPlace.SECTOR == 0) {
            kept.accept(end);
        }
    }

    private static boolean isMissed(CoapMessage message) {
        return message.isConfirmable()
                && message.code() == CoapMessage.GET
                && message.path().equals(MISSED);
    }

    /** The number of the first chunk that a Core which takes one after the other wants. */
    private static int missed(CoapMessage message, int current) throws FailureException {
        ByteBuffer list = message.payload();
        int index = list.remaining() >= Short.BYTES ? list.getShort() & 0xffff : Integer.MAX_VALUE;
        if (index > current) {
            throw new FailureException(
                    FailureKind.PROTOCOL_GARBAGE,
                    "the Core misses chunk " + index + ", which it could not have yet: " + current + " was sent");
        }
        return index;
    }

    private CoreLink.Asked send(long from, int index) throws FailureException {
        ByteBuffer data = ByteBuffer.allocate(CHUNK); // padded: drivers of its radio lose short frames
        long at = from + (long) index * CHUNK;
        data.put(image.slice(at, (int) Math.min(CHUNK, image.length() - at))).rewind();
        return link.ask((id, token) ->
                numbered ? CoreRequests.chunk(id, token, data, index) : CoreRequests.chunk(id, token, data));
    }

    /** Sends all chunks, and meanwhile takes what the Core says to them: else both would wait for the other. */
    void atOnce(int length) throws FailureException {
        numbered = true;
        int count = (length + CHUNK - 1) / CHUNK;
        for (int index = 0; index < count; index++) {
            send(0, index);
            count(0, index);
            while (link.next(Duration.ZERO).isPresent()) {
                // Whether a chunk is missing shows at the end.
            }
        }
    }

    /** Says that all was sent, and sends again what the Core says is missing; true when it said that it has all. */
    boolean install() throws FailureException {
        if (!place.isInstalled()) {
            throw new IllegalStateException(
                    "only firmware is installed, not what lies at 0x" + Long.toHexString(place.address()));
        }
        try {
            return installed();
        } catch (FailureException e) {
            // It may have said so in a message that was lost with its link: how it comes back tells.
            if (e.failure().kind() == FailureKind.CABLE_LOST) {
                return false;
            }
            throw e;
        }
    }

    private boolean installed() throws FailureException {
        CoreLink.Asked asked = link.ask(CoreRequests::done);
        long end = System.nanoTime() + INSTALLED.toNanos();
        int lists = 0;
        while (true) {
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            Optional<CoapMessage> came = link.next(left);
            if (came.isEmpty()) {
                throw new FailureException(
                        FailureKind.TRANSFER_TIMEOUT, "the Core does not say whether it has the whole firmware");
            }
            CoapMessage message = came.get();
            if (message.answers(asked.token()) && message.code() == CoapMessage.CHANGED) {
                return true;
            }
            if (message.code() < CoapMessage.CHANGED && message.path().equals(DONE)) {
                return true; // it tells by itself that what was missing has come
            }
            if (isMissed(message)) {
                if (!numbered || ++lists > MOST_BAD) {
                    throw new FailureException(
                            FailureKind.UPLOAD_DAMAGED, "the Core still misses parts of the firmware");
                }
                resend(message.payload());
                end = System.nanoTime() + INSTALLED.toNanos();
            }
        }
    }

    private void resend(ByteBuffer list) throws FailureException {
        int count = (int) ((place.length() + CHUNK - 1) / CHUNK);
        while (list.remaining() >= Short.BYTES) {
            int index = list.getShort() & 0xffff;
            if (index >= count) {
                throw new FailureException(
                        FailureKind.PROTOCOL_GARBAGE, "the Core misses chunk " + index + " of " + count);
            }
            send(0, index);
        }
    }
}
