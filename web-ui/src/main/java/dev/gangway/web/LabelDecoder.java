package dev.gangway.web;

import io.vertx.core.Future;
import java.util.List;

/** Reads the barcodes on a picture of a label. The station wires it in; decoding never runs on the event loop. */
@FunctionalInterface
public interface LabelDecoder {
    /**
     * Finds all barcodes.
     *
     * @param picture a PNG or JPEG file's bytes, at most 8 MiB; any content
     * @return the texts as a scanner would send them, from the top of the picture, then from the left; empty when there is none; failed when the bytes are no picture
     */
    Future<List<String>> decode(byte[] picture);
}
