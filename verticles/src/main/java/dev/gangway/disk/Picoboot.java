package dev.gangway.disk;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbSession;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * PICOBOOT, which the ROM of an RP2040 or RP2350 offers beside its UF2 drive (picoboot.h of raspberrypi/pico-sdk): unlike the drive
 * it gives the flash memory back. Addresses are 32 bit, held in a long. Blocking; one thread at a time.
 */
public final class Picoboot {
    /** The first byte of the flash memory. */
    public static final long FLASH = 0x1000_0000L;

    /** What is erased at once, bytes. */
    public static final int SECTOR = 4096;

    /** What is programmed at once, bytes. */
    public static final int PAGE = 256;

    private static final int VENDOR_CLASS = 0xff;
    private static final int RESET = 0x41;
    private static final int STATUS = 0x42;
    private static final int TO_INTERFACE = 0x41;
    private static final int FROM_INTERFACE = 0xc1;
    private static final int STATUS_BYTES = 16;
    private static final int COMMAND_BYTES = 32;
    private static final int MAGIC = 0x431fd10b;

    private static final int EXCLUSIVE = 0x01;
    private static final int REBOOT = 0x02;
    private static final int ERASE = 0x03;
    private static final int READ = 0x84;
    private static final int WRITE = 0x05;
    private static final int EXIT_XIP = 0x06;
    private static final int REBOOT_2 = 0x0a;

    /** The chip whose ROM knows only the second way to restart. */
    private static final int RP2350 = 0x000f;

    private static final int AFTER = 100;
    private static final Duration SHORT = Duration.ofSeconds(3);

    /** Erasing a sector takes up to 400 ms on slow chips; a piece is 16 of them. */
    private static final Duration LONG = Duration.ofSeconds(10);

    private static final List<String> REASONS = List.of(
            "ok",
            "unknown command",
            "invalid length of the command",
            "invalid length of the transfer",
            "invalid address",
            "bad alignment",
            "interleaved write",
            "it reboots",
            "unknown error",
            "invalid state",
            "not permitted",
            "invalid argument");

    private final UsbSession session;
    private final int number;
    private final int in;
    private final int out;
    private final ByteBuffer command = ByteBuffer.allocateDirect(COMMAND_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private int token;

    private Picoboot(UsbSession session, UsbIdentity.Interface face) {
        this.session = session;
        number = face.number();
        in = face.bulk(true).orElseThrow().address();
        out = face.bulk(false).orElseThrow().address();
    }

    /**
     * Takes the interface and forgets what a program before was cut off in. The operating system keeps the drive, which takes
     * nothing from now on.
     *
     * @throws FailureException BOARD_REFUSED when the board does not offer it, or why it cannot be claimed
     */
    public static Picoboot open(UsbSession session) throws FailureException {
        UsbIdentity.Interface face = session.identity().interfaces().stream()
                .filter(each -> each.interfaceClass() == VENDOR_CLASS
                        && each.subClass() == 0
                        && each.protocol() == 0
                        && each.bulk(true).isPresent()
                        && each.bulk(false).isPresent())
                .findFirst()
                .orElseThrow(
                        () -> new FailureException(
                                FailureKind.BOARD_REFUSED,
                                "the board offers no PICOBOOT beside its drive: its flash memory can't be read back; use uf2.write"));
        Picoboot picoboot = new Picoboot(session, face);
        try {
            session.claim(face.number());
        } catch (ChannelException e) {
            throw e.asFailure("claiming PICOBOOT");
        }
        picoboot.reset();
        picoboot.perform("taking the flash memory", EXCLUSIVE, 1, 0, args -> args.put((byte) 1), Optional.empty());
        picoboot.perform("leaving execution from flash", EXIT_XIP, 0, 0, args -> {}, Optional.empty());
        return picoboot;
    }

    private void reset() throws FailureException {
        try {
            session.clearHalt(in);
            session.clearHalt(out);
            session.control(new SetupPacket(TO_INTERFACE, RESET, 0, number, 0), ByteBuffer.allocate(0), SHORT);
        } catch (ChannelException e) {
            throw e.asFailure("PICOBOOT: beginning");
        }
    }

    /** Erases whole sectors. */
    public void erase(long address, long length) throws FailureException {
        perform(
                String.format("erasing %d bytes at 0x%08x", length, address),
                ERASE,
                8,
                0,
                args -> args.putInt((int) address).putInt((int) length),
                Optional.empty());
    }

    /** Programs whole pages of sectors that are erased. */
    public void write(long address, ByteBuffer pages, LongConsumer moved) throws FailureException {
        int length = pages.remaining();
        range(String.format("writing %d bytes at 0x%08x", length, address), WRITE, address, pages);
        moved.accept(length);
    }

    /** Fills the buffer from memory. */
    public void read(long address, ByteBuffer into, LongConsumer moved) throws FailureException {
        int length = into.remaining();
        range(String.format("reading %d bytes at 0x%08x", length, address), READ, address, into);
        moved.accept(length);
    }

    private void range(String doing, int id, long address, ByteBuffer data) throws FailureException {
        int length = data.remaining();
        perform(doing, id, 8, length, args -> args.putInt((int) address).putInt(length), Optional.of(data));
    }

    /** Restarts the board, which runs what is in its flash memory; it leaves. */
    public void reboot() throws FailureException {
        if (session.identity().pid() == RP2350) {
            perform("restarting", REBOOT_2, 16, 0, args -> args.putInt(0).putInt(AFTER), Optional.empty());
        } else {
            perform(
                    "restarting",
                    REBOOT,
                    12,
                    0,
                    args -> args.putInt(0).putInt(0).putInt(AFTER),
                    Optional.empty());
        }
    }

    private interface Arguments {
        void put(ByteBuffer args);
    }

    private void perform(String doing, int id, int argsBytes, int length, Arguments args, Optional<ByteBuffer> data)
            throws FailureException {
        command.clear();
        command.putInt(MAGIC)
                .putInt(++token)
                .put((byte) id)
                .put((byte) argsBytes)
                .putShort((short) 0);
        command.putInt(length);
        args.put(command);
        while (command.hasRemaining()) {
            command.put((byte) 0);
        }
        boolean inward = (id & 0x80) != 0;
        try {
            session.bulkOut(out, command.flip(), SHORT);
            if (data.isPresent() && inward) {
                int came = session.bulkIn(in, data.get(), LONG);
                if (came != length) {
                    throw new FailureException(
                            FailureKind.PROTOCOL_GARBAGE, String.format("PICOBOOT: %s: %d bytes came", doing, came));
                }
            } else if (data.isPresent()) {
                session.bulkOut(out, data.get(), LONG);
            }
            acknowledge(inward);
        } catch (ChannelException e) {
            throw failure(doing, e);
        }
    }

    /** The other way than the data: an empty packet, or one byte, which is what picotool sends. */
    private void acknowledge(boolean inward) throws ChannelException {
        if (inward) {
            session.bulkOut(out, ByteBuffer.allocateDirect(1), SHORT);
        } else {
            session.bulkIn(in, ByteBuffer.allocateDirect(64), LONG);
        }
    }

    /** With what the board says of it, where it still says something. */
    private FailureException failure(String doing, ChannelException e) {
        if (e.fault() != ChannelFault.STALL) {
            return e.asFailure("PICOBOOT: " + doing);
        }
        ByteBuffer status = ByteBuffer.allocateDirect(STATUS_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try {
            session.control(new SetupPacket(FROM_INTERFACE, STATUS, 0, number, STATUS_BYTES), status, SHORT);
            session.clearHalt(in);
            session.clearHalt(out);
        } catch (ChannelException unanswered) {
            return e.asFailure("PICOBOOT: " + doing);
        }
        int code = status.getInt(4);
        if (code == 0 || status.getInt(0) != token) {
            // It refused nothing, or something else: what halted was the wire.
            return e.asFailure("PICOBOOT: " + doing);
        }
        String why = code >= 0 && code < REASONS.size() ? REASONS.get(code) : "status " + code;
        return new FailureException(
                FailureKind.BOARD_REFUSED, String.format("PICOBOOT: %s: the board refuses: %s", doing, why), e);
    }
}
