package dev.gangway.dispatch;

import dev.gangway.dispatch.Bindings.Decision;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortMapCommand;
import dev.gangway.message.PortStatus;
import dev.gangway.message.ScanOutcome;
import dev.gangway.model.DeskId;

/** What has to be done to answer a scan. Each case names what is done; {@link Hands} does it. */
sealed interface Act {
    /** Has it done. */
    <T> T by(Hands<T> hands);

    /**
     * Does each kind of act; a kind that is forgotten does not compile.
     *
     * @param <T> the answer, when it is there
     */
    interface Hands<T> {
        T answer(Answer act);

        T start(Start act);

        T waits(Wait act);

        T command(Command act);

        T teach(Teach act);

        T allowRework(AllowRework act);
    }

    /** Nothing but to say this. */
    record Answer(ScanOutcome outcome) implements Act {
        @Override
        public <T> T by(Hands<T> hands) {
            return hands.answer(this);
        }
    }

    /** Ask the port to start the job. */
    record Start(Decision.Bind bind, String shown) implements Act {
        @Override
        public <T> T by(Hands<T> hands) {
            return hands.start(this);
        }
    }

    /** Let the serial wait for its board, unless the ledger knows that it may not. */
    record Wait(Decision.Wait decision, String shown) implements Act {
        @Override
        public <T> T by(Hands<T> hands) {
            return hands.waits(this);
        }
    }

    /** Command a port. */
    record Command(PortStatus port, PortCommand command, String shown, String done) implements Act {
        @Override
        public <T> T by(Hands<T> hands) {
            return hands.command(this);
        }
    }

    /** Ask the port map. */
    record Teach(PortMapCommand command, String shown) implements Act {
        @Override
        public <T> T by(Hands<T> hands) {
            return hands.teach(this);
        }
    }

    /** Put on record that rework is allowed; only then is it. */
    record AllowRework(Permission permission, LedgerAppend.Note note, String shown) implements Act {
        @Override
        public <T> T by(Hands<T> hands) {
            return hands.allowRework(this);
        }
    }

    /**
     * Who allows rework, and where.
     *
     * @param desk where the next serial may have passed before
     * @param login who is logged in there
     * @param operator who signs it
     */
    record Permission(DeskId desk, String login, String operator) {}
}
