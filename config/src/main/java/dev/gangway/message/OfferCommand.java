package dev.gangway.message;

/** What a person asks about recipes and images that the line may flash from now on. */
public sealed interface OfferCommand extends Message {
    /** Hands this command to the handler's method for it and returns what that answers. */
    <R> R to(Handler<R> handler);

    /**
     * One who does all of it; a case that is added does not compile until each handler has its method.
     *
     * @param <R> what each method answers
     */
    interface Handler<R> {
        /** Tell what is chosen and what could be. */
        R show(Show command);

        /** Look at something. */
        R look(Look command);

        /** Look at a file that somebody sends. */
        R send(Send command);

        /** Take a part of that file. */
        R piece(Piece command);

        /** Tell how a look stands. */
        R follow(Follow command);

        /** Forget what was looked at. */
        R drop(Drop command);

        /** Flash from now on what was looked at. */
        R choose(Choose command);

        /** Flash again what is configured. */
        R release(Release command);
    }

    /** Tell what is chosen and what could be. */
    record Show() implements OfferCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.show(this);
        }
    }

    /**
     * Look at a recipe: fetch it where it is a link, hold it against the rules, and fetch its images.
     *
     * @param recipe the link of a recipe; empty = one of this station's own
     * @param image the link of an image that stands in for one of the recipe's; empty = the recipe's own images
     * @param name the name of the station's own recipe, where no link of one is given
     * @param stands which of the recipe's images the linked one stands in for; empty = the only one, or that of the file's name
     * @param member the path inside an archive that the link leads to; empty = the only file
     */
    record Look(String recipe, String image, String name, String stands, String member) implements OfferCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.look(this);
        }
    }

    /**
     * Look at a file that somebody sends for an image of one of the station's own recipes. Nothing of it has come yet; when this is
     * accepted, there is room for it.
     *
     * @param recipe the recipe's name
     * @param stands for which of its images it is
     * @param file the file's name on the sender's machine
     * @param member the path inside, where the file is an archive; empty = its only file
     * @param bytes the file's length
     * @param operator who sends it; {@code -} for nobody known
     */
    record Send(String recipe, String stands, String file, String member, long bytes, String operator)
            implements OfferCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.send(this);
        }
    }

    /**
     * A part of a file that is sent. The answer comes when there is place for the next one, which is sent then and no sooner.
     *
     * @param id of the look
     * @param at how many bytes came before it
     * @param declared how many bytes the sender says will come in all; -1 = it does not say
     * @param bytes the part
     */
    record Piece(String id, long at, long declared, byte[] bytes) implements OfferCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.piece(this);
        }
    }

    /** Forget what was looked at; of a file that is being sent nothing is left. */
    record Drop(String id) implements OfferCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.drop(this);
        }
    }

    /** Tell how a look stands. */
    record Follow(String id) implements OfferCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.follow(this);
        }
    }

    /** Flash from now on what was looked at. */
    record Choose(String id, String operator) implements OfferCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.choose(this);
        }
    }

    /** Flash again what is configured. */
    record Release(String operator) implements OfferCommand {
        @Override
        public <R> R to(Handler<R> handler) {
            return handler.release(this);
        }
    }
}
