package dev.gangway.dfu;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbSession;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * The requests of DFU 1.1 (the project's DFU dossier, section 2), and waiting as the board says. One thread at a time.
 */
final class DfuWire {
    private static final Duration TIME = Duration.ofSeconds(5);
    private static final int OUT = 0x21;
    private static final int IN = 0xa1;
    private static final int DETACH = 0;
    private static final int DOWNLOAD = 1;
    private static final int UPLOAD = 2;
    private static final int GET_STATUS = 3;
    private static final int CLEAR_STATUS = 4;
    private static final int ABORT = 6;
    private static final int STATUS_BYTES = 6;
    private static final int BLOCK_NUMBERS = 1 << 16;

    /** What stands for a time that is nonsense, and for none: without any a busy board would be asked without end. */
    private static final Duration SHORT = Duration.ofMillis(5);

    /** So often in a row a board may say that it is busy for no time. */
    private static final int MOST_WITHOUT_TIME = 1000;

    /** Some STALL GETSTATUS while they are busy. */
    private static final int MOST_STALLS = 3;

    private static final int MOST_TRIES_TO_IDLE = 10;

    private final UsbSession session;
    private final int number;
    private final Pauses pauses;
    private final boolean pollIsNonsense;
    private final boolean dfuSe;
    private Duration lastPoll = Duration.ZERO;

    DfuWire(UsbSession session, int number, Pauses pauses, Set<DfuQuirk> quirks, boolean dfuSe) {
        this.session = session;
        this.number = number;
        this.pauses = pauses;
        this.pollIsNonsense = quirks.contains(DfuQuirk.POLL_IS_NONSENSE);
        this.dfuSe = dfuSe;
    }

    void detach(int timeout) throws ChannelException {
        send(DETACH, timeout, ByteBuffer.allocate(0));
    }

    /** Sends a block; of an empty one the board learns that it was the last. */
    void download(int block, ByteBuffer data) throws ChannelException {
        send(DOWNLOAD, block % BLOCK_NUMBERS, data);
    }

    /** Asks for as many bytes as the buffer has room for; fewer are the last. */
    int upload(int block, ByteBuffer into) throws ChannelException {
        return session.control(
                new SetupPacket(IN, UPLOAD, block % BLOCK_NUMBERS, number, into.remaining()), into, TIME);
    }

    void clearStatus() throws ChannelException {
        send(CLEAR_STATUS, 0, ByteBuffer.allocate(0));
    }

    void abort() throws ChannelException {
        send(ABORT, 0, ByteBuffer.allocate(0));
    }

    private void send(int request, int value, ByteBuffer data) throws ChannelException {
        session.control(new SetupPacket(OUT, request, value, number, data.remaining()), data, TIME);
    }

    /** One GETSTATUS. */
    DfuStatus status() throws ChannelException, FailureException {
        ByteBuffer into = ByteBuffer.allocate(STATUS_BYTES);
        session.control(new SetupPacket(IN, GET_STATUS, 0, number, STATUS_BYTES), into, TIME);
        if (into.position() < STATUS_BYTES) {
            throw new FailureException(
                    FailureKind.PROTOCOL_GARBAGE,
                    "GETSTATUS: the board sent " + into.position() + " bytes instead of " + STATUS_BYTES);
        }
        int state = into.get(4) & 0xff;
        long poll = (into.get(1) & 0xff) | (into.get(2) & 0xff) << 8 | (into.get(3) & 0xff) << 16;
        lastPoll = pollIsNonsense ? SHORT : Duration.ofMillis(poll);
        return new DfuStatus(
                into.get(0) & 0xff,
                lastPoll,
                DfuState.of(state)
                        .orElseThrow(() -> new FailureException(
                                FailureKind.PROTOCOL_GARBAGE,
                                "GETSTATUS: the board says that it is in state " + state + ", which does not exist")));
    }

    /** Waits as long as the board wants to be left alone. */
    void rest(DfuStatus status) throws FailureException {
        if (!status.poll().isZero()) {
            pauses.pause(status.poll());
        }
    }

    /** Asks, while the board is busy as often as it wants to be asked, until it is in one of these states or has failed. */
    DfuStatus settle(Set<DfuState> settled, String doing) throws ChannelException, FailureException {
        int withoutTime = 0;
        while (true) {
            DfuStatus status = patientStatus();
            if (status.isError()) {
                throw status.asFailure(doing, dfuSe);
            }
            if (settled.contains(status.state())) {
                return status;
            }
            boolean busy = EnumSet.of(
                            DfuState.DOWNLOAD_SYNC, DfuState.DOWNLOAD_BUSY, DfuState.MANIFEST_SYNC, DfuState.MANIFEST)
                    .contains(status.state());
            if (!busy) {
                throw new FailureException(
                        FailureKind.PROTOCOL_GARBAGE,
                        doing + ": the board is in state " + status.state() + ", which does not belong here");
            }
            if (status.poll().isZero()) {
                withoutTime++;
                pauses.pause(SHORT);
            } else {
                withoutTime = 0;
                pauses.pause(status.poll());
            }
            if (withoutTime > MOST_WITHOUT_TIME) {
                throw new FailureException(
                        FailureKind.TRANSFER_TIMEOUT, doing + ": the board says that it is busy and never ends");
            }
        }
    }

    private DfuStatus patientStatus() throws ChannelException, FailureException {
        for (int stalls = 0; ; stalls++) {
            try {
                return status();
            } catch (ChannelException e) {
                if (e.fault() != ChannelFault.STALL || stalls == MOST_STALLS) {
                    throw e;
                }
                pauses.pause(lastPoll.isZero() ? SHORT : lastPoll);
            }
        }
    }

    /** Brings the loader to dfuIDLE, whatever was left undone; an error of before is cleared. */
    void toIdle() throws ChannelException, FailureException {
        DfuStatus status = status();
        for (int tries = 0; status.state() != DfuState.IDLE || status.error() != 0; tries++) {
            if (tries == MOST_TRIES_TO_IDLE || status.state().isApplication()) {
                throw new FailureException(
                        FailureKind.TRANSFER_STALLED, "the board's loader stays in state " + status.state());
            }
            if (status.state() == DfuState.ERROR) {
                clearStatus();
            } else if (status.state() == DfuState.DOWNLOAD_IDLE || status.state() == DfuState.UPLOAD_IDLE) {
                abort();
            } else if (status.error() != 0) {
                clearStatus();
            }
            rest(status);
            status = status();
        }
    }

    /** A reset of the board's port. */
    void reset() throws ChannelException {
        session.reset();
    }

    boolean isDfuSe() {
        return dfuSe;
    }
}
