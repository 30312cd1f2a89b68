package dev.gangway.fel.command;

import dev.gangway.fel.FelDevice;
import dev.gangway.fel.Sid;
import dev.gangway.format.LoadedUboot;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.shell.Caller;
import dev.gangway.soc.AllwinnerSoc;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The verbs of one command line, run in order on one board. */
final class FelVerbs {
    /** Bytes fetched at a time for output; a multiple of a hexdump line. */
    private static final int PIECE = 65_536;

    private static final int WORDS_PER_LINE = 8;

    private final FelDevice device;
    private final Caller caller;
    private final PrintStream out;
    private final LongSupplier nanos;
    private final Options options;
    private final Words words;
    private @Nullable LoadedUboot pending;

    FelVerbs(FelDevice device, Caller caller, LongSupplier nanos, Options options) {
        this.device = device;
        this.caller = caller;
        this.out = caller.out();
        this.nanos = nanos;
        this.options = options;
        this.words = new Words(options.verbs(), caller);
    }

    void run() throws FailureException, UsageException, IOException {
        boolean on = true;
        while (on && words.hasVerb()) {
            on = verb(words.verb());
        }
        if (pending != null) {
            say(String.format("Starting U-Boot (0x%08X).", pending.entry()));
            device.start(pending);
        }
    }

    /** Runs one verb; false ends the line. */
    private boolean verb(String word) throws FailureException, UsageException, IOException {
        switch (FelVerb.of(word).orElseThrow(words::invalid)) {
            case VERSION ->
                print(String.format(
                        Locale.ROOT, "%s\n", device.version().text(soc().isKnown() ? soc().name() : "unknown")));
            case HEXDUMP -> {
                words.need(2);
                hexdump(words.number(), words.number());
            }
            case DUMP -> {
                words.need(2);
                long address = words.number();
                each(address, words.number(), (at, bytes, length) -> out.write(bytes, 0, length));
            }
            case EXEC -> {
                words.need(1);
                device.exec(words.number());
            }
            case SID -> sid(device.fuses().sid());
            case SID_REGISTERS -> sid(device.fuses().sidByRegisters());
            case SID_DUMP -> sidDump();
            case READ -> read();
            case WRITE -> write(1, options.progress() ? ProgressLine.Style.BAR : ProgressLine.Style.NONE);
            case WRITE_WITH_PROGRESS -> write(1, ProgressLine.Style.BAR);
            case WRITE_WITH_GAUGE -> write(1, ProgressLine.Style.GAUGE);
            case WRITE_WITH_XGAUGE -> write(1, ProgressLine.Style.XGAUGE);
            case MULTI -> write(count(), ProgressLine.Style.BAR);
            case MULTI_WITH_GAUGE -> write(count(), ProgressLine.Style.GAUGE);
            case MULTI_WITH_XGAUGE -> write(count(), ProgressLine.Style.XGAUGE);
            case ECHO_GAUGE -> print(String.format(Locale.ROOT, "XXX\n0\n%s\nXXX\n", words.text()));
            case FILL -> fill();
            case CLEAR -> clear();
            case READL -> print(String.format(Locale.ROOT, "0x%08x\n", device.readl(words.number())));
            case WRITEL -> {
                words.need(2);
                long address = words.number();
                device.writel(address, (int) words.number());
            }
            case MEMMOVE -> {
                words.need(3);
                long to = words.number();
                long from = words.number();
                device.memmove(to, from, words.number());
            }
            case SPL -> boot();
            case UBOOT -> uboot();
            case RESET64 -> {
                reset64(words.number());
                return false;
            }
            case WDRESET -> wdreset();
            case SPIFLASH_INFO -> spiFlash().info();
            case SPIFLASH_READ -> spiFlash().read();
            case SPIFLASH_WRITE -> spiFlash().write();
        }
        return true;
    }

    private int count() throws UsageException {
        return (int) Math.min(words.number(), Integer.MAX_VALUE / 2);
    }

    private void sid(Optional<Sid> sid) {
        print(String.format(
                Locale.ROOT,
                "%s\n",
                sid.map(Sid::colons)
                        .orElse("SID registers for your SoC (" + soc().name() + ") are unknown or inaccessible.")));
    }

    private void sidDump() throws FailureException {
        if (soc().fuses().sections().isEmpty()) {
            print(String.format(Locale.ROOT, "SID memory maps for your SoC (%s) are unknown.\n", soc().name()));
            return;
        }
        for (AllwinnerSoc.FuseSection section : soc().fuses().sections()) {
            int[] values = device.fuses().read(section.offset(), section.bits() / 8);
            StringBuilder text = new StringBuilder(String.format("%-15s", section.name()));
            for (int i = 0; i < values.length; i++) {
                if (i > 0 && i % WORDS_PER_LINE == 0) {
                    text.append('\n').append(" ".repeat(15));
                }
                text.append(String.format(" %08x", values[i]));
            }
            print(String.format(Locale.ROOT, "%s\n", text));
        }
    }

    private void hexdump(long address, long length) throws FailureException, IOException {
        each(address, length, (at, bytes, count) -> Hexdump.print(out, at, bytes, count));
    }

    private void read() throws FailureException, UsageException, IOException {
        words.need(3);
        long address = words.number();
        long length = words.number();
        try (FileChannel file = FileChannel.open(
                words.file(),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            each(address, length, (at, bytes, count) -> {
                ByteBuffer piece = ByteBuffer.wrap(bytes, 0, count);
                while (piece.hasRemaining()) {
                    file.write(piece);
                }
            });
        }
    }

    private void write(int files, ProgressLine.Style style) throws FailureException, UsageException, IOException {
        words.need((int) Math.min(2L * files, Integer.MAX_VALUE));
        long[] addresses = new long[files];
        ByteBuffer[] data = new ByteBuffer[files];
        long total = 0;
        for (int i = 0; i < files; i++) {
            addresses[i] = words.number();
            data[i] = InputFile.map(words.file());
            total += data[i].remaining();
        }
        ProgressLine meter = new ProgressLine(style, total, out, nanos);
        for (int i = 0; i < files; i++) {
            device.write(addresses[i], data[i].duplicate(), meter);
            long size = InputFile.scriptSize(data[i]);
            if (size >= 0) {
                device.announceScript(addresses[i], size);
            }
        }
    }

    private void fill() throws FailureException, UsageException {
        words.need(3);
        long address = words.number();
        long length = words.number();
        byte value = (byte) words.number();
        device.fill(address, length, value, moved -> {});
    }

    private void clear() throws FailureException, UsageException {
        words.need(2);
        long address = words.number();
        device.fill(address, words.number(), (byte) 0, moved -> {});
    }

    private Optional<LoadedUboot> boot() throws FailureException, UsageException, IOException {
        String name = words.text();
        ByteBuffer file = name.equals(Caller.STANDARD_INPUT)
                ? ByteBuffer.wrap(caller.in().readAllBytes())
                : InputFile.map(caller.file(name));
        if (options.verbose()) {
            int[] stacks = device.stackPointers();
            say(String.format("Stack pointers: sp_irq=0x%08X, sp=0x%08X", stacks[0], stacks[1]));
        }
        say("=> Executing the SPL...");
        Optional<LoadedUboot> loaded = device.loadBootFile(file, moved -> {});
        say(" done.");
        return loaded;
    }

    private void uboot() throws FailureException, UsageException, IOException {
        Optional<LoadedUboot> loaded = boot();
        if (loaded.isEmpty()) {
            print("Warning: \"uboot\" command failed to detect image! Can't execute U-Boot.\n");
        }
        pending = loaded.orElse(null);
    }

    private void reset64(long address) throws FailureException {
        pending = null;
        try {
            device.resetToAarch64(address);
        } catch (FailureException e) {
            sayIfUnsupported(e);
        }
    }

    private void wdreset() throws FailureException {
        try {
            device.watchdogReset();
        } catch (FailureException e) {
            sayIfUnsupported(e);
        }
    }

    /** What a SoC simply cannot do is told and not an error, as in sunxi-fel. */
    private void sayIfUnsupported(FailureException e) throws FailureException {
        if (e.failure().kind() != FailureKind.RECIPE_INVALID) {
            throw e;
        }
        print(String.format(Locale.ROOT, "ERROR: %s\n", e.failure().message()));
    }

    private SpiVerbs spiFlash() {
        return new SpiVerbs(device, words, out, nanos, options.progress());
    }

    private void each(long address, long length, Sink sink) throws FailureException, IOException {
        byte[] bytes = new byte[(int) Math.min(PIECE, length)];
        for (long done = 0; done < length; done += bytes.length) {
            int count = (int) Math.min(bytes.length, length - done);
            device.read(address + done, ByteBuffer.wrap(bytes, 0, count));
            sink.take(address + done, bytes, count);
        }
    }

    private AllwinnerSoc soc() {
        return device.soc();
    }

    private void say(String text) {
        if (options.verbose()) {
            print(String.format(Locale.ROOT, "%s\n", text));
        }
    }

    private void print(String text) {
        out.print(text);
    }

    /** Takes a piece of memory. */
    private interface Sink {
        void take(long address, byte[] bytes, int length) throws IOException;
    }
}
