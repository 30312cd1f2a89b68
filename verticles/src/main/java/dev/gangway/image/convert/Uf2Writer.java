package dev.gangway.image.convert;

import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.Uf2Block;
import dev.gangway.format.Uf2File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Makes UF2 files of blocks with 256 bytes each, which every boot loader takes. One use. */
final class Uf2Writer {
    private static final int PAYLOAD = 256;

    private final ConvertPlan plan;

    Uf2Writer(ConvertPlan plan) {
        this.plan = plan;
    }

    void write() throws IOException, FormatException {
        long family = plan.family()
                .orElseThrow(() ->
                        new FormatException("--family is missing: whose board it is for, 0xe48bff56 for an RP2040"));
        List<ImageData> files = new ArrayList<>();
        long total = 0;
        for (ConvertPlan.Input input : plan.inputs()) {
            ImageData data = ImageData.map(input.file());
            if (input.address().isEmpty() || input.address().getAsLong() % PAYLOAD != 0) {
                throw new FormatException("where " + input.file()
                        + " belongs is not said, or is no multiple of 256: write " + input.file() + "@0x10000000");
            }
            if (data.length() == 0 || input.address().getAsLong() + data.length() > 1L << 32) {
                throw new FormatException(input.file() + " is empty, or does not end within 32 bits of addresses");
            }
            files.add(data);
            total += (data.length() + PAYLOAD - 1) / PAYLOAD;
        }
        if (total * Uf2Block.SIZE > Uf2File.LONGEST) {
            throw new FormatException(
                    "a UF2 file has at most " + Uf2File.LONGEST / Uf2Block.SIZE + " blocks, not " + total);
        }
        try (NewFile out = new NewFile(plan.output(), plan.over())) {
            long number = 0;
            for (int i = 0; i < files.size(); i++) {
                ImageData data = files.get(i);
                long address = plan.inputs().get(i).address().orElseThrow();
                for (long at = 0; at < data.length(); at += PAYLOAD) {
                    ByteBuffer payload = data.slice(at, (int) Math.min(PAYLOAD, data.length() - at));
                    // A last block that is not full is filled with zeros: boot loaders take whole pages only.
                    out.write(Uf2Block.write(address + at, number++, total, family, payload, PAYLOAD));
                }
            }
            out.done();
        }
    }
}
