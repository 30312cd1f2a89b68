package dev.gangway.virtual.allwinner;

import dev.gangway.soc.AllwinnerSoc;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link AllwinnerBoard} is made of.
 *
 * @param soc the chip
 * @param sid its security id
 * @param dramMiB size of its DRAM
 * @param secure whether its secure-boot fuse is blown, so that the boot ROM enters FEL non-secure
 * @param laterDie whether it is the die with the alternative reset vector, where there are two
 * @param highSpeed whether USB runs at 480 Mbit/s; the boot ROM of real parts stays at full speed
 * @param felHeld whether the FEL strap is held at plug-in
 * @param felReleasedAfter when it is let go, counted from each plug-in; null = never by itself
 * @param startTime from power-up or reset to the first appearance on the bus
 * @param splTime how long an SPL trains the DRAM
 * @param spi what is at its boot SPI pins; SoCs whose wiring is not known have nothing there
 */
public record BoardSettings(
        AllwinnerSoc soc,
        ChipSid sid,
        int dramMiB,
        boolean secure,
        boolean laterDie,
        boolean highSpeed,
        boolean felHeld,
        @Nullable Duration felReleasedAfter,
        Duration startTime,
        Duration splTime,
        SpiChip spi) {
    /** A sound board with the FEL strap held. */
    public static BoardSettings of(AllwinnerSoc soc, ChipSid sid) {
        return new BoardSettings(
                soc,
                sid,
                512,
                false,
                false,
                false,
                true,
                null,
                Duration.ofMillis(10),
                Duration.ofMillis(50),
                SpiChip.NONE);
    }

    /** The same with another FEL strap. */
    public BoardSettings withStrap(boolean held, @Nullable Duration releasedAfter) {
        return changed(secure, laterDie, held, releasedAfter, spi);
    }

    /** The same with or without a blown secure-boot fuse. */
    public BoardSettings withSecure(boolean on) {
        return changed(on, laterDie, felHeld, felReleasedAfter, spi);
    }

    /** The same on the later or the earlier die. */
    public BoardSettings withLaterDie(boolean later) {
        return changed(secure, later, felHeld, felReleasedAfter, spi);
    }

    /** The same with this at its boot SPI pins. */
    public BoardSettings withSpi(SpiChip chip) {
        return changed(secure, laterDie, felHeld, felReleasedAfter, chip);
    }

    private BoardSettings changed(
            boolean fuse, boolean die, boolean held, @Nullable Duration releasedAfter, SpiChip chip) {
        return new BoardSettings(
                soc, sid, dramMiB, fuse, die, highSpeed, held, releasedAfter, startTime, splTime, chip);
    }
}
