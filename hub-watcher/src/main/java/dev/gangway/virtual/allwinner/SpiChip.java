package dev.gangway.virtual.allwinner;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is soldered to the boot SPI pins. */
public enum SpiChip {
    /** Nothing. */
    NONE(0, 0, 0),
    /** Winbond W25Q128: 16 MiB, answers EF 40 18. */
    WINBOND16M(0xef, 0x40, 0x18);

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

    /** Its name in a board's text. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A byte of the JEDEC id: maker, model, logarithm of the size. */
    int id(int index) {
        return switch (index) {
            case 0 -> maker;
            case 1 -> model;
            default -> capacity;
        };
    }

    /** Bytes. */
    int size() {
        return this == NONE ? 0 : 1 << capacity;
    }
}
