package dev.gangway.virtual.uf2;

import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbIdentity.Endpoint;
import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.nand.StoredMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * PICOBOOT beside the drive, as the RP2040's and RP2350's ROM has it (picoboot.h of raspberrypi/pico-sdk): a command of 32 bytes,
 * its data, and an acknowledgement the other way. A refusal halts both pipes until the host clears them, and is kept for whoever
 * asks. Flash memory is erased in sectors to ones, and programming makes zeros only. Of the ROM itself its mark can be read, by
 * which tools know the chip. What is not for this interface goes to the drive. Under the board's lock.
 */
final class PicobootRom implements UsbFunction {
    static final int INTERFACE = 1;

    private static final int OUT = 0x03;
    private static final int IN = 0x84;
    private static final int VENDOR_CLASS = 0xff;
    private static final int RESET = 0x41;
    private static final int STATUS = 0x42;
    private static final int TO_INTERFACE = 0x41;
    private static final int FROM_INTERFACE = 0xc1;

    private static final int COMMAND_BYTES = 32;
    private static final int MAGIC = 0x431fd10b;
    private static final int SECTOR = 4096;
    private static final int PAGE = 256;

    private static final int EXCLUSIVE = 0x01;
    private static final int REBOOT = 0x02;
    private static final int ERASE = 0x03;
    private static final int READ = 0x84;
    private static final int WRITE = 0x05;
    private static final int EXIT_XIP = 0x06;
    private static final int ENTER_XIP = 0x07;
    private static final int REBOOT_2 = 0x0a;
    private static final int GET_INFO = 0x8b;

    /** Which partition takes a family's blocks, of {@link #GET_INFO}. */
    private static final int TARGET_PARTITION = 3;

    /** No partition, but all of the flash memory: 8192 sectors that everybody may read and write (picobin.h of pico-sdk). */
    private static final int NO_PARTITION = 0xff;

    private static final int EVERYWHERE = 0xfc000000 | 0x1fff << 13;

    /** Where the mark is: "Mu", the chip's generation, the ROM's version (datasheets of RP2040, 2.8.3.1, and RP2350, 5.4). */
    private static final int MARK = 0x10;

    private static final int ROM_VERSION = 2;
    private static final int LONGEST_INFO = 256;

    private static final int OK = 0;
    private static final int UNKNOWN_COMMAND = 1;
    private static final int WRONG_LENGTH = 3;
    private static final int WRONG_ADDRESS = 4;
    private static final int WRONG_ALIGNMENT = 5;
    private static final int REBOOTING = 7;

    private enum Phase {
        COMMAND,
        DATA_OUT,
        DATA_IN,
        ACKNOWLEDGE_IN,
        ACKNOWLEDGE_OUT,
        HALTED
    }

    /** What it makes happen. */
    interface Board {
        /** The drive is the host's, or is not. */
        void locked(boolean locked);

        void reboot(Duration after);

        void wake();
    }

    private final UsbFunction drive;
    private final Uf2Model model;
    private final StoredMemory flash;
    private final long flashSize;
    private final FaultPlan faults;
    private final Consumer<String> console;
    private final Board board;

    private Phase phase = Phase.COMMAND;
    private int token;
    private int command;
    private int status;
    private long address;
    private long left;
    private ByteBuffer info = ByteBuffer.allocate(0);

    PicobootRom(
            UsbFunction drive,
            Uf2Model model,
            StoredMemory flash,
            long flashSize,
            FaultPlan faults,
            Consumer<String> console,
            Board board) {
        this.drive = drive;
        this.model = model;
        this.flash = flash;
        this.flashSize = flashSize;
        this.faults = faults;
        this.console = console;
        this.board = board;
    }

    /** How it shows itself. */
    static UsbIdentity.Interface look() {
        return new UsbIdentity.Interface(
                INTERFACE,
                0,
                VENDOR_CLASS,
                0,
                0,
                List.of(new Endpoint(OUT, Endpoint.BULK, 64), new Endpoint(IN, Endpoint.BULK, 64)),
                null);
    }

    @Override
    public UsbIdentity identity() {
        return drive.identity();
    }

    @Override
    public int control(SetupPacket setup, ByteBuffer data) {
        if (setup.requestType() == TO_INTERFACE && setup.request() == RESET && setup.index() == INTERFACE) {
            phase = Phase.COMMAND;
            status = OK;
            board.locked(false);
            return 0;
        }
        if (setup.requestType() == FROM_INTERFACE && setup.request() == STATUS && setup.index() == INTERFACE) {
            ByteBuffer answer = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
            answer.putInt(token).putInt(status).put((byte) command);
            int count = Math.min(16, data.remaining());
            data.put(answer.array(), 0, count);
            return count;
        }
        return drive.control(setup, data);
    }

    @Override
    public void clearHalt(int endpoint) {
        if (endpoint != OUT && endpoint != IN) {
            drive.clearHalt(endpoint);
        } else if (phase == Phase.HALTED) {
            phase = Phase.COMMAND;
        }
    }

    @Override
    public void busReset() {
        phase = Phase.COMMAND;
        board.locked(false);
        drive.busReset();
    }

    @Override
    public int bulkOut(int endpoint, ByteBuffer data) {
        if (endpoint != OUT) {
            return drive.bulkOut(endpoint, data);
        }
        int bytes = data.remaining();
        switch (phase) {
            case COMMAND -> {
                ByteBuffer words = data.slice().order(ByteOrder.LITTLE_ENDIAN);
                data.position(data.limit());
                if (bytes != COMMAND_BYTES || words.getInt(0) != MAGIC) {
                    return refuse(UNKNOWN_COMMAND);
                }
                return begin(words) ? bytes : STALL;
            }
            case DATA_OUT -> {
                int count = (int) Math.min(left, bytes);
                program(data.slice(data.position(), count));
                data.position(data.position() + count);
                address += count;
                left -= count;
                if (left == 0) {
                    phase = Phase.ACKNOWLEDGE_IN;
                    board.wake();
                }
                return count;
            }
            case ACKNOWLEDGE_OUT -> {
                data.position(data.limit());
                phase = Phase.COMMAND;
                return bytes;
            }
            case HALTED -> {
                return STALL;
            }
            default -> {
                return NAK;
            }
        }
    }

    @Override
    public int bulkIn(int endpoint, ByteBuffer into) {
        if (endpoint != IN) {
            return drive.bulkIn(endpoint, into);
        }
        switch (phase) {
            case DATA_IN -> {
                int count = (int) Math.min(left, into.remaining());
                ByteBuffer part = into.slice(into.position(), count);
                if (command == GET_INFO) {
                    part.put(info.slice(info.position(), count));
                    info.position(info.position() + count);
                } else {
                    read(part);
                }
                into.position(into.position() + count);
                address += count;
                left -= count;
                if (left == 0) {
                    phase = Phase.ACKNOWLEDGE_OUT;
                    board.wake();
                }
                return count;
            }
            case ACKNOWLEDGE_IN -> {
                phase = Phase.COMMAND;
                return 0;
            }
            case HALTED -> {
                return STALL;
            }
            default -> {
                return NAK;
            }
        }
    }

    private int refuse(int why) {
        status = why;
        phase = Phase.HALTED;
        board.wake();
        return STALL;
    }

    private boolean begin(ByteBuffer words) {
        token = words.getInt(4);
        command = words.get(8) & 0xff;
        left = Integer.toUnsignedLong(words.getInt(12));
        address = Integer.toUnsignedLong(words.getInt(16));
        long size = Integer.toUnsignedLong(words.getInt(20));
        status = OK;
        info = ByteBuffer.allocate(0);
        boolean moves = command == READ || command == WRITE;
        boolean ofRom = command == READ && address + size <= model.romBytes();
        int problem = moves && !ofRom ? problem(size, command == WRITE ? PAGE : 1) : 0;
        if ((moves && left != size) || (!moves && command != GET_INFO && left != 0)) {
            problem = WRONG_LENGTH;
        }
        switch (command) {
            case EXCLUSIVE -> board.locked(words.get(16) != 0);
            case ERASE -> problem = problem(size, SECTOR);
            case REBOOT -> reboot(Integer.toUnsignedLong(words.getInt(24)));
            case REBOOT_2 -> reboot(size);
            case READ, WRITE, EXIT_XIP, ENTER_XIP -> {}
            case GET_INFO -> problem = tell(words.get(16));
            default -> problem = UNKNOWN_COMMAND;
        }
        if (problem != 0) {
            refuse(problem);
            // The command itself was taken: what comes next is halted.
            return true;
        }
        if (command == ERASE) {
            erase(size);
        }
        boolean gives = command == READ || command == GET_INFO;
        if (left > 0) {
            phase = gives ? Phase.DATA_IN : Phase.DATA_OUT;
        } else {
            phase = gives ? Phase.ACKNOWLEDGE_OUT : Phase.ACKNOWLEDGE_IN;
        }
        board.wake();
        return true;
    }

    /** An RP2350 tells where blocks of a family go; an RP2040 does not know the command. */
    private int tell(int what) {
        if (model.generation() < 2 || what != TARGET_PARTITION) {
            return UNKNOWN_COMMAND;
        }
        if (left > LONGEST_INFO) {
            return WRONG_LENGTH;
        }
        info = ByteBuffer.allocate(LONGEST_INFO).order(ByteOrder.LITTLE_ENDIAN);
        info.putInt(3).putInt(NO_PARTITION).putInt(EVERYWHERE).putInt(0).clear();
        return 0;
    }

    private int problem(long size, int step) {
        if (address % step != 0 || size % step != 0) {
            return WRONG_ALIGNMENT;
        }
        return address >= Uf2Medium.FLASH && address + size <= Uf2Medium.FLASH + flashSize ? 0 : WRONG_ADDRESS;
    }

    private void reboot(long milliseconds) {
        status = REBOOTING;
        console.accept("picoboot: reboots");
        board.reboot(Duration.ofMillis(milliseconds));
    }

    private void erase(long size) {
        byte[] ones = new byte[SECTOR];
        Arrays.fill(ones, (byte) 0xff);
        for (long done = 0; done < size; done += SECTOR) {
            put(address + done, ByteBuffer.wrap(ones));
        }
    }

    private void program(ByteBuffer data) {
        byte[] held = new byte[data.remaining()];
        read(ByteBuffer.wrap(held));
        for (int i = 0; i < held.length; i++) {
            held[i] &= data.get(data.position() + i);
        }
        if (held.length > 0 && faults.strike(Uf2Fault.WeakCell.class).isPresent()) {
            held[held.length / 2] ^= 1;
        }
        put(address, ByteBuffer.wrap(held));
    }

    private void read(ByteBuffer into) {
        if (address < model.romBytes()) {
            byte[] mark = {'M', 'u', (byte) model.generation(), ROM_VERSION};
            for (long at = address; into.hasRemaining(); at++) {
                into.put(at >= MARK && at < MARK + mark.length ? mark[(int) at - MARK] : 0);
            }
            return;
        }
        try {
            flash.read(address, into);
        } catch (SystemMemory.BusAbort e) {
            throw new IllegalStateException("flash memory was read outside of its range", e);
        }
    }

    private void put(long at, ByteBuffer bytes) {
        try {
            flash.write(at, bytes);
        } catch (SystemMemory.BusAbort e) {
            throw new IllegalStateException("flash memory was written outside of its range", e);
        }
    }
}
