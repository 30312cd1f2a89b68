package dev.gangway.virtual.allwinner;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * An SPI NOR flash with 24-bit addresses, as the common parts behave: a page is programmed by clearing bits, within its
 * 256 bytes, an erase sets them; both need a write enable, begin when the chip is deselected, and take a while, during
 * which only the status is answered. Its content outlives the board's power.
 */
public final class SpiNor {
    private static final int SECTOR = 4096;
    private static final int PAGE = 256;
    private static final int BUSY = 1;
    private static final int WRITE_ENABLED = 2;
    private static final int FLOATING = 0xff;

    /** Nobody drives the line yet; the dossier's vector (§9.11) has a zero there. */
    private static final int DURING_COMMAND = 0;

    /** Status reads until a program or an erase is over: time in the board's own measure. */
    private static final int PROGRAM_POLLS = 3;

    private static final int ERASE_POLLS = 20;

    private final SpiChip chip;
    private final Map<Integer, byte[]> sectors = new HashMap<>();
    private final byte[] page = new byte[PAGE];
    private int received;
    private int command;
    private int address;
    private boolean refused;
    private boolean writeEnabled;
    private int busyPolls;
    private int programs;
    private int erases;

    SpiNor(SpiChip chip) {
        this.chip = chip;
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
            return DURING_COMMAND;
        }
        if (refused) {
            return FLOATING;
        }
        return switch (command) {
            case 0x9f -> chip.id((index - 1) % 3);
            case 0x05 -> status();
            case 0x03 -> index <= 3 ? takeAddress(in) : cell(address++);
            case 0x02 -> index <= 3 ? takeAddress(in) : takeData(index - 4, in);
            case 0x20, 0xd8 -> index <= 3 ? takeAddress(in) : FLOATING;
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
            case 0x02 -> {
                if (length > 4) {
                    program();
                }
            }
            case 0x20, 0xd8 -> {
                // One byte too many or too few, and the chip does nothing.
                if (length == 4) {
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
    }

    private int status() {
        int status = (busyPolls > 0 ? BUSY : 0) | (writeEnabled ? WRITE_ENABLED : 0);
        if (busyPolls > 0 && --busyPolls == 0) {
            writeEnabled = false;
        }
        return status;
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
        if (!writeEnabled) {
            return;
        }
        int start = address % chip.size() / PAGE * PAGE;
        byte[] sector = sectors.computeIfAbsent(start / SECTOR, number -> erased());
        for (int i = 0; i < PAGE; i++) {
            sector[start % SECTOR + i] &= page[i];
        }
        programs++;
        busyPolls = PROGRAM_POLLS;
    }

    private void erase(int size) {
        if (!writeEnabled) {
            return;
        }
        int start = address % chip.size() / size * size;
        for (int at = start; at < start + size; at += SECTOR) {
            sectors.remove(at / SECTOR);
        }
        erases++;
        busyPolls = ERASE_POLLS;
    }

    private int cell(int at) {
        int place = at % chip.size();
        byte[] sector = sectors.get(place / SECTOR);
        return sector == null ? FLOATING : sector[place % SECTOR] & 0xff;
    }

    private static byte[] erased() {
        byte[] sector = new byte[SECTOR];
        Arrays.fill(sector, (byte) FLOATING);
        return sector;
    }
}
