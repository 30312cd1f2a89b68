package dev.gangway.soc;

import java.util.List;
import java.util.Optional;

/**
 * How SPI controller 0 of an Allwinner SoC is brought to life and reached from its pins at port C: facts from
 * linux-sunxi/sunxi-tools (fel-spiflash.c) as the FEL dossier lists them in section 6.
 *
 * @param layout which registers the controller has
 * @param base of the controller's registers
 * @param gpio base of the pin controller
 * @param pins pins of port C that carry the bus
 * @param function what they are switched to
 * @param gates bits to set in this order: bus clock gates and resets
 * @param clocks words to write in this order
 * @param divider the controller's clock rate register: 6 MHz on the bus
 */
public record SpiWiring(
        Layout layout,
        long base,
        long gpio,
        List<Integer> pins,
        int function,
        List<Word> gates,
        List<Word> clocks,
        int divider) {
    /** What the flash behind it is called among the places that a recipe's steps write. */
    public static final String MEDIUM = "SPI flash";

    private static final int PORT_C = 2 * 0x24;
    private static final int BIT_20 = 1 << 20;
    private static final int CLOCK_ON = 0x80000000;
    private static final int BY_FOUR = 0x1001; // of the 24 MHz oscillator
    private static final int BY_32 = 0x100f; // of 200 MHz AHB

    private static final long GPIO = 0x01c20800L;
    private static final long GPIO_H6 = 0x0300b000L;
    private static final Word GATE = new Word(0x01c20060L, BIT_20);
    private static final Word RESET = new Word(0x01c202c0L, BIT_20);
    private static final Word CLOCK = new Word(0x01c200a0L, CLOCK_ON);
    private static final Word GATE_H6 = new Word(0x0300196cL, 0x10001);
    private static final Word CLOCK_H6 = new Word(0x03001940L, CLOCK_ON);

    /** Copies the lists. */
    public SpiWiring {
        pins = List.copyOf(pins);
        gates = List.copyOf(gates);
        clocks = List.copyOf(clocks);
    }

    /** A register and what goes into it. */
    public record Word(long register, int value) {}

    /** The two generations of the controller, with the offsets of their registers. */
    public enum Layout {
        /** A10, A13, A20. */
        SUN4I(0x08, 1 << 10, 0x1c, 0x28, 0x04, 0x00, 0x20, 0x24, 0),
        /** A31 and later. */
        SUN6I(0x08, 1 << 31, 0x24, 0x1c, 0x200, 0x300, 0x30, 0x34, 0x38);

        private final int control;
        private final int start;
        private final int divider;
        private final int status;
        private final int transmit;
        private final int receive;
        private final int burst;
        private final int count;
        private final int single;

        Layout(
                int control,
                int start,
                int divider,
                int status,
                int transmit,
                int receive,
                int burst,
                int count,
                int single) {
            this.control = control;
            this.start = start;
            this.divider = divider;
            this.status = status;
            this.transmit = transmit;
            this.receive = receive;
            this.burst = burst;
            this.count = count;
            this.single = single;
        }

        /** Transfer control: holds the bit that starts a burst. */
        public int control() {
            return control;
        }

        /** The bit in {@link #control} that starts a burst and is 0 again when it is over. */
        public int start() {
            return start;
        }

        /** Clock rate. */
        public int divider() {
            return divider;
        }

        /** FIFO levels: received bytes in bits 0 to 6, bytes to be sent in bits 16 to 22. */
        public int status() {
            return status;
        }

        /** Where bytes to be sent go. */
        public int transmit() {
            return transmit;
        }

        /** Where received bytes come from. */
        public int receive() {
            return receive;
        }

        /** Length of a burst in bytes. */
        public int burst() {
            return burst;
        }

        /** How many bytes of a burst come from the FIFO. */
        public int count() {
            return count;
        }

        /** How many of them go out on a single line; 0 where there is no such register. */
        public int single() {
            return single;
        }
    }

    /** The wiring of a SoC's boot flash; empty where it is not known. */
    public static Optional<SpiWiring> of(AllwinnerSoc soc) {
        return Optional.ofNullable(
                switch (soc.id()) {
                    case 0x1623, 0x1651 -> sun4i(List.of(0, 1, 2, 23));
                    case 0x1625 -> sun4i(List.of(0, 1, 2, 3));
                    case 0x1701 -> sun6i(0x01c05000L, List.of(0, 1, 2, 23), 3);
                    case 0x1680, 0x1681, 0x1718 -> sun6i(0x01c68000L, List.of(0, 1, 2, 3), 3);
                    case 0x1689 -> sun6i(0x01c68000L, List.of(0, 1, 2, 3), 4);
                    case 0x1663 ->
                        new SpiWiring(
                                Layout.SUN6I,
                                0x01c05000L,
                                GPIO,
                                List.of(0, 1, 2, 3),
                                2,
                                List.of(RESET, GATE),
                                List.of(new Word(0x01c20028L, 0x80041801), new Word(0x01c20054L, 0x3180)),
                                BY_32);
                    case 0x1728 -> h6(List.of(0, 2, 3, 5));
                    case 0x1816, 0x1817 -> h6(List.of(0, 1, 2, 3, 5));
                    case 0x1823 -> h6(List.of(0, 2, 3, 4));
                    default -> null;
                });
    }

    private static SpiWiring sun4i(List<Integer> pins) {
        return new SpiWiring(Layout.SUN4I, 0x01c05000L, GPIO, pins, 3, List.of(GATE), List.of(CLOCK), BY_FOUR);
    }

    private static SpiWiring sun6i(long base, List<Integer> pins, int function) {
        return new SpiWiring(Layout.SUN6I, base, GPIO, pins, function, List.of(RESET, GATE), List.of(CLOCK), BY_FOUR);
    }

    private static SpiWiring h6(List<Integer> pins) {
        return new SpiWiring(Layout.SUN6I, 0x05010000L, GPIO_H6, pins, 4, List.of(GATE_H6), List.of(CLOCK_H6), BY_FOUR);
    }

    /** The register that selects a pin's function: four bits a pin, of which three count. */
    public long pinRegister(int pin) {
        return gpio + PORT_C + 4L * (pin / 8);
    }

    /** Where the pin's bits begin in it. */
    public static int pinShift(int pin) {
        return 4 * (pin % 8);
    }
}
