package dev.gangway.model;

/**
 * A place where one person scans at a time: a session of a page, or a scanner. Whose badge counts there, whether rework is
 * allowed and which slot is chosen holds for this place alone.
 *
 * @param name unique in the station; of a page it is a secret of that page, for others who knew it could act as it
 */
public record DeskId(String name) {
    private static final String PAGE = "page:";

    /** The desk of all programs that scan over HTTP and name none of their own. */
    public static final DeskId WEB = new DeskId("web");

    /** Checks the name; throws {@link IllegalArgumentException} when it is empty. */
    public DeskId {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a desk has a name");
        }
    }

    /** The desk of one session of a page. */
    public static DeskId page(String session) {
        return new DeskId(PAGE + session);
    }

    /** Whether it has a page of its own, which shows what happens there; what others do is shown on all pages. */
    public boolean isPage() {
        return name.startsWith(PAGE);
    }

    /** Without the secret: for the log. */
    @Override
    public String toString() {
        return isPage() ? "page" : name;
    }
}
