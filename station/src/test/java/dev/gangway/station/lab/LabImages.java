package dev.gangway.station.lab;

import dev.gangway.format.NandGeometry;
import dev.gangway.virtual.sample.SampleImages;
import java.io.IOException;
import java.nio.file.Path;

/** {@code LabImages FOLDER BYTES}: writes a {@code new-image/} folder for the lab's C.H.I.P. Pro boards. */
final class LabImages {
    /** Of the C.H.I.P. Pro: 512 MiB SLC. */
    private static final NandGeometry NAND = new NandGeometry(0x40000, 0x1000, 0x100);

    private LabImages() {}

    public static void main(String[] args) throws IOException {
        SampleImages.chip(Path.of(args[0]), NAND, Long.parseLong(args[1]), 7);
    }
}
