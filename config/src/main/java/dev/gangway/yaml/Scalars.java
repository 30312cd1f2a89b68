package dev.gangway.yaml;

/** The scalar shapes that the files of the house share. */
public final class Scalars {
    /** One line: no control characters, 1 to 200 characters. */
    public static final Shape.Text LINE =
            new Shape.Text("a text of one line, at most 200 characters", "[^\\u0000-\\u001f\\u007f]{1,200}");

    /** A name that stands in files, logs and barcodes. */
    public static final String NAME_PATTERN = "[a-z0-9][a-z0-9._-]{0,39}";

    /** A name of this form. */
    public static final Shape.Text NAME =
            new Shape.Text("a name of at most 40 small letters, digits, dots, dashes or underscores", NAME_PATTERN);

    /** A path, absolute or relative. */
    public static final Shape.Text PATH = new Shape.Text("a path", "[^\\u0000-\\u001f\\u007f]{1,1000}");

    /** A duration with its unit. */
    public static final Shape.Text DURATION =
            new Shape.Text("a duration such as 500ms, 30s or 2m, not 0", Quantities.DURATION);

    /** A regular expression; whether it is one, its reader checks. */
    public static final Shape.Text REGEX = new Shape.Text("a regular expression of one line", LINE.pattern());

    private Scalars() {}

    /** A list of these, possibly empty, without repetition. */
    public static Shape.Items distinct(Shape item) {
        return new Shape.Items("a list", item, 0, true);
    }
}
