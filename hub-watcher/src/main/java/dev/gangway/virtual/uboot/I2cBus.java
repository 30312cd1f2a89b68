package dev.gangway.virtual.uboot;

import dev.gangway.virtual.uboot.Command.Outcome;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The {@code i2c} command with one chip behind it: the AXP209 power controller at 0x34. */
final class I2cBus {
    private static final long AXP209 = 0x34;
    private static final int VBUS_PATH = 0x30; // limits the current drawn from USB
    private static final byte VBUS_AFTER_RESET = 0x60; // AXP209 data sheet: VBUS path on, 900 mA

    private final byte[] registers = new byte[256];
    private final UbootRam ram;
    private final Consumer<String> print;

    I2cBus(UbootRam ram, Consumer<String> print) {
        this.ram = ram;
        this.print = print;
        registers[VBUS_PATH] = VBUS_AFTER_RESET;
    }

    /** {@code i2c dev N}, {@code i2c mw CHIP REG VALUE [COUNT]}, {@code i2c md CHIP REG [COUNT]}, {@code i2c read CHIP REG COUNT ADDR}. */
    Outcome run(List<String> words) {
        String verb = words.size() > 1 ? words.get(1) : "";
        if (verb.equals("dev")) {
            return Outcome.OK;
        }
        long[] numbers = new long[Math.max(4, words.size())];
        numbers[4 - 1] = 1;
        for (int i = 2; i < words.size(); i++) {
            OptionalLong value = Numbers.hex(words.get(i));
            if (value.isEmpty()) {
                return failed("i2c - I2C sub-system: wrong arguments");
            }
            numbers[i - 2] = value.getAsLong();
        }
        int least =
                switch (verb) {
                    case "mw" -> 5;
                    case "md" -> 4;
                    case "read" -> 6;
                    default -> Integer.MAX_VALUE;
                };
        if (words.size() < least) {
            return failed("i2c - I2C sub-system: wrong arguments");
        }
        if (numbers[0] != AXP209) {
            return failed("Error accessing the chip: no answer on the I2C bus");
        }
        int register = (int) numbers[1] & 0xFF;
        if (verb.equals("mw")) {
            registers[register] = (byte) numbers[2];
        } else if (verb.equals("md")) {
            print.accept(String.format("%04x: %02x", register, registers[register]));
        } else {
            for (int i = 0; i < Math.min(numbers[2], registers.length); i++) {
                ram.write(numbers[3] + i, ByteBuffer.wrap(new byte[] {registers[(register + i) & 0xFF]}));
            }
        }
        return Outcome.OK;
    }

    private Outcome failed(String text) {
        print.accept(text);
        return Outcome.FAILED;
    }
}
