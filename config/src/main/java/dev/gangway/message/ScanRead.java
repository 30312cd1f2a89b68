package dev.gangway.message;

import dev.gangway.model.DeskId;
import java.time.Duration;

/**
 * What a scanner delivered, as it came.
 *
 * @param source where from, for example {@code web}, {@code serial:/dev/ttyACM0}, {@code image}, {@code demo}
 * @param desk whose scan it is: what was set by earlier scans of this desk counts for it, and no other's
 * @param text the characters as received, unchanged; any length and content
 * @param operator who is logged in there, or {@code -}
 */
public record ScanRead(String source, DeskId desk, String text, String operator) implements Message {
    /** The source of what is scanned on the operator's page. */
    public static final String WEB = "web";

    /** The source of what was found in a picture of a label. */
    public static final String IMAGE = "image";

    /** The source of what is scanned on the page of the port map: there, what is no command is a slot's label. */
    public static final String PORT_MAP = "web:port-map";

    /**
     * How long the answer takes at most. Usually it is there within 100 ms; but a job's opening waits for the disk, and who
     * gives up before it is there cannot know whether the job starts.
     */
    public static final Duration LONGEST_ANSWER = Duration.ofSeconds(60);

    /** A scan of a source that is a desk by itself: a scanner. */
    public ScanRead(String source, String text, String operator) {
        this(source, new DeskId(source), text, operator);
    }
}
