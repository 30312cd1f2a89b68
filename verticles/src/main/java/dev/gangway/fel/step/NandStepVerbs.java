package dev.gangway.fel.step;

import static dev.gangway.language.Keys.ARGUMENT;

import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.None;
import dev.gangway.language.ScriptDialect;
import dev.gangway.language.Verb;
import java.util.List;
import java.util.Optional;

/** The {@code nand.*} verbs of recipes. */
final class NandStepVerbs {
    /**
     * A U-Boot script that reads regions of the NAND back and leaves their CRC-32s in SRAM behind a nonce.
     *
     * @param address where the script goes
     * @param buffer where U-Boot may put what it reads
     * @param piece the longest piece read at once, in bytes
     * @param results where the nonce (4 bytes, little-endian) and then one CRC-32 (4 bytes, big-endian) a piece go; of raw
     *     pages the CRC-32 of what they were compared with, and a word (little-endian) with their number above 16 bits of
     *     the most words that differ in one of them
     * @param regions what is read back, in order
     * @param after the script's last lines, {@code reset} usually
     */
    record Readback(long address, long buffer, long piece, long results, List<Region> regions, List<String> after) {}

    /**
     * A region of the NAND that holds an image.
     *
     * @param image the image; of a sparse one its expanded content
     * @param offset where it begins (bad blocks are skipped as {@code nand read} does; raw pages are where they are)
     * @param rawAt of raw pages: where in memory the same pages lie, put there before; U-Boot compares them there, because
     *     single bits of raw pages flip
     */
    record Region(String image, long offset, Optional<Long> rawAt) {}

    private static final Key<String> IMAGE = Keys.image("image", "The image that is there.");
    private static final Key<Long> OFFSET = Keys.whole(
            "offset", "an offset from 0", 0, 1L << 40, "Where in the NAND it begins; bad blocks are skipped.");
    private static final Key<Optional<Long>> RAW_AT = Keys.address(
                    "rawAt",
                    "Raw pages: where in memory the same pages lie, by a fel.write before. They are compared there.")
            .optional();
    private static final Form<Region> REGION = new Form<>(
            List.of(IMAGE, OFFSET, RAW_AT),
            values -> new Region(values.get(IMAGE), values.get(OFFSET), values.get(RAW_AT)));

    private static final Key<List<Region>> REGIONS = Keys.list(
            ARGUMENT, "a list of regions", "a region: {image: …, offset: …}", REGION, "What is read back, in order.");
    private static final Key<Long> SCRIPT = Keys.address("at", "Where the script goes.");
    private static final Key<Long> BUFFER = Keys.address("buffer", "Where U-Boot may put what it reads.");
    private static final Key<Long> PIECE = Keys.bytes("piece", 512, 1L << 30, "The longest piece that is read at once.")
            .orElse("16MiB");
    private static final Key<Long> RESULTS =
            Keys.address("results", "Where the check sums go, in memory that survives a reset.");
    private static final Key<List<String>> AFTER = Keys.script("after", ScriptDialect.UBOOT, "The script's last lines.")
            .orElse("reset");

    static final Verb<Readback> READBACK = Verb.of(
            "nand.readback",
            "20s",
            "Write a script that reads these regions back.",
            Readback.class,
            new Form<>(
                    List.of(REGIONS, SCRIPT, BUFFER, PIECE, RESULTS, AFTER),
                    values -> new Readback(
                            values.get(SCRIPT),
                            values.get(BUFFER),
                            values.get(PIECE),
                            values.get(RESULTS),
                            values.get(REGIONS),
                            values.get(AFTER))));

    static final Verb<None> COMPARE = Verb.of(
                    "nand.compare",
                    "20s",
                    "Fetch what nand.readback left and compare it with the images. Counts as verification.")
            .after("nand.readback")
            .readingBack();

    private NandStepVerbs() {}
}
