package dev.gangway.virtual.allwinner;

import dev.gangway.virtual.fault.FaultPlan;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * An SPI NOR flash, as the common parts behave: a page is programmed by clearing bits, within its 256 bytes, an erase sets
 * them; both need a write enable, begin when the chip is deselected, and take a while, during which only the status is
 * answered. A chip of more than 16 MiB takes addresses of three bytes until it is told to take four, and again after its power
 * was cut. Its content outlives the board's power.
 */
public final class SpiNor {
    private static final int SECTOR = 4096;
    private static final int PAGE = 256;
    private static final int BUSY = 1;
    private static final int WRITE_ENABLED = 2;
    private static final int FLOATING = 0xff;

    /** BP2 to BP0, all set: no erase and no program anywhere. */
    private static final int PROTECTION = 0x1c;

    /** Nobody drives the line yet; the dossier's vector (§9.11) has a zero there. */
    private static final int DURING_COMMAND = 0;

    /** Status reads until a program or an erase is over: time in the board's own measure. */
    private static final int PROGRAM_POLLS = 3;

    private static final int ERASE_POLLS = 20;

    private final SpiChip chip;
    private final FaultPlan plan;
    private final Map<Integer, byte[]> sectors = new HashMap<>();
    private final byte[] page = new byte[PAGE];
    private int received;
    private int answeredId;
    private int addressBytes = 3;
    private boolean isProtected;
    private int command;
    private int address;
    private boolean refused;
    private boolean writeEnabled;
    private int busyPolls;
    private int programs;
    private int erases;

    SpiNor(SpiChip chip, FaultPlan plan) {
        this.chip = chip;
        this.plan = plan;
        answeredId = chip.id();
    }

    /** What it is. */
    public SpiChip chip() {
        return chip;
    }

    /** Its bytes. Only under the board's lock or when nothing moves. */
    public byte[] content(int from, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) cell(from + i);
        }
        return bytes;
    }

    /** Pages programmed since it was made. */
    public int programs() {
        return programs;
    }

    /** Sectors and blocks erased since it was made. */
    public int erases() {
        return erases;
    }

    /** One byte in each direction while it is selected. */
    int exchange(int in) {
        if (chip == SpiChip.NONE) {
            return FLOATING;
        }
        int index = received++;
        if (index == 0) {
            command = in;
            address = 0;
            refused = busyPolls > 0 && in != 0x05;
            Arrays.fill(page, (byte) FLOATING);
            if (command == 0x9f) {
                answeredId = plan.strike(AllwinnerFault.OtherFlashId.class)
                        .map(AllwinnerFault.OtherFlashId::id)
                        .orElse(chip.id());
            }
            return DURING_COMMAND;
        }
        if (refused) {
            return FLOATING;
        }
        return switch (command) {
            case 0x9f -> (answeredId >> (8 * (2 - (index - 1) % 3))) & 0xff;
            case 0x05 -> status();
            case 0x03 -> index <= addressBytes ? takeAddress(in) : cell(address++);
            case 0x02 -> index <= addressBytes ? takeAddress(in) : takeData(index - addressBytes - 1, in);
            case 0x20, 0xd8 -> index <= addressBytes ? takeAddress(in) : FLOATING;
            default -> FLOATING;
        };
    }

    /** The end of a burst: what was asked for begins now. */
    void deselect() {
        int length = received;
        received = 0;
        if (length == 0 || refused || chip == SpiChip.NONE) {
            return;
        }
        switch (command) {
            case 0x06 -> writeEnabled = true;
            case 0x04 -> writeEnabled = false;
            case 0xb7 -> addressBytes = chip.isLarge() ? 4 : 3;
            case 0xe9 -> addressBytes = 3;
            case 0x02 -> {
                if (length > addressBytes + 1) {
                    program();
                }
            }
            case 0x20, 0xd8 -> {
                // One byte too many or too few, and the chip does nothing.
                if (length == addressBytes + 1) {
                    erase(command == 0x20 ? SECTOR : 16 * SECTOR);
                }
            }
            default -> {}
        }
    }

    /** Without power nothing is under way. */
    void powerUp() {
        received = 0;
        busyPolls = 0;
        writeEnabled = false;
        addressBytes = 3;
    }

    private int status() {
        int status = (busyPolls > 0 ? BUSY : 0) | (writeEnabled ? WRITE_ENABLED : 0) | (protects() ? PROTECTION : 0);
        if (busyPolls > 0 && --busyPolls == 0) {
            writeEnabled = false;
        }
        return status;
    }

    /** From the fault's place on and for ever: the bits that say so keep their value without power. */
    private boolean protects() {
        isProtected |= plan.strike(AllwinnerFault.ProtectedFlash.class).isPresent();
        return isProtected;
    }

    /** Whether a write enable came, and what it enables is allowed; it is used up either way. */
    private boolean mayChange() {
        boolean may = writeEnabled && !protects();
        if (writeEnabled && !may) {
            writeEnabled = false;
        }
        return may;
    }

    private int takeAddress(int in) {
        address = address << 8 | in;
        return FLOATING;
    }

    /** More than a page overwrites its beginning. */
    private int takeData(int index, int in) {
        page[(address + index) % PAGE] = (byte) in;
        return FLOATING;
    }

    private void program() {
        if (!mayChange()) {
            return;
        }
        int start = place(address) / PAGE * PAGE;
        byte[] sector = sectors.computeIfAbsent(start / SECTOR, number -> erased());
        for (int i = 0; i < PAGE; i++) {
            sector[start % SECTOR + i] &= page[i];
        }
        if (plan.strike(AllwinnerFault.StuckFlashBit.class).isPresent()) {
            stick(sector, start % SECTOR);
        }
        programs++;
        busyPolls = PROGRAM_POLLS;
    }

    private void erase(int size) {
        if (!mayChange()) {
            return;
        }
        int start = place(address) / size * size;
        if (plan.strike(AllwinnerFault.NotErased.class).isEmpty()) {
            for (int at = start; at < start + size; at += SECTOR) {
                sectors.remove(at / SECTOR);
            }
        }
        erases++;
        busyPolls = ERASE_POLLS;
    }

    /** A bit that should be 1 is 0: the first of the page. */
    private static void stick(byte[] sector, int start) {
        for (int i = start; i < start + PAGE; i++) {
            if (sector[i] != 0) {
                sector[i] &= (byte) (sector[i] - 1);
                return;
            }
        }
    }

    /** Lines that a chip does not have are not looked at: it repeats itself. */
    private int place(int at) {
        return at & chip.size() - 1;
    }

    private int cell(int at) {
        int place = place(at);
        byte[] sector = sectors.get(place / SECTOR);
        return sector == null ? FLOATING : sector[place % SECTOR] & 0xff;
    }

    private static byte[] erased() {
        byte[] sector = new byte[SECTOR];
        Arrays.fill(sector, (byte) FLOATING);
        return sector;
    }
}
