package dev.gangway.virtual.spark;

import dev.gangway.virtual.fault.FaultPlan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.zip.CRC32;

/**
 * Updates as a Core takes them (the dossier's sections 5.3, 6 and 9). It refuses nothing that the real one does not refuse: what
 * a cloud must not do it can do here. One thread.
 */
final class AirUpdate {
    private static final int USUAL_CHUNK = 512;
    private static final int NO_CHUNK = 0xffff;
    private static final int MOST_LISTED = 50;
    private static final int MOST_NUMBERED = 624;
    private static final int MOST_CHUNKS = 752;
    private static final int PAYLOAD = 12;

    private final AirCore core;
    private final AirOut out;
    private final FaultPlan faults;
    private final boolean fastIsSilent;

    private boolean running;
    private boolean file;
    private boolean sized;
    private boolean fast;
    private boolean discards;
    private boolean finishing;
    private boolean hangs;
    private long begin;
    private int chunkSize = USUAL_CHUNK;
    private int chunks;
    private int next;
    private final BitSet have = new BitSet();

    AirUpdate(AirCore core, AirOut out, FaultPlan faults, boolean fastIsSilent) {
        this.core = core;
        this.out = out;
        this.faults = faults;
        this.fastIsSilent = fastIsSilent;
    }

    boolean isRunning() {
        return running;
    }

    /** Whether it tries to write for ever. */
    boolean hangs() {
        return hangs;
    }

    /** The beginning of firmware, or of what newer firmware takes for it. */
    void begin(int id, int token, ByteBuffer payload) throws IOException {
        core.forgetUpgrade();
        sized = !core.generation().isOld() && payload.remaining() >= PAYLOAD;
        int flags = sized ? payload.get() : 0;
        chunkSize = sized ? payload.getShort() & 0xffff : USUAL_CHUNK;
        long length = sized ? payload.getInt() & 0xffffffffL : AirFlash.APPLICATION_SIZE;
        int store = sized ? payload.get() : 0;
        long address = sized ? payload.getInt() & 0xffffffffL : 0;
        long count = chunkSize == 0 ? NO_CHUNK : (length + chunkSize - 1) / chunkSize;
        if (count >= NO_CHUNK) {
            out.refuse(id);
            return;
        }
        fast = (flags & 1) != 0;
        discards = store != 0;
        start(discards ? address : AirFlash.UPDATE + address, (int) count, false);
        out.acknowledge(id);
        core.flash().erase(begin, core.generation().isOld() ? 0x20000 : length);
        ready(token, fast ? 1 : 0);
    }

    /** The beginning of a file, which one generation has a message for. */
    void save(int id, int token, ByteBuffer payload) throws IOException {
        long address = payload.getInt() & 0xffffffffL;
        long length = payload.getInt() & 0xffffffffL;
        fast = false;
        discards = false;
        start(address, 0, true);
        out.acknowledge(id);
        core.flash().erase(begin, length);
        ready(token, 0);
    }

    private void ready(int token, int flag) throws IOException {
        if (faults.strike(AirFault.NoReady.class).isPresent()) {
            return;
        }
        if (core.generation().isOld()) {
            out.later(token, 0x44);
        } else {
            out.later(token, 0x44, flag);
        }
    }

    private void start(long from, int count, boolean ofFile) {
        running = true;
        finishing = false;
        file = ofFile;
        begin = from;
        chunks = count;
        next = 0;
        have.clear();
    }

    /**
     * A chunk, from behind its path.
     *
     * @throws IOException when it ends the connection
     */
    void chunk(int id, int token, ByteBuffer rest) throws IOException {
        rest.get(); // the option's head; its length is taken for granted
        int crc = rest.getInt();
        int index = next;
        boolean numbered = !core.generation().isOld() && rest.get(rest.position()) == 2;
        if (numbered) {
            rest.get();
            index = rest.getShort() & 0xffff;
        }
        rest.get(); // the payload's marker
        byte[] data = new byte[rest.remaining()];
        rest.get(data);
        if (faults.strike(AirFault.ChunkLost.class).isPresent()) {
            return;
        }
        if (numbered && index == NO_CHUNK) {
            out.acknowledge(id);
            running = false;
            throw new IOException("chunk " + index + " ends the transfer: link dropped, what came stays");
        }
        if (chunks > (numbered ? MOST_NUMBERED : MOST_CHUNKS)) {
            throw new IOException("its list of chunks lies in the frame: link dropped");
        }
        if (faults.strike(AirFault.BadSector.class).isPresent()) {
            out.acknowledge(id);
            hangs = true;
            return;
        }
        boolean good = crc(data) == crc && faults.strike(AirFault.BadCrc.class).isEmpty();
        boolean silent = fast && fastIsSilent;
        if (!silent) {
            out.acknowledge(id);
        }
        if (good && !keep(index, data)) {
            next = (int) ((begin + (long) index * chunkSize) / AirFlash.SECTOR * AirFlash.SECTOR - begin) / chunkSize;
            core.flash().erase(begin + (long) next * chunkSize, 1);
            out.missed(next);
            return;
        }
        if (hangs) {
            return;
        }
        if (!silent) {
            out.later(token, good ? 0x44 : 0x80);
            if (faults.strike(AirFault.AnswerTwice.class).isPresent()) {
                out.later(token, good ? 0x44 : 0x80);
            }
        }
        if (good) {
            next = index + 1;
            have.set(index);
        }
    }

    /** Writes; false when it does not hold, which old firmware notices and newer firmware repeats until it does. */
    private boolean keep(int index, byte[] data) {
        if (discards || faults.strike(AirFault.Discards.class).isPresent()) {
            return true;
        }
        boolean held = core.flash().program(begin + (long) index * chunkSize, data);
        if (core.generation().isOld()) {
            return held && faults.strike(AirFault.WornSector.class).isEmpty();
        }
        hangs |= !held;
        return true;
    }

    private static int crc(byte[] data) {
        CRC32 crc = new CRC32();
        crc.update(data);
        return (int) crc.getValue();
    }

    /**
     * The cloud says that all was sent.
     *
     * @return true when the Core now begins anew
     */
    boolean done(int id, int token) throws IOException {
        if (file) {
            running = false;
            file = false;
            out.answered(id, token, 0x44);
            return false;
        }
        if (!isWhole()) {
            finishing = true;
            out.answered(id, token, 0x80);
            list();
            return false;
        }
        out.answered(id, token, 0x44);
        leave();
        return true;
    }

    /** What was missing may have come by now; true when the Core now begins anew. */
    boolean finishes() throws IOException {
        if (!running || !finishing || !isWhole()) {
            return false;
        }
        out.whole();
        leave();
        return true;
    }

    private void leave() {
        running = false;
        if (faults.strike(AirFault.NotInstalled.class).isEmpty()) {
            core.setUpdateFlag();
        }
    }

    private boolean isWhole() {
        return !running || !sized || have.nextClearBit(0) >= chunks;
    }

    /** No chunk came for a while. */
    void ask() throws IOException {
        if (core.generation().isOld()) {
            out.missed(next);
        } else if (finishing) {
            list();
        }
    }

    private void list() throws IOException {
        int[] missing = new int[Math.min(MOST_LISTED, chunks - have.cardinality())];
        int at = 0;
        for (int i = 0; i < missing.length; i++) {
            missing[i] = have.nextClearBit(at);
            at = missing[i] + 1;
        }
        out.missed(missing);
    }
}
