package dev.gangway.image.convert;

import java.util.Arrays;
import java.util.Optional;

/** What an image can be made into. */
public enum ConvertKind {
    /** The bytes as the medium has them, of a sparse image, a UF2 or a DfuSe file. */
    RAW("raw"),
    /** The parts of a UF2 or a DfuSe file, in a folder. */
    PARTS("parts"),
    /** Android's sparse image. */
    SPARSE("sparse"),
    /** bmaptool's block map. */
    BMAP("bmap"),
    /** A file with a DFU suffix. */
    DFU("dfu"),
    /** ST's DfuSe container. */
    DFUSE("dfuse"),
    /** UF2. */
    UF2("uf2"),
    /** The flash of an Espressif chip, of {@code flasher_args.json}. */
    ESP("esp"),
    /** An environment of U-Boot, of a text. */
    UBOOT_ENV("uboot-env"),
    /** The text of an environment. */
    ENV_TEXT("env-text"),
    /** A partition of NVS, of a table. */
    NVS("nvs"),
    /** The table of a partition of NVS. */
    NVS_TABLE("nvs-table");

    private final String word;

    ConvertKind(String word) {
        this.word = word;
    }

    /** As the command line says it. */
    public String word() {
        return word;
    }

    /** The kind that a word names. */
    public static Optional<ConvertKind> ofWord(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }
}
