package dev.gangway.virtual.allwinner;

import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.soc.UsbSpeed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * The peripheral space: security id, watchdog and reset vector act, every other register holds what was written. Only
 * aligned word accesses count; narrower ones, as FEL makes them, read noise and write nothing (§7).
 */
final class SocRegisters implements Region {
    private static final int SID_CONTROL = 0x40;
    private static final int SID_DATA = 0x60;
    private static final int SID_WINDOW = 0x400;
    private static final int SID_KEY = 0xac00;
    private static final int SID_START = 2;
    private static final int SECURE_FUSE = 0xa0;
    private static final int NOISE = 0x52454753;

    private final BoardSettings settings;
    private final AllwinnerSoc soc;
    private final long start;
    private final long end;
    private final Map<Long, Integer> held = new HashMap<>();
    private final ByteBuffer word = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    private ChipSid sid;
    private boolean secureWorld;
    private boolean resetDue;
    private boolean highSpeed;
    private boolean highSpeedDue;

    SocRegisters(BoardSettings settings) {
        this.settings = settings;
        soc = settings.soc();
        sid = settings.sid();
        // Old parts have their peripherals at 01c00000, the A80 and the H6 generation below 0a000000.
        boolean old = soc.sidBase() < 0x02000000L && soc.watchdog() != AllwinnerSoc.Watchdog.D3;
        start = old || soc.watchdog() == AllwinnerSoc.Watchdog.D3 ? 0x01700000L : 0x02000000L;
        end = old ? 0x02000000L : 0x0a000000L;
    }

    @Override
    public long start() {
        return start;
    }

    @Override
    public long end() {
        return end;
    }

    /** State after a reset. */
    void reset(ChipSid chip) {
        held.clear();
        sid = chip;
        secureWorld = !settings.secure();
        resetDue = false;
        highSpeed = settings.highSpeed();
        highSpeedDue = false;
    }

    /** The SMC that makes the core secure. */
    void enterSecureWorld() {
        secureWorld = true;
    }

    boolean secureWorld() {
        return secureWorld;
    }

    /** Whether the watchdog has been told to bite. */
    boolean resetDue() {
        return resetDue;
    }

    /** Whether the USB controller has been told to come back at high speed; told once. */
    boolean takesHighSpeed() {
        boolean due = highSpeedDue;
        highSpeedDue = false;
        return due;
    }

    /** Where a warm reset starts. */
    long resetVector() {
        boolean other = settings.laterDie() && soc.rvbarAlternative() != 0;
        return Integer.toUnsignedLong(held.getOrDefault(other ? soc.rvbarAlternative() : soc.rvbar(), 0));
    }

    @Override
    public void read(long address, ByteBuffer into) {
        if (into.remaining() < 4 || address % 4 != 0) {
            readBytes(address, into);
            return;
        }
        long at = address;
        while (into.remaining() >= 4) {
            word.clear();
            into.put(word.putInt(0, load(at)));
            at += 4;
        }
        readBytes(at, into);
    }

    @Override
    public void write(long address, ByteBuffer from) {
        long at = address;
        while (from.remaining() >= 4 && at % 4 == 0) {
            word.clear();
            for (int i = 0; i < 4; i++) {
                word.put(from.get());
            }
            store(at, word.getInt(0));
            at += 4;
        }
        from.position(from.limit());
    }

    @Override
    public void readBytes(long address, ByteBuffer into) {
        for (long at = address; into.hasRemaining(); at++) {
            into.put((byte) Noise.word(NOISE, at * 4));
        }
    }

    @Override
    public void writeBytes(long address, ByteBuffer from) {
        from.position(from.limit());
    }

    /** What was written there since the reset. */
    int held(long address) {
        return held.getOrDefault(address, 0);
    }

    private int load(long address) {
        if (soc.hasSid()) {
            long offset = address - soc.sidBase();
            if (soc.sidOffset() != 0 && offset == SID_CONTROL) {
                return held.getOrDefault(address, 0) & ~SID_START;
            }
            if (settings.secure() && soc.sidBase() == 0x03006000L && offset == SECURE_FUSE) {
                return 1;
            }
            long fuse = offset - soc.sidOffset();
            if (fuse >= 0 && fuse < SID_WINDOW) {
                int value = fuse((int) fuse);
                // The H3's window gives wrong values until the controller has fetched them: SIDFIX.
                return soc.sidByRegisters() ? Integer.rotateLeft(value, 8) ^ 0x5a : value;
            }
        }
        if (address == soc.versionRegister() && address != 0) {
            return settings.laterDie() ? 2 : 0;
        }
        return held.getOrDefault(address, 0);
    }

    private void store(long address, int value) {
        AllwinnerSoc.Watchdog watchdog = soc.watchdog();
        if (address == watchdog.register() && (value & watchdog.value()) == watchdog.value()) {
            resetDue = true;
        }
        if (!highSpeed
                && UsbSpeed.of(soc).filter(usb -> usb.asks(address, value)).isPresent()) {
            highSpeed = true;
            highSpeedDue = true;
        }
        if (soc.hasSid()) {
            long offset = address - soc.sidBase();
            boolean fetch = (value & (0xff00 | SID_START)) == (SID_KEY | SID_START);
            if (soc.sidOffset() != 0 && offset == SID_CONTROL && fetch) {
                held.put(soc.sidBase() + SID_DATA, fuse(value >>> 16));
            }
            long fuse = offset - soc.sidOffset();
            if (fuse >= 0 && fuse < SID_WINDOW) {
                return;
            }
        }
        held.put(address, value);
    }

    /** A fuse word: the id first, calibration and serial where the map names them, the rest not blown. */
    private int fuse(int offset) {
        if (!secureWorld) {
            return 0;
        }
        if (offset < 16) {
            return sid.word(offset / 4);
        }
        for (AllwinnerSoc.FuseSection section : soc.fuses().sections()) {
            boolean inside = offset >= section.offset() && offset < section.offset() + section.bits() / 8;
            if (inside && section.name().equals("thermal")) {
                return Noise.word(sid.word3(), offset) & 0x0fff_0fff;
            }
        }
        return 0;
    }
}
