package dev.gangway.dfu;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.dfu.MemoryLayout.Page;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * ST's DfuSe: memories with addresses, commands in block 0, data from block 2 on (the project's DFU dossier, section 6).
 */
final class DfuSeLoader implements DfuLoader {
    private static final int SET_ADDRESS = 0x21;
    private static final int ERASE = 0x41;
    private static final int UNPROTECT = 0x92;
    private static final int COMMAND = 0;
    private static final int FIRST_DATA = 2;
    private static final int LAST_DATA = 0xffff;
    private static final Set<DfuState> TAKEN = EnumSet.of(DfuState.DOWNLOAD_IDLE);

    private final DfuWire wire;
    private final UsbIdentity identity;
    private final int transferSize;
    private final int chunk;
    private final Set<DfuQuirk> quirks;

    /**
     * A loader.
     *
     * @param transferSize by what the board counts blocks, bytes
     * @param chunk how much is sent at once, bytes; not more than that
     */
    DfuSeLoader(DfuWire wire, UsbIdentity identity, int transferSize, int chunk, Set<DfuQuirk> quirks) {
        this.wire = wire;
        this.identity = identity;
        this.transferSize = transferSize;
        this.chunk = chunk;
        this.quirks = quirks;
    }

    /** The layout in a memory's name. */
    MemoryLayout layout(DfuMemory memory) throws FailureException {
        try {
            MemoryLayout told = MemoryLayout.parse(memory.name());
            return quirks.contains(DfuQuirk.LAYOUT_IN_SERIAL) ? ofSerial(told) : told;
        } catch (FormatException e) {
            throw new FailureException(FailureKind.BOARD_REFUSED, "memory " + memory.text() + ": " + e.getMessage(), e);
        }
    }

    /** Of a GD32VF103: pages of 1 KiB, as many as the third letter of its serial stands for. */
    private MemoryLayout ofSerial(MemoryLayout told) {
        String serial = identity.serial();
        String digits = serial == null ? "" : serial;
        if (!digits.isEmpty() && digits.charAt(0) > 0xff) { // it sends UTF-8 where UTF-16 belongs
            StringBuilder bytes = new StringBuilder();
            digits.chars().forEach(pair -> bytes.append((char) (pair & 0xff)).append((char) (pair >> 8)));
            digits = bytes.toString();
        }
        int count =
                switch (digits.length() < 3 ? ' ' : digits.charAt(2)) {
                    case 'B' -> 128;
                    case '8' -> 64;
                    case '6' -> 32;
                    case '4' -> 16;
                    default -> 0;
                };
        return count == 0
                ? told
                : new MemoryLayout(told.name(), List.of(new MemoryLayout.Segment(told.start(), 1024, count, 7)));
    }

    @Override
    public boolean write(Stretch at, ImageData data, long offset, LongConsumer moved)
            throws ChannelException, FailureException {
        List<Page> pages = pages(at, "written", MemoryLayout.Segment::isWritable);
        guard(at, pages);
        wire.toIdle();
        for (Page page : pages) {
            if (page.segment().isErasable()) {
                erase(page);
            }
        }
        int block = 0;
        for (long done = 0; done < at.length(); ) {
            if (block < FIRST_DATA || block > LAST_DATA || chunk != transferSize) {
                setAddress(at.from() + done);
                block = FIRST_DATA;
            }
            int now = (int) Math.min(chunk, at.length() - done);
            String doing = String.format("writing %d bytes at 0x%08x", now, at.from() + done);
            wire.download(block++, even(data.slice(offset + done, now)));
            busyThen(doing);
            done += now;
            moved.accept(now);
        }
        return true;
    }

    private ByteBuffer even(ByteBuffer piece) {
        if (!quirks.contains(DfuQuirk.EVEN_LENGTH) || piece.remaining() % 2 == 0) {
            return piece;
        }
        return ByteBuffer.allocate(piece.remaining() + 1)
                .put(piece)
                .put((byte) 0xff)
                .flip();
    }

    @Override
    public void read(Stretch from, Sink sink) throws ChannelException, FailureException {
        pages(from, "read", MemoryLayout.Segment::isReadable);
        wire.toIdle();
        int block = 0;
        ByteBuffer into = ByteBuffer.allocate(chunk);
        for (long done = 0; done < from.length(); ) {
            if (block < FIRST_DATA || block > LAST_DATA || chunk != transferSize) {
                if (done > 0) {
                    wire.toIdle();
                }
                setAddress(from.from() + done);
                wire.toIdle(); // an upload is only taken from there
                block = FIRST_DATA;
            }
            int now = (int) Math.min(chunk, from.length() - done);
            int got = wire.upload(block++, into.clear().limit(now));
            if (got < now) {
                throw new FailureException(
                        FailureKind.PROTOCOL_GARBAGE,
                        String.format("reading %d bytes at 0x%08x: the board sent %d", now, from.from() + done, got));
            }
            done += now;
            if (!sink.take(into.flip())) {
                break;
            }
        }
        wire.toIdle();
    }

    @Override
    public void erase(Stretch what) throws ChannelException, FailureException {
        List<Page> pages = pages(what, "erased", MemoryLayout.Segment::isErasable);
        guard(what, pages);
        wire.toIdle();
        for (Page page : pages) {
            erase(page);
        }
    }

    /** Erases everything that the loader can erase, in all memories. */
    void massErase() throws ChannelException, FailureException {
        wire.toIdle();
        command("erasing everything", ByteBuffer.allocate(1).put(0, (byte) ERASE));
    }

    /** Takes read protection off, for which the board erases all; it leaves and comes back. */
    void unprotect() throws ChannelException, FailureException {
        wire.toIdle();
        wire.download(COMMAND, ByteBuffer.allocate(1).put(0, (byte) UNPROTECT));
        try {
            wire.rest(wire.status());
        } catch (ChannelException e) {
            if (!PlainLoader.isFarewell(e)) {
                throw e;
            }
        }
    }

    private void erase(Page page) throws ChannelException, FailureException {
        command(String.format("erasing the page at 0x%08x", page.from()), ERASE, page.from());
    }

    private void setAddress(long address) throws ChannelException, FailureException {
        command(String.format("choosing address 0x%08x", address), SET_ADDRESS, address);
    }

    @Override
    public void leave(long start) throws ChannelException, FailureException {
        wire.toIdle();
        setAddress(start);
        try {
            wire.download(FIRST_DATA, ByteBuffer.allocate(0));
            // Asking starts it. Some are gone by then, some report a state from before: what comes back shows it.
            wire.status();
        } catch (ChannelException e) {
            if (!PlainLoader.isFarewell(e)) {
                throw e;
            }
        }
    }

    private void command(String doing, int command, long argument) throws ChannelException, FailureException {
        ByteBuffer words = ByteBuffer.allocate(5).order(ByteOrder.LITTLE_ENDIAN);
        command(doing, words.put((byte) command).putInt((int) argument).flip());
    }

    private void command(String doing, ByteBuffer words) throws ChannelException, FailureException {
        wire.download(COMMAND, words);
        busyThen(doing);
    }

    /** The first GETSTATUS starts what was sent, so it has to find the board busy. */
    private void busyThen(String doing) throws ChannelException, FailureException {
        DfuStatus first;
        try {
            first = wire.status();
        } catch (ChannelException e) {
            if (e.fault() != ChannelFault.STALL) {
                throw e;
            }
            wire.settle(TAKEN, doing);
            return;
        }
        if (first.isError()) {
            throw first.asFailure(doing, true);
        }
        if (first.state() != DfuState.DOWNLOAD_BUSY) {
            throw new FailureException(
                    FailureKind.PROTOCOL_GARBAGE,
                    doing + ": the board should be busy, and is in state " + first.state());
        }
        wire.rest(first);
        wire.settle(TAKEN, doing);
    }

    private void guard(Stretch stretch, List<Page> pages) throws FailureException {
        if (!stretch.intoKeys() && !pages.isEmpty()) {
            DfuGuard.check(
                    identity, pages.get(0).from(), pages.get(pages.size() - 1).end());
        }
    }

    private List<Page> pages(Stretch stretch, String done, Predicate<MemoryLayout.Segment> may)
            throws FailureException {
        MemoryLayout layout = layout(stretch.memory());
        try {
            List<Page> pages = new ArrayList<>(layout.pages(stretch.from(), stretch.end()));
            for (Page page : pages) {
                if (!may.test(page.segment())) {
                    throw new FailureException(
                            FailureKind.RECIPE_INVALID,
                            String.format(
                                    "the page at 0x%08x of memory %s cannot be %s",
                                    page.from(), stretch.memory().text(), done));
                }
            }
            return pages;
        } catch (FormatException e) {
            boolean beginsInside = layout.at(stretch.from()).isPresent();
            throw new FailureException(
                    beginsInside ? FailureKind.IMAGE_TOO_LARGE : FailureKind.RECIPE_INVALID,
                    String.format("%d bytes at 0x%08x: %s", stretch.length(), stretch.from(), e.getMessage()),
                    e);
        }
    }
}
