package dev.gangway.fel.command;

import dev.gangway.fel.FelDevice;
import dev.gangway.fel.SpiFlash;
import dev.gangway.fel.SpiFlashId;
import dev.gangway.model.FailureException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The verbs for the SPI flash. A SoC for which they are not made is told of and is no error, as in sunxi-fel. */
final class SpiVerbs {
    /** Bytes fetched at a time for a file. */
    private static final int PIECE = 65_536;

    private final FelDevice device;
    private final Words words;
    private final PrintStream out;
    private final LongSupplier nanos;
    private final ProgressLine.Style style;

    SpiVerbs(FelDevice device, Words words, PrintStream out, LongSupplier nanos, boolean progress) {
        this.device = device;
        this.words = words;
        this.out = out;
        this.nanos = nanos;
        this.style = progress ? ProgressLine.Style.BAR : ProgressLine.Style.NONE;
    }

    void info() throws FailureException {
        Optional<SpiFlash> flash = flash();
        if (flash.isPresent()) {
            print(flash.get().id().map(SpiFlashId::text).orElse("No SPI flash detected.") + "\n");
        }
    }

    void read() throws FailureException, UsageException, IOException {
        words.need(3);
        long address = words.number();
        long length = words.number();
        Path file = words.file();
        Optional<SpiFlash> flash = flash();
        if (flash.isEmpty()) {
            return;
        }
        ProgressLine meter = new ProgressLine(style, length, out, nanos);
        try (FileChannel target = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (long done = 0; done < length; done += PIECE) {
                ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, length - done));
                flash.get().read(address + done, piece, meter);
                piece.flip();
                while (piece.hasRemaining()) {
                    target.write(piece);
                }
            }
        }
    }

    void write() throws FailureException, UsageException, IOException {
        words.need(2);
        long address = words.number();
        ByteBuffer data = InputFile.map(words.file());
        Optional<SpiFlash> flash = flash();
        if (flash.isPresent()) {
            flash.get().write(address, data, new ProgressLine(style, data.remaining(), out, nanos));
        }
    }

    private Optional<SpiFlash> flash() throws FailureException {
        Optional<SpiFlash> flash = device.spiFlash();
        if (flash.isEmpty()) {
            print(String.format(
                    Locale.ROOT,
                    "SPI support not implemented yet for %x (%s)!\n",
                    device.soc().id(),
                    device.soc().name()));
        }
        return flash;
    }

    private void print(String text) {
        out.print(text);
    }
}
