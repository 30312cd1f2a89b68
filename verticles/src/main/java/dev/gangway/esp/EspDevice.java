package dev.gangway.esp;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.SerialLine;
import dev.gangway.esp.FlashPlan.FlashFile;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.soc.EspSoc;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A chip of Espressif's in its boot ROM's serial loader. Blocking; one thread at a time. Its fuses are read and never burnt.
 */
public final class EspDevice {
    /** The rate at which a loader is met, bits a second. */
    public static final int FIRST_BAUD = 115_200;

    private static final int CHANGE_BAUD = 0x0f;
    private static final int READ_PIECE = 0x1000;
    private static final long CUT = 64;
    /** Makes neighbouring numbers ones that are far from each other: 2^32 by the golden ratio. */
    private static final int SPREAD = 0x9e3779b1;

    private static final Duration SETTLE = Duration.ofMillis(50);

    private final SerialLine line;
    private final EspWire wire;
    private final EspReset reset;
    private final EspRegisters registers;
    private final Pauses pauses;
    private final boolean ownUsb;
    private EspSoc soc = EspSoc.ESP32;
    private EspSecurity security = EspSecurity.NONE;
    private @Nullable FlashChip flash;
    private int baud = FIRST_BAUD;

    private EspDevice(SerialLine line, boolean ownUsb, Pauses pauses) {
        this.line = line;
        this.wire = new EspWire(line);
        this.reset = new EspReset(line, pauses, ownUsb);
        this.registers = new EspRegisters(wire);
        this.pauses = pauses;
        this.ownUsb = ownUsb;
    }

    /** Something that is done, and may be refused. */
    private interface Deed {
        void run() throws ChannelException, EspRefusal, FailureException;
    }

    private static void done(String doing, Deed deed) throws FailureException {
        asked(doing, () -> {
            deed.run();
            return true;
        });
    }

    /** Something that is asked, and may be refused. */
    private interface Question<T> {
        T ask() throws ChannelException, EspRefusal, FailureException;
    }

    private static <T> T asked(String doing, Question<T> question) throws FailureException {
        try {
            return question.ask();
        } catch (EspRefusal e) {
            throw e.asFailure(doing);
        } catch (ChannelException e) {
            throw e.asFailure(doing);
        }
    }

    /**
     * Resets the chip into its loader, and asks which it is.
     *
     * @param ownUsb whether the line is the USB port of the chip itself, which is reset another way
     * @throws FailureException TRANSFER_TIMEOUT when no loader answers, CHIP_NOT_SERVED for one that is not known here
     */
    public static EspDevice open(SerialLine line, boolean ownUsb, Pauses pauses) throws FailureException {
        EspDevice device = new EspDevice(line, ownUsb, pauses);
        done("connecting to the boot ROM", device::connect);
        return device;
    }

    private void connect() throws ChannelException, EspRefusal, FailureException {
        line.baud(FIRST_BAUD);
        baud = FIRST_BAUD;
        EspGreeting.Met met = new EspGreeting(wire, reset, registers, pauses).meet();
        soc = met.soc();
        security = met.security();
        if (ownUsb && !security.secureDownload()) {
            registers.stopWatchdogs(soc);
        }
    }

    /** Which chip it is. */
    public EspSoc soc() {
        return soc;
    }

    /** What its fuses say. */
    public EspSecurity security() {
        return security;
    }

    /** Its MAC, {@code 24:6f:28:01:02:03}; empty where the loader tells no registers. */
    public Optional<String> mac() throws FailureException {
        return security.secureDownload()
                ? Optional.empty()
                : Optional.of(asked("reading the MAC", () -> registers.mac(soc)));
    }

    /** Its revision times 100; empty where the loader tells no registers. */
    public Optional<Integer> revision() throws FailureException {
        return security.secureDownload()
                ? Optional.empty()
                : Optional.of(asked("reading the revision", () -> registers.revision(soc)));
    }

    /**
     * Its flash, woken and asked once.
     *
     * @throws FailureException MEDIUM_FAILED when it does not answer, BOARD_REFUSED where it can't be asked
     */
    public FlashChip flash() throws FailureException {
        FlashChip known = flash;
        if (known != null) {
            return known;
        }
        if (security.secureDownload()) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED, "the flash can't be asked: the chip is in secure download mode");
        }
        FlashWriter writer = writer();
        writer.attach();
        FlashChip found = FlashChip.of(asked("asking the flash", () -> registers.flashId(soc)));
        writer.size(found.size());
        flash = found;
        return found;
    }

    private FlashWriter writer() {
        return new FlashWriter(wire, soc, givesBack());
    }

    private FlashChip flashFor(FlashPlan plan) throws FailureException {
        if (!security.secureDownload()) {
            return flash();
        }
        FlashChip assumed = new FlashChip(0, plan.needed());
        FlashWriter writer = writer();
        writer.attach();
        writer.size(assumed.size());
        return assumed;
    }

    /**
     * Holds what is to be written against this board.
     *
     * @return the same, with the bootloader's header as it is wanted
     * @throws FailureException when it is not for this board; nothing was written
     */
    public FlashPlan prepare(FlashPlan plan, FlashWords words) throws FailureException {
        plan.requireConsistent();
        FlashChip there = flashFor(plan);
        plan.requireFor(soc, revision(), there, security);
        return plan.with(words, soc, there, security);
    }

    /**
     * Writes one of the files that {@link #prepare} gave back. When blocks come damaged again and again it starts from a clean
     * state, once.
     */
    public void write(FlashFile file, LongConsumer moved) throws FailureException {
        FlashContent content = new FlashContent(file.data());
        done("writing " + file.text(), () -> {
            try {
                writer().write(file.at(), content, moved);
            } catch (EspRefusal e) {
                if (!e.isTransient()) {
                    throw e;
                }
                afresh(e.getMessage());
                writer().write(file.at(), content, bytes -> {});
            } catch (ChannelException e) {
                if (e.fault() != ChannelFault.TIMEOUT && e.fault() != ChannelFault.OVERFLOW) {
                    throw e;
                }
                afresh(e.getMessage());
                writer().write(file.at(), content, bytes -> {});
            }
        });
    }

    /** The loader from its beginning, at the rate at which it is met: a line that damages bytes is not hurried again. */
    private void afresh(@Nullable String why) throws ChannelException, EspRefusal, FailureException {
        EspSoc before = soc;
        @Nullable FlashChip known = flash;
        connect();
        if (soc != before) {
            throw new FailureException(
                    FailureKind.BOARD_SWAPPED,
                    "another chip answers now, an " + soc.title() + " instead of an " + before.title() + " (" + why
                            + ")");
        }
        FlashWriter writer = writer();
        writer.attach();
        if (known != null) {
            writer.size(known.size());
        }
    }

    /**
     * Erases sectors.
     *
     * @param at a multiple of 0x1000, as the length
     */
    public void erase(long at, long length) throws FailureException {
        if (at % FlashWriter.SECTOR != 0 || length % FlashWriter.SECTOR != 0 || length == 0) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    String.format("0x%x bytes at 0x%x can't be erased: multiples of 0x1000 can", length, at));
        }
        FlashChip there = flash();
        if (at + length > there.size()) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    String.format(
                            "0x%x bytes at 0x%x are not all in the flash, which has %s", length, at, there.sizeText()));
        }
        requirePlain("erased");
        writer().erase(at, length);
    }

    private void requirePlain(String what) throws FailureException {
        if (security.encrypted() || security.oldSecureBoot()) {
            throw new FailureException(
                    FailureKind.SECURE_BOOT,
                    "the chip has " + security.text() + ": what is " + what + " it would never start again");
        }
    }

    /** Erases the whole flash. */
    public void eraseAll() throws FailureException {
        erase(0, flash().size());
    }

    /**
     * Has the ROM make an MD5 of what the flash holds, and compares.
     *
     * @throws FailureException VERIFY_MISMATCH, BOARD_REFUSED where the ROM can't
     */
    public void verify(FlashFile file) throws FailureException {
        requireAnswers("MD5");
        FlashContent content = new FlashContent(file.data());
        flash();
        String there = writer().md5(file.at(), content.length());
        if (!there.equals(content.md5())) {
            there = writer().md5(
                            file.at(), content.length()); // an answer has no check sum: the line may have changed it
        }
        if (!there.equals(content.md5())) {
            throw new FailureException(
                    FailureKind.VERIFY_MISMATCH,
                    file.text()
                            + (there.equals(content.md5OfOnes())
                                    ? ": the flash is blank there; is it write-protected?"
                                    : ": MD5 of the flash is " + there + ", not " + content.md5()));
        }
    }

    /**
     * Whether the flash holds a file, and ones behind it to its last sector's end, as it would after {@link #write}. The ROM makes
     * an MD5 of each of two pieces, and where they meet nobody knows before: a loader that answers what it answered once has no
     * answer to these.
     *
     * @param secret a number that was not used before
     * @return false too where the loader gives nothing back
     */
    public boolean holds(FlashFile file, int secret) throws FailureException {
        if (!givesBack()) {
            return false;
        }
        flash();
        FlashContent content = new FlashContent(file.data());
        long length = file.end() - file.at();
        long cut = CUT * (1 + Integer.toUnsignedLong(secret * SPREAD) % (length / CUT - 1));
        return holds(file.at(), content, 0, cut) && holds(file.at(), content, cut, length - cut);
    }

    private boolean holds(long at, FlashContent content, long from, long size) throws FailureException {
        return writer().md5(at + from, size).equals(content.md5(from, size));
    }

    /** Reads the flash back and compares it byte by byte. */
    public void verifyBytes(FlashFile file, LongConsumer moved) throws FailureException {
        requireAnswers("reading");
        FlashContent content = new FlashContent(file.data());
        flash();
        for (long at = 0; at < content.length(); at += READ_PIECE) {
            int size = (int) Math.min(READ_PIECE, content.length() - at);
            ByteBuffer held = ByteBuffer.allocate(size);
            writer().read(file.at() + at, held, moved);
            int difference = held.flip().mismatch(content.slice(at, size));
            if (difference >= 0) {
                throw new FailureException(
                        FailureKind.VERIFY_MISMATCH,
                        String.format(
                                "%s differs from what the flash holds at 0x%x",
                                file.text(), file.at() + at + difference));
            }
        }
    }

    /** Fills the buffer from the flash. */
    public void read(long at, ByteBuffer into, LongConsumer moved) throws FailureException {
        requireAnswers("reading");
        if (at + into.remaining() > flash().size()) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    String.format("0x%x bytes at 0x%x are not all in the flash", into.remaining(), at));
        }
        writer().read(at, into, moved);
    }

    /** Whether what is written can be proved: by an MD5, or by reading. */
    public boolean givesBack() {
        return soc.isFull() && !security.secureDownload();
    }

    private void requireAnswers(String what) throws FailureException {
        if (!givesBack()) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED,
                    "the loader gives nothing back, " + what + " is not possible: "
                            + (soc.isFull() ? "secure download mode" : "the ROM of an " + soc.title() + " can't")
                            + ". The recipe has to say \"verify: none\" of what is written to it");
        }
    }

    /**
     * Another rate from now on; at one that the line does not carry it goes back to the first.
     *
     * @return whether the new one holds
     */
    public boolean speed(int wanted) throws FailureException {
        if (wanted == baud || !soc.isFull() || ownUsb) {
            return wanted == baud;
        }
        return asked("changing the rate to " + wanted, () -> {
            long told = security.secureDownload() ? wanted : registers.rateToTell(soc, wanted, baud);
            wire.command(CHANGE_BAUD, EspWire.words(told, 0), 0, 0, EspRegisters.TIME);
            try {
                line.baud(wanted);
                baud = wanted;
                pauses.pause(SETTLE);
                wire.forget();
                if (wire.sync()) {
                    return true;
                }
            } catch (ChannelException e) {
                if (e.fault() != ChannelFault.UNSUPPORTED) {
                    throw e;
                }
            }
            afresh("no answer at " + wanted + " baud");
            return false;
        });
    }

    /** Back to the rate at which a loader is met, so that whoever opens it next finds it. */
    public void slow() throws FailureException {
        speed(FIRST_BAUD);
    }

    /** Resets the chip into what its flash holds. */
    public void run() throws FailureException {
        done("resetting the chip", () -> {
            if (!reset.intoApplication()) {
                writer().leave();
            }
        });
    }
}
