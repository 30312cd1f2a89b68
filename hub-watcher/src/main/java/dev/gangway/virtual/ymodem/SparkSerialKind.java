package dev.gangway.virtual.ymodem;

import dev.gangway.virtual.fault.FaultKind;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOption;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.kind.BoardParts;
import dev.gangway.virtual.serial.SerialLook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Spark Cores on their serial port (the project's YMODEM dossier, section 4). Firmware goes to 0x60000 of the flash beside the
 * chip, and from there into the chip at the reset, where 108 KiB are free.
 */
public final class SparkSerialKind implements BoardKind {
    private static final BoardOption<String> SERIAL = BoardOption.serial();
    private static final BoardOption<String> STARTS = BoardOption.choice(
            "starts",
            "what runs: the listening mode, in which it blinks blue, or its application",
            "listening",
            "application");
    private static final BoardOption<String> PACE =
            BoardOption.choice("pace", "how long erasing takes: as on the real part, or no time", "real", "none");
    private static final int ROOM = 108 * 1024;
    private static final Duration ERASE = Duration.ofSeconds(2);
    private static final int FIRMWARE = 70 * 1024;

    @Override
    public String name() {
        return "spark-core-serial";
    }

    @Override
    public String title() {
        return "a Spark Core on its serial port, in listening mode or running";
    }

    @Override
    public List<BoardOption<?>> options() {
        return List.of(SERIAL, STARTS, PACE);
    }

    @Override
    public List<FaultKind> faults() {
        return YmodemFault.KINDS;
    }

    @Override
    public FileBoard make(BoardOptions options, BoardParts parts) {
        String serial = BoardOption.shownSerial(
                options.get(SERIAL), String.format(Locale.ROOT, "8D70%08X", parts.seed() & 0xffffffffL));
        SerialLook look = new SerialLook(
                0x1d50, 0x607d, "Spark Devices", "Core with WiFi and STM32F103", serial.isEmpty() ? null : serial);
        Duration erase = options.get(PACE).equals("real") ? ERASE : Duration.ZERO;
        boolean listens = options.get(STARTS).equals("listening");
        return new FileBoard(
                "spark-core-serial",
                look,
                Optional.empty(),
                true,
                parts.faults(),
                (host, place) -> new ListeningMode(
                        host,
                        parts.faults(),
                        place,
                        ROOM,
                        erase,
                        serial,
                        // Firmware that it has got runs; one that died in the middle listens once more.
                        listens && place.held().isEmpty()),
                parts.console());
    }

    @Override
    public Optional<String> serving(String mode, Set<String> chips, long bytes) {
        return mode.equals("ymodem") && chips.contains(name()) ? Optional.of(name() + ":pace=none") : Optional.empty();
    }

    @Override
    public boolean writeImages(BoardOptions options, Path folder, long bytes, long seed) throws IOException {
        YmodemKind.writeFirmware(folder, FIRMWARE, seed);
        return true;
    }
}
