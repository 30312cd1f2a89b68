package dev.gangway.yaml;

import java.util.List;

/** The scalar shapes that the files of the house share. */
public final class Scalars {
    /** One line: no control characters, 1 to 200 characters. */
    public static final Shape.Text LINE =
            new Shape.Text("a text of one line, at most 200 characters", "[^\\u0000-\\u001f\\u007f]{1,200}");

    /** Several lines: no control characters but line feed and tab. */
    public static final Shape.Text LINES = new Shape.Text(
            "lines of text without control characters", "[^\\u0000-\\u0008\\u000b-\\u001f\\u007f]{1,60000}");

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

    /** All FEL addresses have 32 bits (FEL dossier, section 1). */
    public static final Shape.Whole ADDRESS = new Shape.Whole("an address from 0x0 to 0xffffffff", 0, 0xffff_ffffL);

    /** A regular expression; whether it is one, its reader checks. */
    public static final Shape.Text REGEX = new Shape.Text("a regular expression of one line", LINE.pattern());

    private Scalars() {}

    /** A byte count: a number, or a text with a unit. */
    public static Shape bytes(long min, long max) {
        String expected = "a byte count such as 64KiB, 16MiB or 0x1000";
        return new Shape.Either(
                expected, List.of(new Shape.Whole(expected, min, max), new Shape.Text(expected, Quantities.BYTES)));
    }

    /** A list of these, possibly empty, without repetition. */
    public static Shape.Items distinct(Shape item) {
        return new Shape.Items("a list", item, 0, true);
    }
}
