package dev.gangway.recipe;

import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

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
     * @param mode the boot mode to wait for; while it is RUNNING and the board comes back in FEL instead, the board is
     *     reset again, since its boot button is still pressed
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
     * Write a U-Boot script, wrapped as a legacy image, into memory. When an SPL with U-Boot's SPL header was loaded before
     * in the same FEL round, the script's address is also left in that header, from where mainline U-Boot takes {@code
     * fel_scriptaddr} (FEL dossier, section 5); U-Boot without it runs what is at its own {@code scriptaddr}.
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
     * <p>A recipe may also use the derived variable {@code nand_pages}, pages per erase block in hex, when both {@code
     * nand_erasesize} and {@code nand_writesize} are read: {@link #derive}.
     *
     * @param names the names that must be there; values are checked to be hex numbers
     */
    record FelVariables(Common common, long address, int length, List<String> names) implements Step {
        private static final String ERASE = "nand_erasesize";
        private static final String WRITE = "nand_writesize";

        /** The derived variable: pages per erase block, in hex without 0x, as {@code nand write.raw} counts. */
        public static final String PAGES = "nand_pages";

        /** Copies the list. */
        public FelVariables {
            names = List.copyOf(names);
        }

        /** What is known after a step that reads these names: they, and what is derived from them. */
        public static Set<String> provided(Collection<String> names) {
            Set<String> all = new HashSet<>(names);
            if (all.contains(ERASE) && all.contains(WRITE)) {
                all.add(PAGES);
            }
            return Set.copyOf(all);
        }

        /**
         * These variables and what is derived from them.
         *
         * @param read hex numbers without 0x, by name
         * @throws FailureException of kind PROTOCOL_GARBAGE when a value is no hex number or the geometry is impossible:
         *     a brown-out leaves such bytes
         */
        public static Map<String, String> derive(Map<String, String> read) throws FailureException {
            for (Map.Entry<String, String> one : read.entrySet()) {
                if (!one.getValue().matches("[0-9a-fA-F]{1,8}")) {
                    throw new FailureException(
                            FailureKind.PROTOCOL_GARBAGE,
                            one.getKey()
                                    + " is no hex number: the board's power may have dropped; use a stronger supply");
                }
            }
            Map<String, String> all = new HashMap<>(read);
            String erase = read.get(ERASE);
            String write = read.get(WRITE);
            if (erase != null && write != null) {
                long block = Long.parseLong(erase, 16);
                long page = Long.parseLong(write, 16);
                if (page == 0 || block == 0 || block % page != 0) {
                    throw new FailureException(
                            FailureKind.PROTOCOL_GARBAGE,
                            "impossible NAND geometry: erase size " + erase + ", page size " + write);
                }
                all.put(PAGES, Long.toHexString(block / page));
            }
            return Map.copyOf(all);
        }

        @Override
        public String verb() {
            return "fel.variables";
        }
    }

    /**
     * Read back over FEL what was written there and compare it byte for byte. Counts as verification.
     *
     * @param image what should be there; of an SPL with U-Boot behind it, the U-Boot part: the SPL has run and changed its
     *     own memory
     * @param address where it should be; 0 with an SPL with U-Boot behind it means where U-Boot was loaded, as its own
     *     header (legacy image or FIT) says. Must come before {@link FelStart}.
     */
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
     * @param results where the nonce (4 bytes, little-endian) and then one CRC-32 (4 bytes, big-endian) a piece go; of raw
     *     pages the CRC-32 of what they were compared with, and a word (little-endian) with their number above 16 bits of
     *     the most words that differ in one of them
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
     * @param offset where it begins (bad blocks are skipped as {@code nand read} does; raw pages are where they are)
     * @param rawAt of raw pages: where in memory the same pages lie, put there before; U-Boot compares them there, because
     *     single bits of raw pages flip
     */
    record Region(String image, long offset, OptionalLong rawAt) {
        /** A region behind the NAND's own error correction. */
        public Region(String image, long offset) {
            this(image, offset, OptionalLong.empty());
        }
    }

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
