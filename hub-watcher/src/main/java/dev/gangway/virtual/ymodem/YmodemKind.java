package dev.gangway.virtual.ymodem;

import dev.gangway.virtual.fault.FaultKind;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOption;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.kind.BoardParts;
import dev.gangway.virtual.serial.LineRate;
import dev.gangway.virtual.serial.SerialLook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Boards behind a USB adapter whose boot loader takes a file by YMODEM and gives it back. */
public final class YmodemKind implements BoardKind {
    private static final BoardOption<String> SERIAL = BoardOption.serial();
    private static final BoardOption<Long> ROOM = BoardOption.number(
                    "room", "BYTES", "how large a file may be", 1, 1 << 24)
            .orElse("4194304");
    private static final BoardOption<String> END = BoardOption.choice(
            "end", "how it answers the end of a file: two ACKs, a NAK first, or one ACK", "twice", "nak", "once");
    private static final BoardOption<LineRate> RATE = LineRate.option("its UART's rate; left out: every rate is right");
    private static final int FIRMWARE = 60_000;

    @Override
    public String name() {
        return "ymodem";
    }

    @Override
    public String title() {
        return "a board whose boot loader takes and gives a file by YMODEM, behind a USB serial adapter";
    }

    @Override
    public List<BoardOption<?>> options() {
        return List.of(SERIAL, ROOM, END, RATE);
    }

    @Override
    public List<FaultKind> faults() {
        return YmodemFault.KINDS;
    }

    @Override
    public FileBoard make(BoardOptions options, BoardParts parts) {
        String serial = BoardOption.shownSerial(
                options.get(SERIAL), String.format(Locale.ROOT, "UART%08X", parts.seed() & 0xffffffffL));
        SerialLook look = new SerialLook(
                0x10c4, 0xea60, "Silicon Labs", "CP2102 USB to UART Bridge", serial.isEmpty() ? null : serial);
        StrictReceiver.End end = StrictReceiver.End.valueOf(options.get(END).toUpperCase(Locale.ROOT));
        int room = options.get(ROOM).intValue();
        return new FileBoard(
                "ymodem",
                look,
                options.find(RATE),
                false,
                parts.faults(),
                (host, place) -> new LoaderMenu(host, parts.faults(), room, end, place),
                parts.console());
    }

    @Override
    public Optional<String> serving(String mode, Set<String> chips, long bytes) {
        boolean wanted = mode.equals("ymodem") && (chips.isEmpty() || chips.contains("serial-line"));
        return wanted ? Optional.of(name()) : Optional.empty();
    }

    @Override
    public boolean writeImages(BoardOptions options, Path folder, long bytes, long seed) throws IOException {
        writeFirmware(folder, FIRMWARE, seed);
        return true;
    }

    static void writeFirmware(Path folder, int size, long seed) throws IOException {
        byte[] firmware = new byte[size];
        new SplittableRandom(seed).nextBytes(firmware);
        Files.createDirectories(folder);
        Files.write(folder.resolve("firmware.bin"), firmware);
    }
}
