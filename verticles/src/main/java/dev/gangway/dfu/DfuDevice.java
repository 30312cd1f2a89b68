package dev.gangway.dfu;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbSession;
import dev.gangway.dfu.DfuLoader.Stretch;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * A board that speaks USB DFU, in its loader or in an application that can be sent there. Blocking; one thread at a time.
 * Nothing is sent to its memories before a stretch was held against what the board says of them.
 */
public final class DfuDevice {
    /** The most that Linux moves in one control transfer. */
    private static final int MOST_AT_ONCE = 4096;

    private static final int DETACH_TIME = 1000;

    private final UsbSession session;
    private final DfuDescriptors descriptors;
    private final DfuFunctional functional;
    private final DfuWire wire;
    private final DfuLoader loader;

    private DfuDevice(
            UsbSession session, DfuDescriptors descriptors, DfuFunctional functional, DfuWire wire, DfuLoader loader) {
        this.session = session;
        this.descriptors = descriptors;
        this.functional = functional;
        this.wire = wire;
        this.loader = loader;
    }

    /**
     * Takes the DFU interface, which is found by its class.
     *
     * @throws FailureException BOARD_REFUSED when there is none or it does not say how much it takes at once, or why it
     *     cannot be claimed
     */
    public static DfuDevice open(UsbSession session, Pauses pauses) throws FailureException {
        DfuDescriptors descriptors = DfuDescriptors.read(session);
        Set<DfuQuirk> quirks = DfuQuirk.of(session.identity());
        DfuFunctional told = descriptors.functional();
        if (told == null || told.transferSize() == 0) {
            throw new FailureException(
                    FailureKind.BOARD_REFUSED, "the board does not say how much it takes at once (wTransferSize)");
        }
        DfuFunctional functional = quirks.contains(DfuQuirk.IS_VERSION_11)
                ? new DfuFunctional(told.attributes(), told.detachTimeout(), told.transferSize(), 0x0110)
                : told;
        try {
            session.claim(descriptors.number());
        } catch (ChannelException e) {
            throw e.asFailure("claiming the DFU interface");
        }
        DfuWire wire = new DfuWire(session, descriptors.number(), pauses, quirks, functional.isDfuSe());
        int size = Math.max(functional.transferSize(), descriptors.controlPacket());
        int chunk = Math.min(size, MOST_AT_ONCE);
        DfuLoader loader = functional.isDfuSe()
                ? new DfuSeLoader(wire, session.identity(), functional.transferSize(), chunk, quirks)
                : new PlainLoader(wire, functional, chunk, pauses);
        return new DfuDevice(session, descriptors, functional, wire, loader);
    }

    /** What the board's descriptors say of it. */
    public UsbIdentity identity() {
        return session.identity();
    }

    /** What its functional descriptor says. */
    public DfuFunctional functional() {
        return functional;
    }

    /** Its memories, in the order of its descriptors. */
    public List<DfuMemory> memories() {
        return descriptors.memories();
    }

    /**
     * The memory that a person means.
     *
     * @param text its number or its name
     * @throws FailureException RECIPE_INVALID naming those that there are
     */
    public DfuMemory memory(String text) throws FailureException {
        List<DfuMemory> meant =
                memories().stream().filter(memory -> memory.isCalled(text)).toList();
        if (meant.size() == 1) {
            return meant.get(0);
        }
        throw new FailureException(
                FailureKind.RECIPE_INVALID,
                (meant.isEmpty() ? "the board has no memory \"" : "the board has several memories \"") + text
                        + "\"; it has "
                        + memories().stream().map(DfuMemory::text).collect(Collectors.joining(", ")));
    }

    /**
     * Whether an application runs, which has to be detached first. What the board answers decides: descriptors that say it
     * wrongly exist.
     */
    public boolean isApplication() throws FailureException {
        try {
            return wire.status().state().isApplication();
        } catch (ChannelException e) {
            if (e.fault() == ChannelFault.STALL) { // many applications do not answer
                return !descriptors.loader();
            }
            throw e.asFailure("asking the board for its state");
        }
    }

    /**
     * Writes a stretch of an image; on DfuSe boards all pages that it touches are erased before.
     *
     * @param at the first address; 0 on boards that know none
     * @param intoKeys whether it may lie where the board keeps what no image brings back
     * @param offset where in the data the stretch begins
     * @param moved gets the bytes that the board has taken since the last call
     * @return whether the board still answers; one that does not has left to run what it got
     * @throws FailureException RECIPE_INVALID or IMAGE_TOO_LARGE before anything was sent; what the board reports, or the
     *     transfer's own failure
     */
    public boolean write(
            DfuMemory memory, long at, boolean intoKeys, ImageData data, long offset, long length, LongConsumer moved)
            throws FailureException {
        if (!functional.canDownload()) {
            throw new FailureException(FailureKind.BOARD_REFUSED, "the board takes no downloads");
        }
        if (length == 0) {
            throw new FailureException(FailureKind.IMAGE_INVALID, "the image for " + memory.text() + " is empty");
        }
        Stretch stretch = new Stretch(memory, at, length, intoKeys);
        return asked("writing to " + stretch.text(), () -> {
            choose(memory);
            return loader.write(stretch, data, offset, moved);
        });
    }

    /**
     * Reads a stretch back and holds it against an image. A difference counts when it is read twice: a wrong bit on the wire must
     * not accuse the board.
     *
     * @throws FailureException VERIFY_MISMATCH with the first address that differs; UPLOAD_DAMAGED when nothing does the second
     *     time; RECIPE_INVALID when the board cannot be read
     */
    public void verify(DfuMemory memory, long at, ImageData data, long offset, long length, LongConsumer moved)
            throws FailureException {
        long first = same(memory, at, data, offset, length, moved);
        if (first == length) {
            return;
        }
        long again = same(memory, at, data, offset, length, bytes -> {});
        if (again == length) {
            throw new FailureException(
                    FailureKind.UPLOAD_DAMAGED,
                    String.format("what was read at 0x%x was another byte the second time", at + first));
        }
        throw new FailureException(
                FailureKind.VERIFY_MISMATCH,
                String.format(
                        "memory %s does not hold what the image has at 0x%x; %d bytes of %d are the same",
                        memory.text(), at + again, again, length));
    }

    /** How many bytes of a memory are those of the image, from the beginning of a stretch on. */
    private long same(DfuMemory memory, long at, ImageData data, long offset, long length, LongConsumer moved)
            throws FailureException {
        long[] same = {0};
        read(memory, at, length, piece -> {
            int now = piece.remaining();
            int differs = data.slice(offset + same[0], now).mismatch(piece);
            same[0] += differs < 0 ? now : differs;
            moved.accept(now);
            return differs < 0;
        });
        return same[0];
    }

    /** Takes what is read, piece by piece; false = that was enough. */
    @FunctionalInterface
    public interface Reader {
        /** The buffer is used again after the call. */
        boolean take(ByteBuffer piece) throws FailureException;
    }

    /**
     * Reads a stretch. A board without addresses decides itself how much there is: it may be less.
     *
     * @throws FailureException RECIPE_INVALID when the board cannot be read, or not there
     */
    public void read(DfuMemory memory, long at, long length, Reader reader) throws FailureException {
        if (!functional.canUpload()) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "this board can't be read back: leave the reading out and write \"verify: none\" to the image");
        }
        Stretch stretch = new Stretch(memory, at, length, false);
        asked("reading " + stretch.text(), () -> {
            choose(memory);
            loader.read(stretch, reader::take);
            return true;
        });
    }

    /**
     * Erases the pages that a stretch touches.
     *
     * @throws FailureException RECIPE_INVALID when the board has no such command or the stretch holds its keys
     */
    public void erase(DfuMemory memory, long at, long length, boolean intoKeys) throws FailureException {
        Stretch stretch = new Stretch(memory, at, length, intoKeys);
        asked("erasing " + stretch.text(), () -> {
            choose(memory);
            loader.erase(stretch);
            return true;
        });
    }

    /** Erases all that the loader can erase, whatever is kept there. */
    public void massErase() throws FailureException {
        DfuSeLoader dfuSe = dfuSe();
        asked("erasing everything", () -> {
            dfuSe.massErase();
            return true;
        });
    }

    /** Takes read protection off: the board erases all, leaves and comes back. */
    public void unprotect() throws FailureException {
        DfuSeLoader dfuSe = dfuSe();
        asked("taking read protection off", () -> {
            dfuSe.unprotect();
            return true;
        });
    }

    /**
     * What a memory looks like.
     *
     * @throws FailureException RECIPE_INVALID on boards that tell none
     */
    public MemoryLayout layout(DfuMemory memory) throws FailureException {
        return dfuSe().layout(memory);
    }

    private DfuSeLoader dfuSe() throws FailureException {
        if (loader instanceof DfuSeLoader dfuSe) {
            return dfuSe;
        }
        throw new FailureException(
                FailureKind.RECIPE_INVALID,
                "this board speaks DFU 1.1, which knows no addresses and no erasing; only DfuSe boards do");
    }

    /**
     * Has the board run what it got; it leaves the bus.
     *
     * @param start where that begins; 0 on boards that know no addresses
     */
    public void leave(long start) throws FailureException {
        asked("leaving DFU mode", () -> {
            loader.leave(start);
            return true;
        });
    }

    /** Sends an application's board into its loader: it leaves the bus and comes back there. */
    public void detach() throws FailureException {
        asked("detaching", () -> {
            try {
                wire.detach(DETACH_TIME);
            } catch (ChannelException e) {
                if (e.fault() == ChannelFault.STALL || !PlainLoader.isFarewell(e)) {
                    throw e;
                }
            }
            if (!functional.detachesItself()) {
                PlainLoader.resetInParting(wire);
            }
            return true;
        });
    }

    private void choose(DfuMemory memory) throws ChannelException {
        if (memories().size() > 1 || memory.setting() != 0) {
            session.alternate(descriptors.number(), memory.setting());
        }
    }

    /** Something that is asked of the board. */
    @FunctionalInterface
    private interface Asking {
        boolean go() throws ChannelException, FailureException;
    }

    private static boolean asked(String doing, Asking asking) throws FailureException {
        try {
            return asking.go();
        } catch (ChannelException e) {
            throw e.asFailure(doing);
        }
    }
}
