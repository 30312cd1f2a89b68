package dev.gangway.message;

import dev.gangway.model.DeskId;
import java.util.List;

/**
 * The barcodes of one picture.
 *
 * @param desk whose picture it is
 * @param texts the characters of each, as a scanner would deliver them, by position: from the top, then from the left
 * @param operator who is logged in there, or {@code -}
 */
public record PictureRead(DeskId desk, List<String> texts, String operator) implements Message {
    /** Copies the list. */
    public PictureRead {
        texts = List.copyOf(texts);
    }
}
