package dev.gangway.recipe;

import dev.gangway.model.BootMode;
import java.time.Duration;
import java.util.List;

/**
 * One verb of a recipe. Texts marked <em>template</em> may hold {@code {{name}}}: a variable found by {@link
 * FelVariables}, {@code {{size:IMAGE}}} (the image's length in hex), {@code {{nonce}}} or {@code {{serial}}}.
 */
public sealed interface Step {
    /** What all steps have. */
    Common common();

    /** The verb as it stands in the file, for example {@code fel.write}. */
    String verb();

    /**
     * What all steps have.
     *
     * @param name the step's name in tiles, the log and the ledger
     * @param timeout how long the step may take in all
     * @param prompt what the operator has to do while it lasts; empty = nothing
     * @param ifLate the likely cause when the time runs out; empty = the general sentence
     */
    record Common(String name, Duration timeout, String prompt, String ifLate) {}

    /**
     * Wait until the board is on the same port in this mode.
     *
     * @param mode the boot mode to wait for
     * @param afresh whether the present attach does not count: the board must leave first
     */
    record Await(Common common, BootMode mode, boolean afresh) implements Step {
        @Override
        public String verb() {
            return "await";
        }
    }

    /** Load an SPL over FEL, run it and check that it came back. */
    record FelSpl(Common common, String image) implements Step {
        @Override
        public String verb() {
            return "fel.spl";
        }
    }

    /** Load SPL and U-Boot from one file; {@link FelStart} starts it later. */
    record FelUboot(Common common, String image) implements Step {
        @Override
        public String verb() {
            return "fel.uboot";
        }
    }

    /** Write an image into memory. */
    record FelWrite(Common common, String image, long address) implements Step {
        @Override
        public String verb() {
            return "fel.write";
        }
    }

    /**
     * Write a U-Boot script, wrapped as a legacy image, into memory.
     *
     * @param title the name in the legacy image's header
     * @param lines the script's lines (template)
     */
    record FelScript(Common common, long address, String title, List<String> lines) implements Step {
        /** Copies the list. */
        public FelScript {
            lines = List.copyOf(lines);
        }

        @Override
        public String verb() {
            return "fel.script";
        }
    }

    /** Run what is at this address. */
    record FelExec(Common common, long address) implements Step {
        @Override
        public String verb() {
            return "fel.exec";
        }
    }

    /** Start what {@link FelUboot} loaded. */
    record FelStart(Common common) implements Step {
        @Override
        public String verb() {
            return "fel.start";
        }
    }

    /**
     * Read {@code name=value} lines from memory, as {@code env export -t} leaves them, into variables.
     *
     * @param names the names that must be there; values are checked to be hex numbers
     */
    record FelVariables(Common common, long address, int length, List<String> names) implements Step {
        /** Copies the list. */
        public FelVariables {
            names = List.copyOf(names);
        }

        @Override
        public String verb() {
            return "fel.variables";
        }
    }

    /** Read back over FEL what was written there and compare it byte for byte. Counts as verification. */
    record FelVerify(Common common, String image, long address) implements Step {
        @Override
        public String verb() {
            return "fel.verify";
        }
    }

    /**
     * Write a U-Boot script that reads regions of the NAND back and leaves their CRC-32s in SRAM behind a nonce.
     *
     * @param address where the script goes
     * @param buffer where U-Boot may put what it reads
     * @param piece the longest piece read at once, in bytes
     * @param results where the nonce (4 bytes, little-endian) and then one CRC-32 (4 bytes, big-endian) a piece go
     * @param regions what is read back, in order
     * @param after the script's last lines, {@code reset} usually
     */
    record NandReadback(
            Common common,
            long address,
            long buffer,
            long piece,
            long results,
            List<Region> regions,
            List<String> after)
            implements Step {
        /** Copies the lists. */
        public NandReadback {
            regions = List.copyOf(regions);
            after = List.copyOf(after);
        }

        @Override
        public String verb() {
            return "nand.readback";
        }
    }

    /**
     * A region of the NAND that holds an image.
     *
     * @param image the image; of a sparse one its expanded content
     * @param offset where it begins (bad blocks are skipped as {@code nand read} does)
     */
    record Region(String image, long offset) {}

    /** Fetch what {@link NandReadback} left and compare it with the images. Counts as verification. */
    record NandCompare(Common common) implements Step {
        @Override
        public String verb() {
            return "nand.compare";
        }
    }

    /** Reset the board by its watchdog, over FEL. */
    record FelReset(Common common) implements Step {
        @Override
        public String verb() {
            return "fel.reset";
        }
    }

    /** Flash an image to a partition over fastboot; a large one is split for {@code max-download-size}. */
    record FastbootFlash(Common common, String image, String partition) implements Step {
        @Override
        public String verb() {
            return "fastboot.flash";
        }
    }

    /** Erase a partition over fastboot. */
    record FastbootErase(Common common, String partition) implements Step {
        @Override
        public String verb() {
            return "fastboot.erase";
        }
    }

    /** Leave fastboot; on U-Boot the script that started it goes on. */
    record FastbootContinue(Common common) implements Step {
        @Override
        public String verb() {
            return "fastboot.continue";
        }
    }

    /** Reboot over fastboot. */
    record FastbootReboot(Common common) implements Step {
        @Override
        public String verb() {
            return "fastboot.reboot";
        }
    }
}
