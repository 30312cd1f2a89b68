package dev.gangway.disk.uf2;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.format.Uf2Families;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.util.List;
import java.util.Optional;

/** Boards whose families are known by their Board-ID (the project's dossier of further boot ROMs). */
enum KnownBoard {
    RP2040("RPI-RP2", List.of(0xe48bff56L)),
    /** ARM in its secure state first, then RISC-V, ARM non-secure, absolute addresses, data. */
    RP2350("RP2350", List.of(0xe48bff59L, 0xe48bff5aL, 0xe48bff5bL, 0xe48bff57L, 0xe48bff58L));

    private final String boardId;
    private final List<Long> families;

    KnownBoard(String boardId, List<Long> families) {
        this.boardId = boardId;
        this.families = families;
    }

    /** What the drive of the ROM with this USB id calls its board; empty when the ROM is not known. */
    static String boardId(UsbIdentity identity) {
        return switch (identity.vid() << 16 | identity.pid()) {
            case 0x2e8a0003 -> RP2040.boardId;
            case 0x2e8a000f -> RP2350.boardId;
            default -> "";
        };
    }

    /**
     * The family for a board.
     *
     * @param wanted what the recipe or the person says; empty = the usual one
     * @throws FailureException RECIPE_INVALID when that is none of this board's, or nobody knows
     */
    static long family(String boardId, Optional<Long> wanted) throws FailureException {
        for (KnownBoard known : values()) {
            if (known.boardId.equals(boardId)) {
                long family = wanted.orElse(known.families.get(0));
                if (!known.families.contains(family)) {
                    throw new FailureException(
                            FailureKind.RECIPE_INVALID,
                            "the board is " + boardId + ", which takes no family " + Uf2Families.told(family)
                                    + ": leave the family out");
                }
                return family;
            }
        }
        return wanted.orElseThrow(() -> new FailureException(
                FailureKind.RECIPE_INVALID,
                "the board calls itself \"" + boardId
                        + "\", whose UF2 family is not known here: say it with \"family:\", eight digits of hex"));
    }
}
