package dev.gangway.virtual.uf2;

import dev.gangway.virtual.fault.FaultKind;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOption;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.kind.BoardParts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Boards that show a drive and program the UF2 blocks which are written to it, as the RP2040's ROM does. */
public final class Uf2Kind implements BoardKind {
    private static final int PAGE = 256;
    private static final int BLOCK = 512;
    private static final long LARGEST_IMAGE = 1 << 20;

    private static final BoardOption<String> BOARD = BoardOption.choice("board", "its chip", "rp2040", "rp2350");
    private static final BoardOption<Long> FAMILY =
            BoardOption.of("family", "HEX", "the UF2 family that it takes, when it is not its chip's", Uf2Kind::family);
    private static final BoardOption<String> SERIAL = BoardOption.of(
                    "serial", "TEXT", "its USB serial number; RP2040s have none of their own", Uf2Kind::serial)
            .orElse("none");
    private static final BoardOption<Long> SIZE = BoardOption.of(
                    "size", "SIZE", "bytes of its drive, with M or G", BoardOption::size)
            .orElse("128M");
    private static final BoardOption<Long> FLASH = BoardOption.of(
                    "flash", "SIZE", "bytes of its flash memory, with k or M", Uf2Kind::flash)
            .orElse("2M");
    private static final BoardOption<Duration> LEAVE =
            BoardOption.time("leave", "how long after the last block it leaves").orElse("20ms");

    @Override
    public String name() {
        return "uf2";
    }

    @Override
    public String title() {
        return "a board in its UF2 boot loader, as an RP2040 is while its button is held";
    }

    @Override
    public List<BoardOption<?>> options() {
        return List.of(BOARD, FAMILY, SERIAL, SIZE, FLASH, LEAVE);
    }

    @Override
    public List<FaultKind> faults() {
        return Uf2Fault.KINDS;
    }

    private static Uf2Model model(BoardOptions options) {
        return options.get(BOARD).equals("rp2040") ? Uf2Model.RP2040 : Uf2Model.RP2350;
    }

    @Override
    public void check(BoardOptions options) {
        try {
            new Uf2Volume(options.get(SIZE), model(options));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("size=: " + e.getMessage(), e);
        }
    }

    @Override
    public Uf2Board make(BoardOptions options, BoardParts parts) {
        Uf2Model model = model(options);
        return new Uf2Board(
                model,
                new Uf2Volume(options.get(SIZE), model),
                new Uf2Board.Loader(
                        options.find(FAMILY).orElse(model.family()),
                        options.get(FLASH),
                        BoardOption.shownSerial(options.get(SERIAL), ""),
                        options.get(LEAVE)),
                parts);
    }

    @Override
    public Optional<String> serving(String mode, Set<String> chips, long bytes) {
        if (!mode.equals("mass-storage")) {
            return Optional.empty();
        }
        if (chips.contains("rp2040")) {
            return Optional.of("uf2");
        }
        return chips.contains("rp2350") ? Optional.of("uf2:board=rp2350") : Optional.empty();
    }

    /** {@code firmware.uf2}, the file of the recipe that is shipped for it. */
    @Override
    public boolean writeImages(BoardOptions options, Path folder, long bytes, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        int blocks = (int) Math.max(1, Math.min(bytes, LARGEST_IMAGE) / BLOCK);
        long family = options.find(FAMILY).orElse(model(options).family());
        ByteBuffer file = ByteBuffer.allocate(blocks * BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        byte[] page = new byte[PAGE];
        for (int number = 0; number < blocks; number++) {
            int at = number * BLOCK;
            random.nextBytes(page);
            file.position(at);
            file.putInt(0x0a324655).putInt(0x9e5d5157).putInt(0x2000);
            file.putInt((int) Uf2Medium.FLASH + number * PAGE).putInt(PAGE).putInt(number);
            file.putInt(blocks).putInt((int) family).put(page).putInt(at + BLOCK - 4, 0x0ab16f30);
        }
        Files.createDirectories(folder);
        Files.write(folder.resolve("firmware.uf2"), file.array());
        return true;
    }

    private static long family(String text) {
        if (!text.matches("[0-9a-f]{8}")) {
            throw new IllegalArgumentException("a UF2 family is eight digits of hex, such as e48bff56");
        }
        return Long.parseLong(text, 16);
    }

    private static String serial(String text) {
        if (!text.matches("[!-~]{1,60}") || text.equals("derived")) {
            throw new IllegalArgumentException("none, or 1 to 60 printable characters are possible");
        }
        return text;
    }

    private static long flash(String text) {
        long size = BoardOption.size(text);
        if (size < PAGE || size > 16 << 20 || size % PAGE != 0) {
            throw new IllegalArgumentException("256 bytes to 16M are possible, a multiple of 256");
        }
        return size;
    }
}
