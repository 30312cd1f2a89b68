package dev.gangway.virtual.esp;

import dev.gangway.soc.EspSoc;
import dev.gangway.virtual.fault.FaultPlan;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** What the loader does with the flash (the dossier's section 9); its answers are error codes, 0 = none. */
final class EspSession {
    private static final int FAILED = 0x06;
    private static final int READ_BACK = 0x08;
    private static final int BAD_DEFLATE = 0x0b;
    private static final int ASSUMED = 2 << 20;
    private static final long ERASE_UNIT = 1 << 16;
    private static final int PIECE = 1 << 14;

    private final EspSoc soc;
    private final EspFlash flash;
    private final Duration eraseTime;
    private final FaultPlan faults;
    private Inflater inflater = new Inflater();
    private boolean attached;
    private long announced = ASSUMED;
    private boolean open;
    private boolean packed;
    private boolean erasesAsItGoes;
    private long erased;
    private long at;
    private long end;
    private int next;

    /**
     * What came of it.
     *
     * @param time how long it takes
     */
    record Outcome(Duration time, int error) {}

    EspSession(EspSoc soc, EspFlash flash, Duration eraseTime, FaultPlan faults) {
        this.soc = soc;
        this.flash = flash;
        this.eraseTime = eraseTime;
        this.faults = faults;
        attached = !soc.isFull();
    }

    /** The flash is this large, says the host. */
    void announce(long bytes) {
        announced = bytes;
    }

    void attach() {
        attached = true;
    }

    /** A stub woke the flash and asked it for its size; it erases what it writes when it writes it, and no more. */
    void knowsItsFlash() {
        attached = true;
        announced = flash.size();
        erasesAsItGoes = true;
    }

    long size() {
        return flash.size();
    }

    private boolean isThere(long from, long length) {
        return attached && from + length <= Math.min(announced, flash.size());
    }

    /**
     * Begins a file.
     *
     * @param told bytes to erase, by the host; the oldest ROM erases more
     */
    Outcome begin(boolean unpacks, long told, long blocks, long block, long offset) {
        open = false;
        long length = unpacks || erasesAsItGoes ? told : Math.max(told, soc.isFull() ? blocks * block : 0);
        boolean starts = offset < announced || length == 0;
        if (!starts
                || !isThere(offset, Math.min(told, Math.max(0, announced - offset)))
                || offset + told > flash.size()) {
            return new Outcome(Duration.ZERO, FAILED);
        }
        inflater.end();
        inflater = new Inflater();
        packed = unpacks;
        at = offset;
        end = offset + Math.max(length, blocks * block * (unpacks || erasesAsItGoes ? 0 : 1));
        erased = offset / EspFlash.SECTOR * EspFlash.SECTOR;
        next = 0;
        open = true;
        return erasesAsItGoes ? new Outcome(Duration.ZERO, 0) : erase(offset, reallyErased(offset, told));
    }

    private long reallyErased(long offset, long told) {
        if (soc.isFull()) {
            return told;
        }
        long sectors = (told + EspFlash.SECTOR - 1) / EspFlash.SECTOR;
        long head = 16 - offset / EspFlash.SECTOR % 16;
        return (sectors + Math.min(sectors, head)) * EspFlash.SECTOR;
    }

    Outcome erase(long from, long length) {
        if (!attached) {
            return new Outcome(Duration.ZERO, FAILED);
        }
        flash.erase(from, length);
        return new Outcome(eraseTime.multipliedBy((length + ERASE_UNIT - 1) / ERASE_UNIT), 0);
    }

    /** Takes a block. */
    int block(boolean unpacks, int number, byte[] block) {
        if (!open || unpacks != packed || number != next || !attached) {
            return FAILED;
        }
        if (faults.strike(EspFault.WriteError.class).isPresent()) {
            return READ_BACK;
        }
        next++;
        return packed ? unpack(block) : program(block);
    }

    private int unpack(byte[] block) {
        byte[] out = new byte[PIECE];
        try {
            inflater.setInput(block);
            for (int count = inflater.inflate(out); count > 0; count = inflater.inflate(out)) {
                int error = program(Arrays.copyOf(out, count));
                if (error != 0) {
                    return error;
                }
            }
            return inflater.needsDictionary() ? BAD_DEFLATE : 0;
        } catch (DataFormatException e) {
            return BAD_DEFLATE;
        }
    }

    private int program(byte[] data) {
        int length = (int) Math.min(data.length, (erasesAsItGoes ? end : flash.size()) - at);
        if (at + length > end + PIECE || length < 0) {
            return FAILED;
        }
        if (faults.strike(EspFault.LostWrite.class).isEmpty()) {
            if (erasesAsItGoes && at + length > erased) {
                flash.erase(erased, at + length - erased);
                erased = (at + length + EspFlash.SECTOR - 1) / EspFlash.SECTOR * EspFlash.SECTOR;
            }
            flash.program(at, Arrays.copyOf(data, length));
            if (faults.strike(EspFault.FlipWrite.class).isPresent()) {
                flash.flip(at + length / 2);
            }
        }
        at += length;
        return 0;
    }

    int end() {
        boolean was = open;
        open = false;
        return was ? 0 : FAILED;
    }

    /** Bytes of the flash; none where it can't be read. */
    byte[] read(long from, int length) {
        return isThere(from, length) ? flash.read(from, length) : new byte[0];
    }

    /** MD5 of a stretch; none where it can't be read. */
    byte[] md5(long from, long length) {
        if (!isThere(from, length)) {
            return new byte[0];
        }
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            for (long done = 0; done < length; done += PIECE) {
                md5.update(flash.read(from + done, (int) Math.min(PIECE, length - done)));
            }
            byte[] now = md5.digest();
            byte[] before = flash.told(from, length, now);
            return faults.strike(EspFault.StaleMd5.class).isPresent() ? before : now;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
