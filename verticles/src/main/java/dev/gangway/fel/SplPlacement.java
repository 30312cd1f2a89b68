package dev.gangway.fel;

import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.soc.AllwinnerSoc.SwapArea;
import java.util.ArrayList;
import java.util.List;

/** Where the pieces of an SPL go, so that nothing of the boot ROM is overwritten before the SPL routine saved it. */
final class SplPlacement {
    private SplPlacement() {}

    /** A piece of the SPL: its address, its place in the file and its length. */
    record Piece(long address, int offset, int length) {}

    /**
     * The pieces, in the order in which they are written.
     *
     * @throws FailureException IMAGE_TOO_LARGE if the SPL does not fit
     */
    static List<Piece> of(AllwinnerSoc soc, int length) throws FailureException {
        List<Piece> pieces = new ArrayList<>();
        long limit = soc.sramBytes();
        int done = 0;
        for (SwapArea area : soc.swap().areas()) {
            if (area.backup() >= soc.spl() && area.backup() < soc.spl() + limit) {
                limit = area.backup() - soc.spl();
            }
            done += add(pieces, soc.spl() + done, done, length, area.bromArea() - soc.spl() - done);
            if (soc.spl() + done == area.bromArea()) {
                done += add(pieces, area.backup(), done, length, area.bytes());
            }
        }
        long toThunk = soc.thunk() - soc.spl();
        if (toThunk >= 0) {
            limit = Math.min(limit, toThunk);
        }
        if (length > limit) {
            throw new FailureException(
                    FailureKind.IMAGE_TOO_LARGE,
                    "SPL: too large (need " + length + ", have " + limit + ") for the SRAM of " + soc.name());
        }
        add(pieces, soc.spl() + done, done, length, length);
        return List.copyOf(pieces);
    }

    private static int add(List<Piece> pieces, long address, int offset, int length, long most) {
        int bytes = (int) Math.max(0, Math.min(length - offset, most));
        if (bytes > 0) {
            pieces.add(new Piece(address, offset, bytes));
        }
        return bytes;
    }
}
