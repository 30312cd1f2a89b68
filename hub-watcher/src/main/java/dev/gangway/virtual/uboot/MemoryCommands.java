package dev.gangway.virtual.uboot;

import dev.gangway.virtual.uboot.Command.Outcome;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** crc32, mw, md, cp and cmp. Counts are hexadecimal and in units of the suffix, as in U-Boot. */
final class MemoryCommands {
    private static final int PIECE = 1 << 16;

    private final UbootRam ram;
    private final Consumer<String> print;

    MemoryCommands(UbootRam ram, Consumer<String> print) {
        this.ram = ram;
        this.print = print;
    }

    /** {@code crc32 ADDR LEN [DEST]} stores big-endian; {@code crc32 -v ADDR LEN CRC} compares. */
    Outcome crc32(List<String> words) {
        boolean verify = words.size() == 5 && words.get(1).equals("-v");
        List<String> rest = words.subList(verify ? 2 : 1, words.size());
        if (rest.size() < 2 || rest.size() > 3 || !allHex(rest)) {
            return usage("crc32 - checksum calculation");
        }
        long address = hex(rest.get(0));
        long length = hex(rest.get(1));
        int crc = ram.crc(address, length);
        print.accept(String.format("crc32 for %08x ... %08x ==> %08x", address, address + length - 1, crc));
        if (verify) {
            if (crc != (int) hex(rest.get(2))) {
                print.accept("** ERROR **");
                return Outcome.FAILED;
            }
        } else if (rest.size() == 3) {
            ram.write(
                    hex(rest.get(2)),
                    ByteBuffer.allocate(4).order(ByteOrder.BIG_ENDIAN).putInt(0, crc));
        }
        return Outcome.OK;
    }

    /** {@code mw[.b|.w|.l] ADDR VALUE [COUNT]}. */
    Outcome mw(List<String> words) {
        if (words.size() < 3 || words.size() > 4 || !allHex(words.subList(1, words.size()))) {
            return usage("mw - memory write (fill)");
        }
        int width = Numbers.width(words.get(0), 4);
        long address = hex(words.get(1));
        long value = hex(words.get(2));
        long left = (words.size() == 4 ? hex(words.get(3)) : 1) * width;
        int filled = (int) Math.min(PIECE, left);
        ByteBuffer piece = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < filled; i++) {
            piece.put(i, (byte) (value >>> (i % width * 8)));
        }
        while (left > 0) {
            int now = (int) Math.min(PIECE, left);
            ram.write(address, piece.clear().limit(now));
            address += now;
            left -= now;
        }
        return Outcome.OK;
    }

    /** {@code md[.b|.w|.l] ADDR [COUNT]}. */
    Outcome md(List<String> words) {
        if (words.size() < 2 || words.size() > 3 || !allHex(words.subList(1, words.size()))) {
            return usage("md - memory display");
        }
        int width = Numbers.width(words.get(0), 4);
        long address = hex(words.get(1));
        long count = Math.min(words.size() == 3 ? hex(words.get(2)) : 0x40, 0x1000);
        for (long i = 0; i < count; i += 16 / width) {
            StringBuilder line = new StringBuilder(String.format("%08x:", address + i * width));
            for (long k = i; k < Math.min(count, i + 16 / width); k++) {
                line.append(String.format(" %0" + 2 * width + "x", ram.value(address + k * width, width)));
            }
            print.accept(line.toString());
        }
        return Outcome.OK;
    }

    /** {@code cp[.b|.w|.l] FROM TO COUNT}. */
    Outcome cp(List<String> words) {
        if (words.size() != 4 || !allHex(words.subList(1, 4))) {
            return usage("cp - memory copy");
        }
        long left = hex(words.get(3)) * Numbers.width(words.get(0), 4);
        for (long done = 0; done < left; ) {
            int now = (int) Math.min(PIECE, left - done);
            ram.write(hex(words.get(2)) + done, ram.bytes(hex(words.get(1)) + done, now));
            done += now;
        }
        return Outcome.OK;
    }

    /** {@code cmp[.b|.w|.l] A B COUNT}; exit code 1 at the first difference. */
    Outcome cmp(List<String> words) {
        if (words.size() != 4 || !allHex(words.subList(1, 4))) {
            return usage("cmp - memory compare");
        }
        int width = Numbers.width(words.get(0), 4);
        long count = hex(words.get(3));
        for (long done = 0; done < count * width; ) {
            int now = (int) Math.min(PIECE, count * width - done);
            int differs = ram.bytes(hex(words.get(1)) + done, now).mismatch(ram.bytes(hex(words.get(2)) + done, now));
            if (differs >= 0) {
                print.accept(String.format("Total of %d unit(s) were the same", (done + differs) / width));
                return Outcome.FAILED;
            }
            done += now;
        }
        print.accept(String.format("Total of %d unit(s) were the same", count));
        return Outcome.OK;
    }

    private Outcome usage(String text) {
        print.accept(text);
        return Outcome.FAILED;
    }

    private static boolean allHex(List<String> words) {
        return words.stream().map(Numbers::hex).allMatch(OptionalLong::isPresent);
    }

    private static long hex(String word) {
        return Numbers.hex(word).orElseThrow();
    }
}
