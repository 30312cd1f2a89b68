package dev.gangway.spark;

import dev.gangway.channel.ByteStream;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A Spark Core that has connected to this station. Blocking; one thread at a time. */
public final class CoreDevice {
    private static final Duration GREETED = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(20);

    /** A Core tells nothing when it begins anew: its link is gone within a second. */
    private static final Duration LEAVES = Duration.ofSeconds(10);

    private final CoreLink link;
    private final CoreHello hello;

    /** What was begun last. */
    private @Nullable CoreTransfer latest;

    private CoreDevice(CoreLink link, CoreHello hello) {
        this.link = link;
        this.hello = hello;
    }

    /**
     * Begins a conversation.
     *
     * @param stream messages behind their length, the Core's Hello first
     * @param first by which number our messages begin; another one for each conversation, so that no answer to an earlier one is
     *     taken for this one's
     */
    public static CoreDevice open(ByteStream stream, int first) throws FailureException {
        CoreLink link = new CoreLink(stream, first);
        Optional<CoapMessage> greeting = link.next(GREETED);
        if (greeting.isEmpty()) {
            throw new FailureException(FailureKind.TRANSFER_TIMEOUT, "the Core did not greet");
        }
        return new CoreDevice(link, CoreHello.of(greeting.get()));
    }

    /** What it said when it connected. */
    public CoreHello hello() {
        return hello;
    }

    /** Has it say that it is there; returns how long that took. */
    public Duration ping() throws FailureException {
        long asked = System.nanoTime();
        link.acknowledged(
                link.ask((id, token) -> CoreRequests.ping(id)), CoreLink.ACKNOWLEDGED, "asking whether it is there");
        return Duration.ofNanos(System.nanoTime() - asked);
    }

    /** Its functions and variables, as JSON. */
    public String describe() throws FailureException {
        return ask(CoreRequests::describe, "asking what it can do");
    }

    private String ask(CoreLink.Request request, String what) throws FailureException {
        CoapMessage answer = link.answer(link.ask(request), ANSWER, what);
        if (answer.code() != CoapMessage.CONTENT) {
            throw refused(what, answer);
        }
        return StandardCharsets.UTF_8.decode(answer.payload()).toString();
    }

    /**
     * Calls a function of its firmware.
     *
     * @param argument up to 63 characters
     * @return what the function returned
     */
    public int call(String name, String argument) throws FailureException {
        requireName(name);
        if (argument.length() > CoreRequests.LONGEST_ARGUMENT) {
            // The Core drops the link at a longer one.
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "the argument of " + name + " has " + argument.length() + " characters; a Core takes "
                            + CoreRequests.LONGEST_ARGUMENT);
        }
        String what = "calling " + name;
        CoapMessage answer =
                link.answer(link.ask((id, token) -> CoreRequests.function(id, token, name, argument)), ANSWER, what);
        ByteBuffer value = answer.payload();
        if (answer.code() != CoapMessage.CHANGED || value.remaining() < Integer.BYTES) {
            throw refused(what, answer);
        }
        return value.getInt();
    }

    /** The bytes of a variable of its firmware. */
    public ByteBuffer variable(String name) throws FailureException {
        requireName(name);
        String what = "reading the variable " + name;
        CoapMessage answer = link.answer(link.ask((id, token) -> CoreRequests.variable(id, token, name)), ANSWER, what);
        if (answer.code() != CoapMessage.CONTENT) {
            throw refused(what, answer);
        }
        return answer.payload();
    }

    /** Makes its light run through all colours, or ends that: a person sees which Core it is. */
    public void signal(boolean on) throws FailureException {
        String what = "making it shine";
        CoapMessage answer = link.answer(link.ask((id, token) -> CoreRequests.signal(id, token, on)), ANSWER, what);
        if (answer.code() != CoapMessage.CHANGED) {
            throw refused(what, answer);
        }
    }

    /**
     * Has it begin anew; its link ends. Firmware before 0.4.6 does not know how.
     *
     * @param into {@code dfu}, {@code reboot} or {@code safe mode}
     * @throws FailureException BOARD_REFUSED when it stays
     */
    public void reset(String into) throws FailureException {
        link.ask((id, token) -> CoreRequests.event(id, "spark/device/reset", into));
        if (!leaves()) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED,
                    "the Core did not begin anew: its firmware is older than 0.4.6, or busy");
        }
    }

    /** Waits until its link ends, as it does when it begins anew; false when it stays. */
    public boolean leaves() throws FailureException {
        long end = System.nanoTime() + LEAVES.toNanos();
        try {
            while (true) {
                if (link.next(Duration.ofNanos(Math.max(0, end - System.nanoTime())))
                        .isEmpty()) {
                    return false;
                }
            }
        } catch (FailureException e) {
            if (e.failure().kind() == FailureKind.CABLE_LOST) {
                return true;
            }
            throw e;
        }
    }

    /**
     * Brings firmware to where it waits for its installation. Each chunk's CRC-32 is compared by the Core.
     *
     * @param fast whether chunks go without waiting for the answer to each, where the firmware of the Core allows it
     * @return the right to install it
     */
    public CoreDelivery firmware(ImageData image, boolean fast, LongConsumer moved) throws FailureException {
        FlashPlace place = FlashPlace.firmware(image.length());
        CoreTransfer transfer = begun(new CoreTransfer(link, image, place, moved));
        if (!hello.isNew()) {
            transfer.begin(CoreRequests::beginOld);
            transfer.slowly(0, (int) image.length(), OptionalInt.empty());
        } else if (transfer.begin((id, token) -> CoreRequests.begin(id, token, fast, (int) image.length(), place, 0))
                && fast) {
            transfer.atOnce((int) image.length());
        } else {
            transfer.slowly(0, (int) image.length(), OptionalInt.of(0));
        }
        return new CoreDelivery(this, transfer);
    }

    /**
     * Writes a file into external flash; nothing is installed. Newer firmware drops its link at the end, and comes back.
     *
     * @param from bytes of it that are there already: whole sectors, or all
     * @param kept is told how many bytes are there for good, so that the rest can follow later
     */
    public void file(ImageData image, FlashPlace place, long from, LongConsumer moved, LongConsumer kept)
            throws FailureException {
        if (place.isInstalled() || image.length() != place.length()) {
            throw new IllegalArgumentException("a file and its place do not agree");
        }
        if (from == image.length()) {
            return; // a Core that is in no transfer must not be told to end one
        }
        CoreTransfer transfer = begun(new CoreTransfer(link, image, place, moved));
        if (hello.isNew()) {
            transfer.pieces(from, kept);
            transfer.endOfFile();
            if (!leaves()) {
                throw new FailureException(
                        FailureKind.BOARD_REFUSED, "the Core did not end the transfer: the file may not be whole");
            }
            return;
        }
        if (from != 0) {
            throw new IllegalArgumentException("this firmware takes a file from its beginning only");
        }
        transfer.save();
        transfer.slowly(0, (int) image.length(), OptionalInt.empty());
        transfer.saved();
        kept.accept(image.length());
    }

    private CoreTransfer begun(CoreTransfer transfer) {
        latest = transfer;
        return transfer;
    }

    boolean isLatest(CoreTransfer transfer) {
        return latest == transfer;
    }

    private static void requireName(String name) throws FailureException {
        if (name.isEmpty() || name.length() > CoreRequests.LONGEST_NAME) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "a name in a Core's firmware has 1 to " + CoreRequests.LONGEST_NAME + " characters: " + name);
        }
    }

    private static FailureException refused(String what, CoapMessage answer) {
        return new FailureException(
                FailureKind.BOARD_REFUSED,
                String.format("%s: the Core answered %d.%02d", what, answer.code() >> 5, answer.code() & 31));
    }
}
