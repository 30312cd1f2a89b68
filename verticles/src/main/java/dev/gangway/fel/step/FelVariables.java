package dev.gangway.fel.step;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.util.HashMap;
import java.util.Map;

/** What {@code fel.variables} makes of the variables that a board told: hex numbers, and what follows from them. */
final class FelVariables {
    /** The bytes of an erase block. */
    static final String ERASE = "nand_erasesize";

    /** The bytes of a page. */
    static final String WRITE = "nand_writesize";

    /** The derived variable: pages per erase block, in hex without 0x, as {@code nand write.raw} counts. */
    static final String PAGES = "nand_pages";

    private FelVariables() {}

    /**
     * These variables and what is derived from them.
     *
     * @param read hex numbers without 0x, by name
     * @throws FailureException of kind PROTOCOL_GARBAGE when a value is no hex number or the geometry is impossible: a
     *     brown-out leaves such bytes
     */
    static Map<String, String> derive(Map<String, String> read) throws FailureException {
        for (Map.Entry<String, String> one : read.entrySet()) {
            if (!one.getValue().matches("[0-9a-fA-F]{1,8}")) {
                throw new FailureException(
                        FailureKind.PROTOCOL_GARBAGE,
                        one.getKey() + " is no hex number: the board's power may have dropped; use a stronger supply");
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
}
