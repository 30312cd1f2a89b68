package dev.gangway.slot;

import dev.gangway.message.PortMapReply;
import java.util.List;

/**
 * What follows from a question to the {@link SlotDesk}.
 *
 * @param effects what is done first
 * @param answer how it is answered
 */
record SlotTurn(List<SlotEffect> effects, SlotAnswer answer) {
    /** Copies the list. */
    SlotTurn {
        effects = List.copyOf(effects);
    }

    /** Nothing is done, for this reason. */
    static SlotTurn refused(String reason, String message) {
        return new SlotTurn(List.of(), new SlotAnswer.Reply(new PortMapReply.Refused(reason, message)));
    }
}
