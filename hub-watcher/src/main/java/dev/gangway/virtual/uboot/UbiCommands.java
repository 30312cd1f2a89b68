package dev.gangway.virtual.uboot;

import dev.gangway.virtual.nand.MtdParts;
import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.ubifs.LogicalBlocks;
import dev.gangway.virtual.ubifs.UbifsException;
import dev.gangway.virtual.ubifs.UbifsVolume;
import dev.gangway.virtual.uboot.Command.Outcome;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * mtdparts, ubi, ubifsmount, ubifsload and bootz, from what the chip holds.
 */
final class UbiCommands {
    private static final long LARGEST_FILE = 64 << 20;
    /** The magic number of an ARM zImage, and where it stands (Linux arch/arm/boot/compressed/head.S). */
    private static final int ZIMAGE = 0x016f2818;

    private static final int ZIMAGE_AT = 0x24;
    private static final int FDT_MAGIC = 0xd00dfeed;

    private final NandDriver nand;
    private final UbootRam ram;
    private final Environment environment;
    private final Runnable linux;
    private final Consumer<String> print;
    private @Nullable NandUbiScan attached;
    private @Nullable UbifsVolume mounted;
    private String lack = "";

    UbiCommands(NandDriver nand, UbootRam ram, Environment environment, Runnable linux, Consumer<String> print) {
        this.nand = nand;
        this.ram = ram;
        this.environment = environment;
        this.linux = linux;
        this.print = print;
    }

    Outcome mtdparts(List<String> words) {
        if (words.size() > 1) {
            print.accept("mtdparts: only the list is built in");
            return Outcome.FAILED;
        }
        Optional<MtdParts> map = parts();
        if (map.isEmpty()) {
            print.accept("mtdparts variable not set or malformed, see 'help mtdparts'");
            return Outcome.FAILED;
        }
        for (MtdParts.Partition part : map.get().partitions()) {
            print.accept(String.format("%-16s 0x%010x @ 0x%010x", part.name(), part.size(), part.offset()));
        }
        return Outcome.OK;
    }

    /** {@code ubi part NAME}. */
    Outcome ubi(List<String> words) {
        if (words.size() < 3 || !words.get(1).equals("part")) {
            print.accept("ubi: only 'ubi part NAME' is built in");
            return Outcome.FAILED;
        }
        Optional<MtdParts.Partition> part = parts().flatMap(map -> map.find(words.get(2)));
        if (part.isEmpty()) {
            print.accept("Partition " + words.get(2) + " not found!");
            return Outcome.FAILED;
        }
        NandUbiScan scan = NandUbiScan.of(nand.chip(), part.get());
        mounted = null;
        lack = "";
        if (scan.problem().isPresent()) {
            attached = null;
            return lacks("UBI error: " + scan.problem().get());
        }
        attached = scan;
        print.accept("UBI: attached mtd " + words.get(2));
        return Outcome.OK;
    }

    Outcome ubifsmount(List<String> words) {
        NandUbiScan scan = attached;
        String volume = words.size() == 2 ? words.get(1).substring(words.get(1).indexOf(':') + 1) : "";
        mounted = null;
        if (scan == null) {
            print.accept("UBI is not attached; ubi part comes first");
            return Outcome.FAILED;
        }
        Optional<LogicalBlocks> blocks = scan.volume(volume);
        if (blocks.isEmpty()) {
            return lacks("UBI has no volume '" + volume + "' with content");
        }
        try {
            mounted = UbifsVolume.mount(blocks.get());
            mounted.unseen().ifPresent(what -> print.accept("(UBIFS: " + what + ")"));
        } catch (UbifsException e) {
            return lacks("UBIFS error: " + e.getMessage() + "; error reading superblock on volume '" + volume + "'!");
        }
        print.accept("UBIFS: mounted UBI device 0, volume 0, name \"" + volume + "\"");
        return Outcome.OK;
    }

    /** {@code ubifsload ADDRESS FILE [BYTES]}. */
    Outcome ubifsload(List<String> words) {
        UbifsVolume volume = mounted;
        if (volume == null) {
            print.accept("UBIFS not mounted, use ubifsmount to mount volume first!");
            return Outcome.FAILED;
        }
        OptionalLong address = words.size() < 3 ? OptionalLong.empty() : Numbers.hex(words.get(1));
        if (address.isEmpty()) {
            print.accept("ubifsload: an address and a file are needed");
            return Outcome.FAILED;
        }
        String file = words.get(2);
        print.accept("Loading file '" + file + "' to addr 0x" + Long.toHexString(address.getAsLong()) + "...");
        try {
            byte[] content = volume.read(file, LARGEST_FILE);
            ram.write(address.getAsLong(), ByteBuffer.wrap(content));
            environment.set("filesize", Integer.toHexString(content.length));
            print.accept("Done (" + content.length + " bytes)");
            return Outcome.OK;
        } catch (UbifsException e) {
            return lacks("UBIFS error: " + e.getMessage() + "; error reading file '" + file + "'");
        }
    }

    /** {@code bootz KERNEL [INITRD|-] [TREE]}. */
    Outcome bootz(List<String> words) {
        OptionalLong kernel = Numbers.hex(words.size() > 1 ? words.get(1) : environment.get("loadaddr"));
        if (kernel.isEmpty() || ram.value(kernel.getAsLong() + ZIMAGE_AT, 4) != ZIMAGE) {
            return lacks("Bad Linux ARM zImage magic!");
        }
        if (words.size() > 3) {
            OptionalLong tree = Numbers.hex(words.get(3));
            if (tree.isEmpty() || ram.bytes(tree.getAsLong(), 4).getInt() != FDT_MAGIC) {
                return lacks("ERROR: Did not find a cmdline Flattened Device Tree");
            }
        }
        print.accept("Starting kernel ...");
        linux.run();
        return Outcome.WAITING;
    }

    /** What went wrong first since UBI was attached last, since scripts go on; empty while nothing did. */
    String lack() {
        return lack;
    }

    private Outcome lacks(String what) {
        if (lack.isEmpty()) {
            lack = what;
        }
        print.accept(what);
        return Outcome.FAILED;
    }

    private Optional<MtdParts> parts() {
        return MtdParts.parse(environment.get("mtdparts"), nand.chip().geometry());
    }
}
