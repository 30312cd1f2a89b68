package dev.gangway.message;

import dev.gangway.model.JobId;

/** What a page asks of the port at which a person works in a shell. A port has one shell at a time. */
public sealed interface ShellCommand extends Message {
    /** Which session; what its board says is kept under this name, as that of a job is. */
    JobId session();

    /** Hands this command to the handler's method for it and returns what that answers. */
    <R> R to(Handler<R> handler);

    /**
     * One who does all of it; a case that is added does not compile until each handler has its method.
     *
     * @param <R> what each method answers
     */
    interface Handler<R> {
        /** Begin. */
        R open(Open command);

        /** Pass keys on. */
        R type(Type command);

        /** Tell what the board said. */
        R take(Take command);

        /** End. */
        R close(Close command);
    }

    /**
     * Begin a session; refused while a job or another session has the port. Whoever made its name up has the only one.
     *
     * @param operator who works in it
     * @param shell which shell, by its protocol's name for it: {@code bootloader-shell}
     */
    record Open(JobId session, String operator, String shell) implements ShellCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.open(this);
        }
    }

    /** Keys that the person pressed, in order. */
    record Type(JobId session, String keys) implements ShellCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.type(this);
        }
    }

    /** What came since the last time; answered when there is something, or after some seconds with nothing. */
    record Take(JobId session) implements ShellCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.take(this);
        }
    }

    /** End the session, because of this; harmless when repeated. */
    record Close(JobId session, String why) implements ShellCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.close(this);
        }
    }
}
