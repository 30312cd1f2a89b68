package dev.gangway.protocol;

import dev.gangway.image.PreparedImage;
import dev.gangway.language.ScriptDialect;
import dev.gangway.message.ImageUsed;
import dev.gangway.model.FailureException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What a running step may use. One thread, the port's worker. */
public interface Attempt {
    /** The board, as this protocol's client; opened when it is not yet, and closed by whoever gives it. */
    <D> D board(Protocol<D, ?> protocol) throws FailureException;

    /** To be called before a command that makes the board leave: whatever is attached now is not its answer to it. */
    void leaving();

    /** Lets go of the board, which stays as it is. */
    void letGo();

    /** The image of this name, opened and checked; its file's name may depend on what the board told. */
    PreparedImage image(String name) throws FailureException;

    /**
     * A file that an image names by a path from its own folder, as a build's list of files does: an image of its own in the
     * record, {@code IMAGE:FILE}, for which the recipe asks the same proofs as for the image that names it.
     *
     * @param file with slashes
     */
    PreparedImage beside(String image, String file) throws FailureException;

    /** The folder in which the recipe's images are. */
    Path folder();

    /** Something that is no image of the recipe goes to the board: it stands in the record as images do, with its proof. */
    void used(ImageUsed image);

    /**
     * Lines of a script with their {@code {{…}}} replaced; images that they name by size are opened before.
     *
     * @throws FailureException RECIPE_INVALID when a value could mean more to the shell than itself
     */
    List<String> expand(ScriptDialect dialect, List<String> lines) throws FailureException;

    /** A variable that the board told, in hex; later templates may use it, and it goes into the record. */
    void learn(String variable, String value);

    /**
     * A variable that was learned before.
     *
     * @throws FailureException RECIPE_INVALID when no step found it out
     */
    long number(String variable) throws FailureException;

    /** Counts the bytes of the running step. */
    Meter meter();

    /** A line that the board said while it works on the running step: for who watches, and for the record. */
    void said(String line);

    /** What the board has begun to say and has not ended with a line; what comes next takes its place. */
    void saying(String begun);

    /** A fact about the running step, for the record. */
    void note(String name, String value);

    /**
     * A secret that the recipe does not name, since something that it uses brings its own: masked from here on wherever it would be
     * shown, logged or kept.
     *
     * @param name what stands for it
     * @param value one of a few signs can't be masked, since each word could be it: the record says so then
     */
    void hide(String name, String value);

    /**
     * Something of this image went, or may have gone, to a medium that keeps it. It has to be proved from there afterwards,
     * or the attempt fails; what was proved before is so no more.
     *
     * @param place where, as {@link #proved} names it: a partition, a region
     */
    void wrote(String image, String place);

    /**
     * What this image should have left was read back from the board and is there.
     *
     * @param proof what was read back, and how it was compared
     */
    void proved(String image, Proof proof);

    /**
     * All that this image leaves at a place was found there before the step wrote anything: it counts as written and as read back
     * from the medium, and the record says "already there", until something changes that stretch.
     *
     * @param proof from the medium, of that place: what was asked of the board, and how it was compared
     * @param stretch where on the medium that is
     */
    void alreadyThere(String image, Proof proof, Stretch stretch);

    /**
     * Whether {@link #alreadyThere} was said of this image and place, still holds, the board was not opened anew since, and nothing
     * was written or erased since, which may have gone astray: then a step that verifies need not look again.
     */
    boolean isAlreadyThere(String image, String place);

    /** So many bytes of the image went to a medium of which a step had looked first what it holds. */
    void sent(String image, long bytes);

    /** A step writes or erases there now: what was found there before is proved no more. To be called before the first byte. */
    void changes(Stretch stretch);

    /**
     * This attempt has to do this before it ends, or it fails, whatever the recipe says of proofs: half of something was begun.
     *
     * @param what for people, and the same text each time
     */
    void owes(String what);

    /** Whether {@link #owes} was said of this, and {@link #settles} not. */
    boolean isOwed(String what);

    /** That is done. What is owed once more stays done. */
    void settles(String what);

    /** Waits; ends early when the job is stopped. */
    void pause(Duration time) throws FailureException;

    /** A number that no other attempt has: what an earlier one left on the board can't be taken for this one's. */
    int nonce();
}
