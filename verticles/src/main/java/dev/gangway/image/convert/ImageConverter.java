package dev.gangway.image.convert;

import dev.gangway.format.FlasherArgs;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.image.nvs.NvsEntry;
import dev.gangway.image.nvs.NvsReader;
import dev.gangway.image.nvs.NvsTable;
import dev.gangway.image.nvs.NvsWriter;
import dev.gangway.image.ubootenv.EnvironmentForm;
import dev.gangway.image.ubootenv.EnvironmentImage;
import dev.gangway.image.ubootenv.StoredEnvironment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes image files of others. One use, one thread. */
public final class ImageConverter {
    private static final int LARGEST_TEXT = 64 << 20;
    private static final int ESP_FLASH = 256 << 20;
    private static final int PIECE = 1 << 20;

    private final ConvertPlan plan;
    private final List<String> notes = new ArrayList<>();

    /** Begins nothing. */
    public ImageConverter(ConvertPlan plan) {
        this.plan = plan;
    }

    /**
     * Makes it. When it fails nothing new is there.
     *
     * @return what a person should know, a line each
     * @throws FormatException when an input is not what it should be, or the plan lacks what is needed
     * @throws IOException when a file can't be read or written
     */
    public List<String> make(ConvertKind kind) throws FormatException, IOException {
        switch (kind) {
            case RAW -> new Expansion(plan, notes).raw();
            case PARTS -> new Expansion(plan, notes).parts();
            case SPARSE -> new SparseFileWriter(only(), plan, notes).write();
            case BMAP -> new BmapWriter(only(), plan, notes).write();
            case DFU -> DfuWriter.plain(only(), plan);
            case DFUSE -> DfuWriter.container(plan);
            case UF2 -> new Uf2Writer(plan).write();
            case ESP -> esp();
            case UBOOT_ENV ->
                whole(StoredEnvironment.parse(text())
                        .encode(
                                new EnvironmentForm(
                                        size(),
                                        plan.redundant(),
                                        plan.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
                                        plan.padding()),
                                plan.flag()));
            case ENV_TEXT -> environmentText();
            case NVS -> {
                Path folder = plan.inputs().get(0).file().toAbsolutePath().resolveSibling("");
                whole(NvsWriter.write(NvsTable.read(text(), name -> bytes(folder.resolve(name))), size()));
            }
            case NVS_TABLE -> {
                List<NvsEntry> entries =
                        NvsReader.read(bytes(plan.inputs().get(0).file()));
                whole(NvsTable.write(entries).getBytes(StandardCharsets.UTF_8));
            }
        }
        return notes;
    }

    private void environmentText() throws FormatException, IOException {
        List<EnvironmentImage> copies = new ArrayList<>();
        for (ConvertPlan.Input input : plan.inputs()) {
            copies.add(EnvironmentImage.read(bytes(input.file())));
        }
        EnvironmentImage taken = copies.get(0);
        for (EnvironmentImage copy : copies) {
            taken = EnvironmentImage.newer(taken, copy);
        }
        notes.add("an environment of " + taken.form().size() + " bytes, "
                + taken.form().order() + ", "
                + (taken.form().redundant() ? "redundant, flag " + taken.flag() : "single"));
        whole(taken.environment().text().getBytes(StandardCharsets.UTF_8));
    }

    /** What is in no file is as erased flash is. */
    private void esp() throws FormatException, IOException {
        Path list = plan.inputs().get(0).file();
        FlasherArgs args = FlasherArgs.parse(only());
        byte[] erased = new byte[PIECE];
        Arrays.fill(erased, (byte) 0xff);
        try (NewFile out = new NewFile(plan.output(), plan.over())) {
            for (FlasherArgs.Part part : args.parts()) {
                if (part.offset() < out.position()) {
                    throw new FormatException(String.format(
                            "%s at 0x%x begins before the end of the file before it, 0x%x",
                            part.file(), part.offset(), out.position()));
                }
                if (part.offset() > ESP_FLASH) {
                    throw new FormatException(
                            String.format("%s is for 0x%x, behind any flash", part.file(), part.offset()));
                }
                while (out.position() < part.offset()) {
                    out.write(ByteBuffer.wrap(erased, 0, (int) Math.min(PIECE, part.offset() - out.position())));
                }
                copy(ImageData.map(list.resolveSibling(part.file())), out);
            }
            out.done();
        }
        notes.add("headers are as the build left them; write it to 0x0");
    }

    /** Appends a whole file. */
    static void copy(ImageData data, NewFile out) throws IOException {
        for (long at = 0; at < data.length(); at += PIECE) {
            out.write(data.slice(at, (int) Math.min(PIECE, data.length() - at)));
        }
    }

    private ImageData only() throws FormatException, IOException {
        if (plan.inputs().size() != 1) {
            throw new FormatException(
                    "this is made of one file, " + plan.inputs().size() + " are named");
        }
        return ImageData.map(plan.inputs().get(0).file());
    }

    private int size() throws FormatException {
        return plan.size()
                .orElseThrow(() ->
                        new FormatException("--size is missing: how many bytes the board has for it, such as 0x4000"));
    }

    private String text() throws IOException, FormatException {
        return new String(bytes(plan.inputs().get(0).file()), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Path file) throws IOException {
        if (Files.size(file) > LARGEST_TEXT) {
            throw new IOException(file + " has more than " + LARGEST_TEXT + " bytes; is it the right file?");
        }
        return Files.readAllBytes(file);
    }

    private void whole(byte[] bytes) throws IOException {
        try (NewFile out = new NewFile(plan.output(), plan.over())) {
            out.write(ByteBuffer.wrap(bytes));
            out.done();
        }
    }
}
