package dev.gangway.port;

import dev.gangway.model.BoardIdentity;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureClass;
import dev.gangway.model.Serial;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The different boards that failed in a row on one port: enough of them blame the port. One thread, the machine's. */
final class FailedBoards {
    private final int limit;
    private final Set<String> boards = new LinkedHashSet<>();

    /**
     * Nothing has failed yet.
     *
     * @param limit how many different boards blame the port; 0 = it is never blamed
     */
    FailedBoards(int limit) {
        this.limit = limit;
    }

    /**
     * One more failure; why the port is to blame once there are enough. Failures that say something about this position
     * count; a bad image or a person's doing does not.
     */
    Optional<String> add(@Nullable BoardIdentity board, Serial serial, Failure why) {
        FailureClass who = why.kind().failureClass();
        if (limit == 0 || (who != FailureClass.TRANSIENT && who != FailureClass.BOARD)) {
            return Optional.empty();
        }
        boards.add(board != null && board.boardId() != null ? board.boardId().value() : serial.value());
        if (boards.size() < limit) {
            return Optional.empty();
        }
        String reason = boards.size() + " different boards in a row failed here, the last with "
                + why.kind().code() + ": check cable, socket and power of this slot, then release it.";
        boards.clear();
        return Optional.of(reason);
    }

    /** A board has passed, or a person has seen to the port. */
    void clear() {
        boards.clear();
    }
}
