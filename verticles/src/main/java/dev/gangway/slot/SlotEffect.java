package dev.gangway.slot;

import dev.gangway.message.BoardSighting;
import dev.gangway.message.PortMap;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import org.jspecify.annotations.Nullable;

/** What has to be done after an input of the {@link SlotDesk}. */
sealed interface SlotEffect {
    /** Has it done. */
    void by(SlotHands hands);

    /** Set this port to work. */
    record Deploy(SlotPlan slot, @Nullable BoardSighting seen) implements SlotEffect {
        @Override
        public void by(SlotHands hands) {
            hands.deploy(this);
        }
    }

    /** Tell a port its label. */
    record Rename(PortPath port, Slot slot) implements SlotEffect {
        @Override
        public void by(SlotHands hands) {
            hands.rename(this);
        }
    }

    /** Tell the map to all. */
    record Tell(PortMap map) implements SlotEffect {
        @Override
        public void by(SlotHands hands) {
            hands.tell(this);
        }
    }

    /** Put on record what was done to the map. */
    record Note(String operator, String what) implements SlotEffect {
        @Override
        public void by(SlotHands hands) {
            hands.note(this);
        }
    }

    /** Log that a hub is not where it was. */
    record Warn(HubMove move) implements SlotEffect {
        @Override
        public void by(SlotHands hands) {
            hands.warn(this);
        }
    }
}
