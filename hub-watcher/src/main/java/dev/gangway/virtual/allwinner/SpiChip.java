package dev.gangway.virtual.allwinner;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is soldered to the boot SPI pins. */
public enum SpiChip {
    /** Nothing. */
    NONE(0, 0, 0),
    /** Winbond W25X05: 64 KiB, answers EF 30 10. */
    WINBOND64K(0xef, 0x30, 0x10),
    /** Winbond W25Q128: 16 MiB, answers EF 40 18. */
    WINBOND16M(0xef, 0x40, 0x18),
    /** Macronix MX25L256: 32 MiB, answers C2 20 19; above 16 MiB addresses have four bytes. */
    MACRONIX32M(0xc2, 0x20, 0x19);

    private final int maker;
    private final int model;
    private final int capacity;

    SpiChip(int maker, int model, int capacity) {
        this.maker = maker;
        this.model = model;
        this.capacity = capacity;
    }

    /** The chip of this name, as {@link #label} gives it. */
    public static Optional<SpiChip> ofLabel(String label) {
        return List.of(values()).stream()
                .filter(chip -> chip.label().equals(label))
                .findFirst();
    }

    /** The smallest chip that holds so many bytes; the largest when none does. */
    static SpiChip holding(long bytes) {
        return List.of(values()).stream()
                .filter(chip -> chip.size() >= Math.max(1, bytes))
                .findFirst()
                .orElse(MACRONIX32M);
    }

    /** The names of all, for people. */
    static String labels() {
        return List.of(values()).stream().map(SpiChip::label).collect(Collectors.joining(", "));
    }

    /** Its name in a board's text. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its JEDEC id, as it shifts it out: maker, model, logarithm of the size. */
    int id() {
        return maker << 16 | model << 8 | capacity;
    }

    /** Bytes. */
    int size() {
        return this == NONE ? 0 : 1 << capacity;
    }

    /** Whether three bytes of address do not reach its end. */
    boolean isLarge() {
        return capacity > 24;
    }
}
