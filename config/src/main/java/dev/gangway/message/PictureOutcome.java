package dev.gangway.message;

import java.util.List;

/**
 * What became of the barcodes of one picture.
 *
 * @param outcomes one for each that counted, in the order in which they were applied
 */
public record PictureOutcome(List<ScanOutcome> outcomes) implements Message {
    /** Copies the list. */
    public PictureOutcome {
        outcomes = List.copyOf(outcomes);
    }
}
