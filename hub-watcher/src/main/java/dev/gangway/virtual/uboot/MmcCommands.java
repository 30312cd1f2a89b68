package dev.gangway.virtual.uboot;

import dev.gangway.virtual.gadget.BlockPartitions;
import dev.gangway.virtual.gadget.StoreException;
import dev.gangway.virtual.uboot.Command.Outcome;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** {@code mmc} and {@code part} on the board's one eMMC, device 0. Numbers are hexadecimal, as in U-Boot. */
final class MmcCommands {
    private static final String DEVICE = "0";
    private static final int BLOCK = 512;
    private static final int PIECE = 1 << 16;

    private final BlockPartitions disk;
    private final UbootRam ram;
    private final Environment environment;
    private final Consumer<String> print;

    MmcCommands(BlockPartitions disk, UbootRam ram, Environment environment, Consumer<String> print) {
        this.disk = disk;
        this.ram = ram;
        this.environment = environment;
        this.print = print;
    }

    /** {@code mmc dev 0}, {@code mmc read ADDR BLOCK COUNT}. */
    Outcome mmc(List<String> words) {
        String verb = words.size() > 1 ? words.get(1) : "";
        if (verb.equals("dev") && words.size() > 2) {
            boolean there = words.get(2).equals(DEVICE);
            print.accept(there ? "switch to partitions #0, OK" : "MMC: no card present");
            return Outcome.of(there);
        }
        if (!verb.equals("read") || words.size() != 5) {
            print.accept("mmc - MMC sub system: wrong arguments");
            return Outcome.FAILED;
        }
        OptionalLong address = Numbers.hex(words.get(2));
        OptionalLong block = Numbers.hex(words.get(3));
        OptionalLong count = Numbers.hex(words.get(4));
        if (address.isEmpty() || block.isEmpty() || count.isEmpty()) {
            return Outcome.FAILED;
        }
        return read(address.getAsLong(), block.getAsLong() * BLOCK, count.getAsLong() * BLOCK);
    }

    private Outcome read(long address, long from, long length) {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        try {
            for (long done = 0; done < length; ) {
                piece.clear().limit((int) Math.min(PIECE, length - done));
                disk.readMedium(from + done, piece);
                ram.write(address + done, piece.flip());
                done += piece.limit();
            }
        } catch (StoreException e) {
            print.accept("MMC read: " + e.answer());
            return Outcome.FAILED;
        }
        print.accept("MMC read: " + length / BLOCK + " blocks read: OK");
        return Outcome.after(0, disk.writeTime(length));
    }

    /** {@code gpt write mmc 0 PARTITIONS}. */
    Outcome gpt(List<String> words) {
        if (words.size() != 5 || !words.subList(1, 4).equals(List.of("write", "mmc", DEVICE))) {
            print.accept("gpt - GUID Partition Table: wrong arguments");
            return Outcome.FAILED;
        }
        try {
            disk.layOut(words.get(4));
            print.accept("Writing GPT: success!");
            return Outcome.OK;
        } catch (StoreException e) {
            print.accept("Writing GPT: error: " + e.answer());
            return Outcome.FAILED;
        }
    }

    /** {@code part start mmc 0 NAME [VARIABLE]}, {@code part size …}. */
    Outcome part(List<String> words) {
        if (words.size() < 5 || !words.get(2).equals("mmc") || !words.get(3).equals(DEVICE)) {
            print.accept("part - disk partition related commands: wrong arguments");
            return Outcome.FAILED;
        }
        OptionalLong start = disk.start(words.get(4));
        if (start.isEmpty()) {
            print.accept("** No such partition **");
            return Outcome.FAILED;
        }
        try {
            long told =
                    switch (words.get(1)) {
                        case "start" -> start.getAsLong();
                        case "size" -> disk.size(words.get(4)) / BLOCK;
                        default -> throw new StoreException("unknown");
                    };
            if (words.size() > 5) {
                environment.set(words.get(5), Long.toHexString(told));
            } else {
                print.accept(Long.toHexString(told));
            }
            return Outcome.OK;
        } catch (StoreException e) {
            return Outcome.FAILED;
        }
    }
}
