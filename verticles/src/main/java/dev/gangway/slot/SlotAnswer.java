package dev.gangway.slot;

import dev.gangway.message.PortMapReply;

/** How a question to the {@link SlotDesk} is answered: at once, or when what it changes is on disk. */
sealed interface SlotAnswer {
    /** Hands it to whoever takes both. */
    <R> R to(Handler<R> handler);

    /**
     * Takes both kinds.
     *
     * @param <R> the answer, when it is there
     */
    interface Handler<R> {
        /** The answer is there. */
        R reply(Reply answer);

        /** A change has to be stored first. */
        R store(Store answer);
    }

    /** This. */
    record Reply(PortMapReply reply) implements SlotAnswer {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.reply(this);
        }
    }

    /**
     * Store what was learned, then tell {@link SlotDesk#stored} or {@link SlotDesk#notStored}, which answers.
     *
     * @param operator who changes the map
     * @param learned all that is learned then
     * @param message what is done, in a sentence
     * @param answersLesson whether the port that the lesson asks for has its label then
     */
    record Store(String operator, LearnedMap learned, String message, boolean answersLesson) implements SlotAnswer {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.store(this);
        }
    }
}
