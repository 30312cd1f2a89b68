package dev.gangway.dfu;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.Pauses;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.LongConsumer;

/** DFU 1.0 and 1.1: a memory is one stream, from its beginning (the project's DFU dossier, section 4). */
final class PlainLoader implements DfuLoader {
    /** A board that takes over what it got has so long before a reset is tried. */
    private static final Duration MANIFEST = Duration.ofSeconds(1);

    private static final Set<DfuState> TAKEN = EnumSet.of(DfuState.DOWNLOAD_IDLE);
    private static final Set<DfuState> SETTLED = EnumSet.of(DfuState.IDLE, DfuState.MANIFEST_WAIT_RESET);
    private static final Set<DfuState> UNTIL_MANIFEST =
            EnumSet.of(DfuState.IDLE, DfuState.MANIFEST_WAIT_RESET, DfuState.MANIFEST);

    private final DfuWire wire;
    private final DfuFunctional functional;
    private final int chunk;
    private final Pauses pauses;

    PlainLoader(DfuWire wire, DfuFunctional functional, int chunk, Pauses pauses) {
        this.wire = wire;
        this.functional = functional;
        this.chunk = chunk;
        this.pauses = pauses;
    }

    @Override
    public boolean write(Stretch at, ImageData data, long offset, LongConsumer moved)
            throws ChannelException, FailureException {
        requireBeginning(at);
        wire.toIdle();
        int block = 0;
        for (long done = 0; done < at.length(); ) {
            int now = (int) Math.min(chunk, at.length() - done);
            wire.download(block++, data.slice(offset + done, now));
            wire.settle(
                    TAKEN,
                    "writing " + now + " bytes at " + done + " to "
                            + at.memory().text());
            done += now;
            moved.accept(now);
        }
        wire.download(block, ByteBuffer.allocate(0));
        return takeOver(at);
    }

    /** The board takes over what it got: some stay, some want a reset, some are simply gone. */
    private boolean takeOver(Stretch at) throws ChannelException, FailureException {
        String doing = "taking over what was written to " + at.memory().text();
        try {
            Set<DfuState> until = functional.staysAfterManifest() ? SETTLED : UNTIL_MANIFEST;
            DfuStatus status = wire.settle(until, doing);
            if (status.state() == DfuState.IDLE) {
                return true;
            }
            if (status.state() == DfuState.MANIFEST) {
                wire.rest(status);
                pauses.pause(MANIFEST);
            }
            wire.reset();
        } catch (ChannelException e) {
            if (functional.staysAfterManifest() || !isFarewell(e)) {
                throw e;
            }
        }
        return false;
    }

    /** What a board answers that is on its way out; whether it went the right way shows what comes back. */
    static boolean isFarewell(ChannelException e) {
        return e.fault() == ChannelFault.DISCONNECTED
                || e.fault() == ChannelFault.STALL
                || e.fault() == ChannelFault.TIMEOUT
                || e.fault() == ChannelFault.IO;
    }

    @Override
    public void read(Stretch from, Sink sink) throws ChannelException, FailureException {
        requireBeginning(from);
        wire.toIdle();
        int block = 0;
        ByteBuffer into = ByteBuffer.allocate(chunk);
        for (long left = from.length(); left > 0; ) {
            int got = wire.upload(block++, into.clear());
            into.flip().limit((int) Math.min(got, left));
            left -= got;
            if (!sink.take(into) || got < chunk) {
                break;
            }
        }
        wire.toIdle();
    }

    @Override
    public void erase(Stretch what) throws FailureException {
        throw new FailureException(
                FailureKind.RECIPE_INVALID,
                "this board speaks DFU 1.1, where writing erases by itself: leave the erasing out");
    }

    @Override
    public void leave(long start) throws ChannelException, FailureException {
        try {
            wire.detach(1000);
        } catch (ChannelException e) {
            if (!isFarewell(e)) {
                throw e;
            }
        }
        resetInParting(wire);
    }

    /** A reset that the board takes as its sign to leave: Linux may find it gone while it looks whether it is the same. */
    static void resetInParting(DfuWire wire) throws ChannelException {
        try {
            wire.reset();
        } catch (ChannelException e) {
            if (!isFarewell(e)) {
                throw e;
            }
        }
    }

    private static void requireBeginning(Stretch stretch) throws FailureException {
        if (stretch.from() != 0) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "this board speaks DFU 1.1, which knows no addresses: leave the address out");
        }
    }
}
