package dev.gangway.virtual.allwinner;

import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What goes wrong on boards with an Allwinner SoC only. */
public sealed interface AllwinnerFault extends Fault {
    /** All of them as they are written. */
    List<FaultKind> KINDS = List.of(
            FaultKind.of(
                    "fel-status",
                    "[:CODE]",
                    "a FEL status that says no",
                    (at, times, code) -> new WrongFelStatus(at, times, code(code))),
            FaultKind.of(
                    "awus-status",
                    "[:CODE]",
                    "a status of the USB wrapper that says no",
                    (at, times, code) -> new WrongWrapperStatus(at, times, code(code))),
            FaultKind.plain("corrupt-read", "a FEL read gives one wrong bit", CorruptReadBack::new),
            FaultKind.plain("corrupt-write", "a FEL write stores one wrong bit", CorruptUpload::new),
            FaultKind.of(
                    "other-chip",
                    "[:SOC]",
                    "after a re-enumeration in FEL mode another SoC answers",
                    (at, times, soc) -> new OtherChip(at, times, soc(soc))),
            FaultKind.plain(
                    "other-sid",
                    "after a re-enumeration in FEL mode another chip of the same kind answers",
                    OtherSid::new),
            FaultKind.plain(
                    "flash-forgets",
                    "the flash chip loses a bit of what was written to it last, before software starts again",
                    ForgottenBit::new),
            FaultKind.plain("spi-no-erase", "the SPI flash does not do an erase, and nobody says so", NotErased::new),
            FaultKind.plain("spi-stuck-bit", "a bit of the SPI flash stays 0", StuckFlashBit::new),
            FaultKind.plain(
                    "spi-protected",
                    "the SPI flash's status says that it is protected, and it takes neither erase nor program",
                    ProtectedFlash::new),
            new FaultKind(
                    "spi-id",
                    "[:ID]",
                    "the SPI flash answers another id, six hex digits; without it ffffff, as when none is there",
                    Fault.ALWAYS,
                    (at, times, id) -> new OtherFlashId(at, times, flashId(id))));

    /** A FEL status with this state byte. */
    record WrongFelStatus(long at, int times, int state) implements AllwinnerFault {}

    /** A status of the AW wrapper with this status byte. */
    record WrongWrapperStatus(long at, int times, int status) implements AllwinnerFault {}

    /** A FEL read gives one wrong bit. */
    record CorruptReadBack(long at, int times) implements AllwinnerFault {}

    /** A FEL write stores one wrong bit. */
    record CorruptUpload(long at, int times) implements AllwinnerFault {}

    /** After a re-enumeration in FEL mode another SoC id answers. */
    record OtherChip(long at, int times, int socId) implements AllwinnerFault {}

    /** After a re-enumeration in FEL mode another security id answers. */
    record OtherSid(long at, int times) implements AllwinnerFault {}

    /** The flash chip loses a bit between its being written and the next start of software. */
    record ForgottenBit(long at, int times) implements AllwinnerFault {}

    /** The SPI flash leaves a sector or block as it was. */
    record NotErased(long at, int times) implements AllwinnerFault {}

    /** A bit of the SPI flash is 0 after its page was programmed. */
    record StuckFlashBit(long at, int times) implements AllwinnerFault {}

    /** The SPI flash is protected from then on. */
    record ProtectedFlash(long at, int times) implements AllwinnerFault {}

    /** The SPI flash answers this JEDEC id. */
    record OtherFlashId(long at, int times, int id) implements AllwinnerFault {}

    private static int flashId(@Nullable String text) {
        if (text != null && !text.matches("[0-9a-f]{6}")) {
            throw new IllegalArgumentException("'" + text + "' is no id of six hex digits, as ef4018 is");
        }
        return Integer.parseInt(text == null ? "ffffff" : text, 16);
    }

    private static int code(@Nullable String text) {
        if (text == null) {
            return 1;
        }
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > 255 || Integer.parseInt(text) == 0) {
            throw new IllegalArgumentException("'" + text + "' is no status from 1 to 255");
        }
        return Integer.parseInt(text);
    }

    private static int soc(@Nullable String name) {
        return AllwinnerSoc.ofName(name == null ? "a31" : name)
                .orElseThrow(() -> new IllegalArgumentException("no SoC is called '" + name + "'"))
                .id();
    }
}
