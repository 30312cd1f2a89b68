package dev.gangway.fel;

import dev.gangway.model.BoardId;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.Mark;
import dev.gangway.soc.AllwinnerSoc;
import java.util.List;
import java.util.Optional;

/** By what a board in FEL mode is known. */
final class FelIdentity {
    private FelIdentity() {}

    /** A board of this chip; its id is empty where none can be read. */
    static BoardIdentity of(AllwinnerSoc soc, FelVersion version, Optional<Sid> read) {
        Mark chip = Mark.chip(version.chip());
        if (read.isEmpty()) {
            return new BoardIdentity(BootMode.FEL, soc.name(), null, List.of(chip), List.of());
        }
        Sid sid = read.get();
        if (sid.isBlank()) {
            return new BoardIdentity(BootMode.FEL, soc.name(), null, List.of(chip, Sid.BLANK), List.of());
        }
        BoardId id = sid.boardId();
        Mark serial = new Mark(IdentityBasis.DERIVED_SERIAL, Mark.GADGET_SERIAL, sid.fastbootSerial(soc));
        return new BoardIdentity(BootMode.FEL, soc.name(), id, List.of(chip, Mark.id(id)), List.of(serial));
    }
}
