package dev.gangway.virtual.esp;

import dev.gangway.soc.EspSoc;
import dev.gangway.virtual.fault.FaultPlan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * The serial loader of a boot ROM, as the project's dossier esp-serial.md has it; also the stub that a host may load in its
 * place, whose code is not run: it is taken for the known one. Under the board's lock.
 */
final class EspLoader {
    private static final int BAD_MESSAGE = 0x05;

    /** The refusal of a command that the loader does not know names another; esptool and esptool-js know it by that. */
    private static final int NO_COMMAND = 0;

    /**
     * Whether to encrypt is a fifth word: a ROM of the ESP32-S2 or later has it, an older one not (esp-serial-flasher's table of
     * targets), a stub takes both.
     */
    private static final int BEGIN = 16;

    private static final int BAD_CHECKSUM = 0x07;
    private static final int STUB_CHECKSUM = 0xc1;
    private static final int STUB_CODES = 0xc0;
    private static final int SEED = 0xef;
    private static final int UNSUPPORTED_TIMES = 8;
    private static final Set<Integer> OF_ALL = Set.of(2, 3, 4, 5, 6, 7, 8, 9, 0xa);
    private static final Set<Integer> OF_STUB = Set.of(0xd0, 0xd1, 0xd3);
    private static final Set<Integer> OF_SECURE_DOWNLOAD = Set.of(2, 3, 4, 8, 0xb, 0xd, 0xf, 0x14);

    private final EspSilicon silicon;
    private final EspSession session;
    private final EspLoaderIo io;
    private final FaultPlan faults;
    private final Chip chip;
    private final Map<Long, Integer> registers;
    private final EspSpi spi;
    private boolean stub;
    private boolean loaded;

    /** What the loader does to its chip. */
    interface Chip {
        /** Runs the task later; the loader hears nothing until then. */
        void busy(Duration time, Runnable then);

        /** The greeting was heard: this is the host's rate. */
        void measured();

        /** Another rate of its own from now on. */
        void rate(int bitsASecond);

        /** Its own rate, bits a second. */
        int rate();

        /** A reset into what is in the flash. */
        void restart();
    }

    EspLoader(EspSilicon silicon, EspFlash flash, Duration eraseTime, EspLoaderIo io, FaultPlan faults, Chip chip) {
        this.silicon = silicon;
        this.session = new EspSession(silicon.soc(), flash, eraseTime, faults);
        this.io = io;
        this.faults = faults;
        this.chip = chip;
        this.registers = silicon.registers();
        this.spi = new EspSpi(silicon.soc(), flash, registers, faults);
    }

    /** Takes a whole packet. */
    void take(byte[] packet) {
        ByteBuffer request = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN);
        if (packet.length < 8 || request.get(0) != 0 || (request.getShort(2) & 0xffff) != packet.length - 8) {
            return;
        }
        int command = request.get(1) & 0xff;
        int checksum = request.getInt(4);
        ByteBuffer data = request.slice(8, packet.length - 8).order(ByteOrder.LITTLE_ENDIAN);
        if (faults.strike(EspFault.WrongAnswer.class).isPresent()) {
            io.answer(command ^ 1, 0, status(0));
        } else if (faults.strike(EspFault.ChipReset.class).isPresent()) {
            chip.restart();
        } else if (isKnown(command)) {
            run(command, data, checksum);
        } else {
            for (int i = 0; i < UNSUPPORTED_TIMES; i++) {
                finish(NO_COMMAND, BAD_MESSAGE);
            }
        }
    }

    private boolean isKnown(int command) {
        if (silicon.secureDownload()) {
            return OF_SECURE_DOWNLOAD.contains(command);
        }
        return OF_ALL.contains(command)
                || ((stub || silicon.soc().isFull()) && command >= 0xb && command <= 0x13)
                || (stub && OF_STUB.contains(command))
                || (silicon.soc().tellsSecurity() && command == 0x14);
    }

    private void run(int command, ByteBuffer data, int checksum) {
        switch (command) {
            case 0x02, 0x10 -> begin(command, data);
            case 0x03, 0x11 -> block(command, data, checksum);
            case 0x04, 0x12 -> end(command, data);
            case 0x05 -> done(command);
            case 0x06 -> jump(data);
            case 0x07 -> {
                loaded = true;
                done(command);
            }
            case 0x08 -> sync();
            case 0x09 -> {
                while (data.remaining() >= 16) {
                    long address = Integer.toUnsignedLong(data.getInt());
                    int value = data.getInt();
                    int mask = data.getInt();
                    data.getInt();
                    spi.write(address, (registers.getOrDefault(address, 0) & ~mask) | (value & mask));
                }
                done(command);
            }
            case 0x0a -> io.answer(command, registers.getOrDefault(word(data, 0), 0), status(0));
            case 0x0b -> {
                session.announce(word(data, 1));
                done(command);
            }
            case 0x0d -> {
                session.attach();
                done(command);
            }
            case 0x0e -> give(command, session.read(word(data, 0), 64));
            case 0x0f -> {
                done(command);
                int told = (int) word(data, 0);
                chip.rate(stub ? told : silicon.rate(told));
                divide();
            }
            case 0x13 -> md5(command, data);
            case 0x14 -> give(command, info());
            case 0xd0 -> erase(command, 0, session.size());
            case 0xd1 -> erase(command, word(data, 0), word(data, 1));
            case 0xd3 -> chip.restart();
            default -> finish(command, BAD_MESSAGE);
        }
    }

    private static long word(ByteBuffer data, int number) {
        return 4 * number + 4 <= data.limit() ? Integer.toUnsignedLong(data.getInt(4 * number)) : 0;
    }

    private void begin(int command, ByteBuffer data) {
        boolean encrypts = data.remaining() == BEGIN + 4;
        boolean sound = encrypts || data.remaining() == BEGIN;
        boolean asWanted = stub || encrypts == silicon.soc().tellsSecurity();
        if (!sound || !asWanted) {
            finish(command, BAD_MESSAGE);
            return;
        }
        EspSession.Outcome outcome =
                session.begin(command == 0x10, word(data, 0), word(data, 1), word(data, 2), word(data, 3));
        chip.busy(outcome.time(), () -> finish(command, outcome.error()));
    }

    private void erase(int command, long at, long length) {
        EspSession.Outcome outcome = session.erase(at, length);
        chip.busy(outcome.time(), () -> finish(command, outcome.error()));
    }

    private void block(int command, ByteBuffer data, int checksum) {
        int length = (int) word(data, 0);
        if (data.remaining() < 16 || length != data.remaining() - 16) {
            finish(command, BAD_MESSAGE);
            return;
        }
        byte[] block = new byte[length];
        data.get(16, block);
        int sum = SEED;
        for (byte one : block) {
            sum ^= one & 0xff;
        }
        int damaged = faults.strike(EspFault.BadBlock.class)
                .map(EspFault.BadBlock::code)
                .orElse((checksum & 0xff) == sum ? 0 : stub ? STUB_CHECKSUM : BAD_CHECKSUM);
        finish(command, damaged != 0 ? damaged : session.block(command == 0x11, (int) word(data, 1), block));
    }

    private void end(int command, ByteBuffer data) {
        int error = session.end();
        finish(command, error);
        // Told to stay, a ROM leaves its loader all the same and runs what is there; a stub stays.
        if (error == 0 && (!stub || word(data, 0) == 0)) {
            chip.restart();
        }
    }

    /** A host that jumps into memory has loaded the stub. */
    private void jump(ByteBuffer data) {
        done(0x06);
        if (loaded && word(data, 1) != 0) {
            stub = true;
            session.knowsItsFlash();
            io.send("OHAI".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void sync() {
        if (faults.strike(EspFault.NoSync.class).isPresent()) {
            return;
        }
        chip.measured();
        divide();
        for (int i = 0; i < 8; i++) {
            io.answer(0x08, stub ? 0 : 0x2012_0707, status(0));
        }
    }

    /** By what its clock is divided for the rate stands in a register: hosts find out its crystal by that. */
    private void divide() {
        registers.put(silicon.soc().divider(), silicon.divider(chip.rate()));
    }

    private void md5(int command, ByteBuffer data) {
        byte[] md5 = session.md5(word(data, 0), word(data, 1));
        if (stub || md5.length == 0) {
            give(command, md5);
            return;
        }
        StringBuilder text = new StringBuilder();
        for (byte one : md5) {
            text.append(String.format("%02x", one));
        }
        give(command, text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] info() {
        boolean tells = silicon.soc().tellsItsId();
        ByteBuffer info = ByteBuffer.allocate(tells ? 20 : 12).order(ByteOrder.LITTLE_ENDIAN);
        info.putInt((silicon.secureBoot() ? 1 : 0) | (silicon.secureDownload() ? 4 : 0));
        info.put((byte) (silicon.encrypted() ? 1 : 0));
        if (tells) {
            info.putInt(12, silicon.soc().imageId().orElseThrow());
        }
        return info.array();
    }

    private void give(int command, byte[] data) {
        if (data.length == 0) {
            finish(command, 0x06);
            return;
        }
        byte[] status = status(0);
        byte[] all = Arrays.copyOf(data, data.length + status.length);
        io.answer(command, 0, all);
    }

    private void done(int command) {
        io.answer(command, 0, status(0));
    }

    private void finish(int command, int error) {
        io.answer(command, 0, status(error));
    }

    /** Two bytes of the oldest ROM and of a stub, four of the others; a stub's code stands alone. */
    private byte[] status(int error) {
        byte[] status = new byte[stub || silicon.soc() == EspSoc.ESP8266 ? 2 : 4];
        if (error >= STUB_CODES) {
            status[0] = (byte) error;
        } else if (error != 0) {
            status[0] = 1;
            status[1] = (byte) error;
        }
        return status;
    }
}
