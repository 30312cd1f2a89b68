package dev.gangway.virtual.uboot;

import dev.gangway.virtual.nand.MtdParts;
import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.uboot.Command.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * mtdparts, ubi, ubifsmount, ubifsload and bootz. UBI is really scanned; UBIFS is not modelled: a mounted volume is taken
 * to hold whatever file is asked for.
 */
final class UbiCommands {
    private final NandDriver nand;
    private final Environment environment;
    private final Runnable linux;
    private final Consumer<String> print;
    private @Nullable NandUbiScan attached;
    private boolean mounted;
    private boolean loaded;

    UbiCommands(NandDriver nand, Environment environment, Runnable linux, Consumer<String> print) {
        this.nand = nand;
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
        if (scan.problem().isPresent()) {
            print.accept("UBI error: " + scan.problem().get());
            attached = null;
            return Outcome.FAILED;
        }
        attached = scan;
        mounted = false;
        print.accept("UBI: attached mtd " + words.get(2));
        return Outcome.OK;
    }

    Outcome ubifsmount(List<String> words) {
        NandUbiScan scan = attached;
        String volume = words.size() == 2 ? words.get(1).substring(words.get(1).indexOf(':') + 1) : "";
        mounted = scan != null && scan.hasContent(volume);
        if (!mounted) {
            print.accept("Error reading superblock on volume '" + volume + "'!");
        }
        return Outcome.of(mounted);
    }

    Outcome ubifsload(List<String> words) {
        if (!mounted || words.size() < 3) {
            print.accept("UBIFS not mounted, use ubifsmount to mount volume first!");
            return Outcome.FAILED;
        }
        loaded = true;
        print.accept("Loading file '" + words.get(2) + "' to addr " + words.get(1));
        return Outcome.OK;
    }

    Outcome bootz() {
        if (!loaded) {
            print.accept("Bad Linux ARM zImage magic!");
            return Outcome.FAILED;
        }
        print.accept("Starting kernel ...");
        linux.run();
        return Outcome.WAITING;
    }

    private Optional<MtdParts> parts() {
        return MtdParts.parse(environment.get("mtdparts"), nand.chip().geometry());
    }
}
