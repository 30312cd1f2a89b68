package dev.gangway.image.convert;

import dev.gangway.format.DfuFile;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** Makes DFU files: with a suffix alone, or DfuSe containers (the project's DFU dossier, sections 5 and 6). */
final class DfuWriter {
    private static final int PREFIX = 11;
    private static final int TARGET = 274;
    private static final int ELEMENT = 8;
    private static final int SUFFIX = 16;
    private static final int DFU_1_0 = 0x0100;

    private final NewFile out;
    private final CRC32 crc = new CRC32();

    private DfuWriter(NewFile out) {
        this.out = out;
    }

    /** A file with a suffix behind it. */
    static void plain(ImageData data, ConvertPlan plan) throws IOException, FormatException {
        if (DfuFile.hasSuffix(data)) {
            throw new FormatException("the file has a DFU suffix already");
        }
        try (NewFile out = new NewFile(plan.output(), plan.over())) {
            DfuWriter writer = new DfuWriter(out);
            writer.all(data);
            writer.suffix(plan, DFU_1_0);
            out.done();
        }
    }

    /** A container with one memory, in which each file is an element. */
    static void container(ConvertPlan plan) throws IOException, FormatException {
        List<ImageData> elements = new ArrayList<>();
        long length = 0;
        for (ConvertPlan.Input input : plan.inputs()) {
            ImageData data = ImageData.map(input.file());
            long address = address(input);
            if (data.length() == 0 || address + data.length() > 1L << 32) {
                throw new FormatException(input.file() + " is empty, or does not end within 32 bits of addresses");
            }
            elements.add(data);
            length += ELEMENT + data.length();
        }
        if (PREFIX + TARGET + length > 0xffff_ffffL) {
            throw new FormatException("a DfuSe file has at most 4 GiB");
        }
        try (NewFile out = new NewFile(plan.output(), plan.over())) {
            DfuWriter writer = new DfuWriter(out);
            ByteBuffer prefix = little(PREFIX)
                    .put("DfuSe".getBytes(StandardCharsets.US_ASCII))
                    .put((byte) 1);
            writer.put(prefix.putInt((int) (PREFIX + TARGET + length))
                    .put((byte) 1)
                    .flip());
            ByteBuffer target = little(TARGET);
            target.put("Target".getBytes(StandardCharsets.US_ASCII)).put((byte) plan.alternate());
            target.putInt(TARGET - 8, (int) length).putInt(TARGET - 4, elements.size());
            writer.put(target.rewind());
            for (int i = 0; i < elements.size(); i++) {
                ImageData data = elements.get(i);
                writer.put(little(ELEMENT)
                        .putInt((int) address(plan.inputs().get(i)))
                        .putInt((int) data.length())
                        .flip());
                writer.all(data);
            }
            writer.suffix(plan, DfuFile.DFUSE);
            out.done();
        }
    }

    private static long address(ConvertPlan.Input input) throws FormatException {
        Path file = input.file();
        return input.address()
                .orElseThrow(() -> new FormatException("where " + file + " belongs is not said: write " + file
                        + "@ADDRESS, such as " + file + "@0x08000000"));
    }

    private void suffix(ConvertPlan plan, int version) throws IOException {
        ByteBuffer suffix = little(SUFFIX);
        suffix.putShort((short) 0xffff).putShort((short) plan.product()).putShort((short) plan.vendor());
        suffix.putShort((short) version)
                .put("UFD".getBytes(StandardCharsets.US_ASCII))
                .put((byte) SUFFIX);
        put(suffix.slice(0, SUFFIX - Integer.BYTES));
        out.write(little(Integer.BYTES).putInt(~(int) crc.getValue()).flip());
    }

    private void all(ImageData data) throws IOException {
        data.updateCrc(crc, 0, data.length());
        ImageConverter.copy(data, out);
    }

    private void put(ByteBuffer bytes) throws IOException {
        crc.update(bytes.duplicate());
        out.write(bytes);
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
