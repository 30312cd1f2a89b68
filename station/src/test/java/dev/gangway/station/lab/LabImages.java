package dev.gangway.station.lab;

import dev.gangway.format.NandGeometry;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.sample.SampleImages;
import dev.gangway.virtual.spec.BoardKinds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * {@code LabImages FOLDER BYTES [KIND [KEY=VALUE…]]}: writes a {@code new-image/} folder for the lab's C.H.I.P. Pro boards, or the files that
 * boards of a kind take.
 */
final class LabImages {
    /** Of the C.H.I.P. Pro: 512 MiB SLC. */
    private static final NandGeometry NAND = new NandGeometry(0x40000, 0x1000, 0x100);

    private LabImages() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        long bytes = Long.parseLong(args[1]);
        if (args.length < 3) {
            SampleImages.chip(folder, NAND, bytes, 7);
            return;
        }
        for (BoardKind kind : BoardKinds.ALL) {
            if (kind.name().equals(args[2])) {
                kind.writeImages(BoardOptions.of(kind, keys(args)), folder, bytes, 7);
            }
        }
    }

    private static Map<String, String> keys(String[] args) {
        Map<String, String> keys = new HashMap<>();
        for (int i = 3; i < args.length; i++) {
            String[] pair = args[i].split("=", 2);
            keys.put(pair[0], pair[1]);
        }
        return keys;
    }
}
