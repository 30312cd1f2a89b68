package dev.gangway.recording;

import dev.gangway.format.ChpRecord;
import dev.gangway.format.FelRequest;
import dev.gangway.format.FelWrapper;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * Holds what a recording says to a boot ROM against FEL (the project's dossier of FEL): wrapped requests whose lengths fit, which
 * write and start nothing but memory. A register that is written may burn a fuse.
 */
final class RecordedFel {
    private static final int LONGEST_READ = 1 << 24;

    /** All memories inside of the chips; registers are far above. */
    private static final long SRAM_END = 0x48000;

    private static final long DRAM = 0x4000_0000L;
    private static final long DRAM_END = 0xc000_0000L;

    private final ImageData data;
    private Phase phase = Phase.REQUEST;

    /** How many bytes the request's own transfer has. */
    private long wanted;

    private boolean toBoard;

    /** How many bytes of the present transfer are missing; -1 = none runs, and a wrapper has to come. */
    private long missing = -1;

    private boolean statusDue;

    /** What follows the request. */
    private Phase after = Phase.REQUEST;

    /** What the next transfer is for. */
    private enum Phase {
        REQUEST,
        DATA_OUT,
        DATA_IN,
        STATUS
    }

    RecordedFel(ImageData data) {
        this.data = data;
    }

    void check(List<ChpRecord> records) throws FormatException {
        ChpRecord last = records.get(0);
        for (ChpRecord record : records) {
            if (record.kind() == ChpRecord.Kind.WRITE) {
                sent(record);
            } else if (record.kind() == ChpRecord.Kind.READ) {
                received(record);
            }
            last = record;
        }
        if (missing >= 0 || statusDue || phase != Phase.REQUEST) {
            throw wrong(last, "ends in the middle of a FEL request");
        }
    }

    private ByteBuffer bytes(ChpRecord record) {
        return data.slice(record.at(), record.length()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void sent(ChpRecord record) throws FormatException {
        if (statusDue) {
            throw wrong(record, "sends something where FEL's status is read");
        }
        if (missing < 0) {
            wrapper(record);
            return;
        }
        if (!toBoard || record.length() > missing) {
            throw wrong(record, "sends " + record.length() + " bytes that its FEL request has no room for");
        }
        if (phase == Phase.REQUEST) {
            request(record);
        }
        missing -= record.length();
        statusDue = missing == 0;
    }

    private void wrapper(ChpRecord record) throws FormatException {
        FelWrapper wrapper = FelWrapper.of(bytes(record))
                .orElseThrow(() -> wrong(record, "is no FEL request: it does not begin with AWUC and a direction"));
        toBoard = wrapper.toBoard();
        missing = wrapper.length();
        long due =
                switch (phase) {
                    case REQUEST -> FelRequest.LENGTH;
                    case DATA_OUT, DATA_IN -> wanted;
                    case STATUS -> FelRequest.STATUS_LENGTH;
                };
        boolean outward = phase == Phase.REQUEST || phase == Phase.DATA_OUT;
        if (missing != due || outward != toBoard) {
            throw wrong(record, "moves " + missing + " bytes where its FEL request has " + due);
        }
    }

    private void request(ChpRecord record) throws FormatException {
        ByteBuffer bytes = bytes(record);
        if (record.length() != FelRequest.LENGTH) {
            throw wrong(record, "has " + record.length() + " bytes where a FEL request has " + FelRequest.LENGTH);
        }
        long address = Integer.toUnsignedLong(bytes.getInt(4));
        long length = Integer.toUnsignedLong(bytes.getInt(8));
        int code = bytes.getInt(0);
        FelRequest asked = FelRequest.of(code)
                .orElseThrow(
                        () -> wrong(record, String.format("has the FEL request 0x%x, which nobody described", code)));
        switch (asked) {
            case VERSION -> next(Phase.DATA_IN, FelRequest.VERSION_LENGTH);
            case READ -> next(Phase.DATA_IN, length);
            case WRITE -> {
                requireMemory(record, address, length, "writes to");
                next(Phase.DATA_OUT, length);
            }
            case EXEC -> {
                requireMemory(record, address, 1, "starts what is at");
                next(Phase.STATUS, FelRequest.STATUS_LENGTH);
            }
        }
        if (wanted == 0) {
            throw wrong(record, "asks for nothing");
        }
    }

    private void next(Phase then, long length) {
        after = then;
        wanted = length;
    }

    private static void requireMemory(ChpRecord record, long address, long length, String what) throws FormatException {
        boolean inside = address + length <= SRAM_END || (address >= DRAM && address + length <= DRAM_END);
        if (!inside) {
            throw wrong(record, String.format("%s 0x%08x, 0x%x bytes, where no memory is", what, address, length));
        }
    }

    private void received(ChpRecord record) throws FormatException {
        if (statusDue) {
            if (record.length() != FelWrapper.STATUS_BYTES) {
                throw wrong(
                        record, "reads " + record.length() + " bytes where a status has " + FelWrapper.STATUS_BYTES);
            }
            statusDue = false;
            missing = -1;
            phase = following();
            return;
        }
        if (record.length() > LONGEST_READ) {
            throw wrong(record, "reads " + record.length() + " bytes; no flasher reads so many");
        }
        if (missing < 0 || toBoard || record.length() > missing || record.length() == 0) {
            throw wrong(record, "reads " + record.length() + " bytes that no FEL request asked for");
        }
        missing -= record.length();
        statusDue = missing == 0;
    }

    private Phase following() {
        return switch (phase) {
            case REQUEST -> after;
            case DATA_OUT, DATA_IN -> Phase.STATUS;
            case STATUS -> Phase.REQUEST;
        };
    }

    private static FormatException wrong(ChpRecord record, String why) {
        return new FormatException("recording: " + record.text() + " " + why);
    }

    /** Whether a record's data is a request to start code. */
    static boolean isExec(ImageData data, ChpRecord record) {
        return record.kind() == ChpRecord.Kind.WRITE
                && record.length() == FelRequest.LENGTH
                && FelRequest.of(data.slice(record.at(), FelRequest.LENGTH)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .getInt(0))
                        .equals(Optional.of(FelRequest.EXEC));
    }
}
