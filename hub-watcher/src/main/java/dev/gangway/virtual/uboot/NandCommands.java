package dev.gangway.virtual.uboot;

import dev.gangway.virtual.nand.ChipGeometry;
import dev.gangway.virtual.nand.MtdParts;
import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.nand.NandException;
import dev.gangway.virtual.uboot.Command.Outcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** The {@code nand} command. */
final class NandCommands {
    // Measured on a C.H.I.P.: 28 MiB in 18 s (allwinner-nand-chip.md 3), that is 10 ms for a page of 16 KiB. The erase
    // time is the data sheets' order of magnitude.
    private static final Duration PROGRAM = Duration.ofMillis(10);
    private static final Duration READ = Duration.ofMillis(1);
    private static final Duration ERASE = Duration.ofMillis(5);

    private final NandDriver nand;
    private final ChipGeometry geometry;
    private final UbootRam ram;
    private final Environment environment;
    private final Consumer<String> print;

    NandCommands(NandDriver nand, UbootRam ram, Environment environment, Consumer<String> print) {
        this.nand = nand;
        this.geometry = nand.chip().geometry();
        this.ram = ram;
        this.environment = environment;
        this.print = print;
    }

    Outcome run(List<String> words) {
        String verb = words.size() > 1 ? words.get(1) : "";
        try {
            return switch (verb) {
                case "info" -> info();
                case "device" -> Outcome.OK;
                case "bad" -> bad();
                case "erase.chip" -> erase(0, geometry.size(), false);
                case "scrub.chip" -> scrub(words, 0, geometry.size());
                case "erase", "erase.part", "scrub" -> eraseRange(verb, words);
                case "write", "write.e", "write.jffs2", "write.trimffs" -> transfer(verb, words);
                case "read", "read.e", "read.jffs2" -> transfer(verb, words);
                case "write.raw", "write.raw.noverify", "read.raw" -> raw(verb, words);
                case "markbad" -> markbad(words);
                default -> usage();
            };
        } catch (NandException e) {
            print.accept("NAND " + verb + ": " + e.getMessage());
            return Outcome.FAILED;
        }
    }

    private Outcome info() {
        print.accept(String.format("Device 0: nand0, sector size %d KiB", geometry.blockSize() >> 10));
        print.accept(String.format("  Page size     %8d b", geometry.pageSize()));
        print.accept(String.format("  OOB size      %8d b", geometry.oobSize()));
        print.accept(String.format("  Erase size    %8d b", geometry.blockSize()));
        environment.set("nand_erasesize", Integer.toHexString(geometry.blockSize()));
        environment.set("nand_writesize", Integer.toHexString(geometry.pageSize()));
        environment.set("nand_oobsize", Integer.toHexString(geometry.oobSize()));
        return Outcome.OK;
    }

    private Outcome bad() {
        print.accept("Device 0 bad blocks:");
        for (int block = 0; block < geometry.blocks(); block++) {
            if (nand.chip().isMarked(block)) {
                print.accept(String.format("  %08x", (long) block * geometry.blockSize()));
            }
        }
        return Outcome.OK;
    }

    private Outcome markbad(List<String> words) {
        for (String word : words.subList(2, words.size())) {
            OptionalLong offset = Numbers.hex(word);
            if (offset.isEmpty() || offset.getAsLong() >= geometry.size()) {
                return usage();
            }
            nand.chip().mark((int) (offset.getAsLong() / geometry.blockSize()));
        }
        return Outcome.OK;
    }

    private Outcome scrub(List<String> words, long offset, long length) throws NandException {
        if (!words.contains("-y")) {
            print.accept("Really scrub this NAND flash? <y/N>");
            print.accept("scrub aborted");
            return Outcome.FAILED;
        }
        return erase(offset, length, true);
    }

    private Outcome eraseRange(String verb, List<String> words) throws NandException {
        List<String> rest = words.stream().skip(2).filter(w -> !w.equals("-y")).toList();
        Optional<MtdParts.Partition> range = rest.isEmpty() ? Optional.empty() : place(rest.get(0));
        OptionalLong size = rest.size() > 1 ? Numbers.hex(rest.get(1)) : OptionalLong.empty();
        if (range.isEmpty() || (size.isEmpty() && !verb.equals("erase.part"))) {
            return usage();
        }
        long length = size.orElse(range.get().size());
        if (range.get().offset() % geometry.blockSize() != 0 || length % geometry.blockSize() != 0) {
            print.accept("Attempt to erase non block-aligned data");
            return Outcome.FAILED;
        }
        if (isBeyond(range.get().offset(), length)) {
            return Outcome.FAILED;
        }
        return verb.equals("scrub")
                ? scrub(words, range.get().offset(), length)
                : erase(range.get().offset(), length, false);
    }

    private Outcome erase(long offset, long length, boolean scrub) throws NandException {
        long marked = marked(offset, length);
        int bad = nand.erase(offset, length, scrub);
        for (long failed = scrub ? 0 : marked; failed < bad; failed++) {
            print.accept("nand0: MTD Erase failure: -5");
        }
        print.accept(String.format(
                "Erasing at 0x%x -- 100%% complete.", Math.max(offset, offset + length - geometry.blockSize())));
        print.accept("OK");
        return Outcome.after(0, ERASE.multipliedBy(length / geometry.blockSize()));
    }

    private long marked(long offset, long length) {
        long end = Math.min(geometry.size(), offset + length);
        return LongStream.range(offset / geometry.blockSize(), end / geometry.blockSize())
                .filter(block -> nand.chip().isMarked((int) block))
                .count();
    }

    private boolean isBeyond(long offset, long length) {
        if (offset + length > geometry.size()) {
            print.accept("Size exceeds partition or device limit");
            return true;
        }
        return false;
    }

    private Outcome transfer(String verb, List<String> words) throws NandException {
        Optional<MtdParts.Partition> range = words.size() > 3 ? place(words.get(3)) : Optional.empty();
        OptionalLong address = words.size() > 2 ? Numbers.hex(words.get(2)) : OptionalLong.empty();
        if (range.isEmpty() || address.isEmpty() || words.size() > 5) {
            return usage();
        }
        OptionalLong size = words.size() == 5
                ? Numbers.hex(words.get(4))
                : OptionalLong.of(range.get().size());
        if (size.isEmpty()) {
            return usage();
        }
        long offset = range.get().offset();
        if (offset % geometry.pageSize() != 0) {
            print.accept("Attempt to access non page-aligned data");
            return Outcome.FAILED;
        }
        if (isBeyond(offset, size.getAsLong())) {
            return Outcome.FAILED;
        }
        long[] at = {address.getAsLong()};
        boolean write = verb.startsWith("write");
        if (write) {
            boolean trim = verb.endsWith(".trimffs");
            nand.write(offset, size.getAsLong(), range.get().size(), trim, page -> ramToPage(at, page));
        } else {
            nand.read(offset, size.getAsLong(), page -> pageToRam(at, page));
            environment.set("filesize", Long.toHexString(size.getAsLong()));
        }
        print.accept(" " + size.getAsLong() + " bytes " + (write ? "written" : "read") + ": OK");
        return Outcome.after(0, (write ? PROGRAM : READ).multipliedBy(size.getAsLong() / geometry.pageSize() + 1));
    }

    /** The last argument counts pages, and each page in memory is followed by its spare bytes. */
    private Outcome raw(String verb, List<String> words) throws NandException {
        Optional<MtdParts.Partition> range = words.size() > 3 ? place(words.get(3)) : Optional.empty();
        OptionalLong address = words.size() > 2 ? Numbers.hex(words.get(2)) : OptionalLong.empty();
        OptionalLong pages = words.size() == 5 ? Numbers.hex(words.get(4)) : OptionalLong.of(1);
        if (range.isEmpty() || address.isEmpty() || pages.isEmpty() || words.size() > 5) {
            return usage();
        }
        long[] at = {address.getAsLong()};
        boolean write = verb.startsWith("write");
        if (write) {
            nand.writeRaw(range.get().offset(), pages.getAsLong(), page -> ramToPage(at, page));
        } else {
            nand.readRaw(range.get().offset(), pages.getAsLong(), page -> pageToRam(at, page));
        }
        long bytes = pages.getAsLong() * geometry.rawPage();
        print.accept(" " + bytes + " bytes " + (write ? "written" : "read") + ": OK");
        return Outcome.after(0, (write ? PROGRAM : READ).multipliedBy(pages.getAsLong()));
    }

    private void ramToPage(long[] at, ByteBuffer page) {
        int length = page.remaining();
        ram.read(at[0], page);
        at[0] += length;
    }

    private void pageToRam(long[] at, ByteBuffer page) {
        int length = page.remaining();
        ram.write(at[0], page);
        at[0] += length;
    }

    /** An offset, or a partition of {@code mtdparts}; an offset reaches to the end of the chip. */
    private Optional<MtdParts.Partition> place(String word) {
        OptionalLong offset = Numbers.hex(word);
        if (offset.isPresent()) {
            long start = offset.getAsLong();
            return start < geometry.size()
                    ? Optional.of(new MtdParts.Partition("", start, geometry.size() - start))
                    : Optional.empty();
        }
        return MtdParts.parse(environment.get("mtdparts"), geometry).flatMap(map -> map.find(word));
    }

    private Outcome usage() {
        print.accept("nand - NAND sub-system: wrong arguments");
        return Outcome.FAILED;
    }
}
