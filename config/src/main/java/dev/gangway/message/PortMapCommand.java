package dev.gangway.message;

import dev.gangway.model.DeskId;
import dev.gangway.model.HubPath;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;

/** What can be asked of the port map. All that changes it needs a lesson, which {@link Begin} begins. */
public sealed interface PortMapCommand extends Message {
    /** Hands this command to the handler's method for it and returns what that answers. */
    <R> R to(Handler<R> handler);

    /**
     * One who does all of it; a case that is added does not compile until each handler has its method.
     *
     * @param <R> what each method answers
     */
    interface Handler<R> {
        /** Tell the map. */
        R show(Show command);

        /** Begin a lesson. */
        R begin(Begin command);

        /** End it. */
        R end(End command);

        /** Take a label for the port that is asked for. */
        R answer(Answer command);

        /** Name and place a port. */
        R put(Put command);

        /** Forget a port. */
        R remove(Remove command);

        /** Take the slots of a hub elsewhere. */
        R moveHub(MoveHub command);
    }

    /** Tell the map. */
    record Show() implements PortMapCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.show(this);
        }
    }

    /** Begin a lesson at this desk, or go on there with the one that is under way. Whether they may is decided before. */
    record Begin(String operator, DeskId desk) implements PortMapCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.begin(this);
        }
    }

    /** End the lesson. */
    record End(String operator) implements PortMapCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.end(this);
        }
    }

    /** The label of the port that the lesson asks for; empty = the one that it suggests. */
    record Answer(String operator, String label) implements PortMapCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.answer(this);
        }
    }

    /** Give a port this slot and place; row and column 0 = the page decides. */
    record Put(String operator, PortPath port, Slot slot, int row, int column) implements PortMapCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.put(this);
        }
    }

    /** Forget what was learned of a port. */
    record Remove(String operator, PortPath port) implements PortMapCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.remove(this);
        }
    }

    /** A hub was plugged in elsewhere: its slots go with it. */
    record MoveHub(String operator, HubPath from, HubPath to) implements PortMapCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.moveHub(this);
        }
    }
}
