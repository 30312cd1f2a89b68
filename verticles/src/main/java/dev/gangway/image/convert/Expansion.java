package dev.gangway.image.convert;

import dev.gangway.format.DfuFile;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.SparseChunk;
import dev.gangway.format.SparseImage;
import dev.gangway.format.Uf2Block;
import dev.gangway.format.Uf2Families;
import dev.gangway.format.Uf2File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Takes the bytes out of files that say where they belong. One use. */
final class Expansion {
    private static final int PIECE = 1 << 20;

    private final ConvertPlan plan;
    private final List<String> notes;
    private final ImageData data;

    /** What goes to one file. */
    @FunctionalInterface
    private interface Bytes {
        void to(NewFile out) throws IOException, FormatException;
    }

    /**
     * A stretch of a board's memory.
     *
     * @param name of its file, without an end
     */
    private record Part(String name, long address, Bytes bytes) {}

    Expansion(ConvertPlan plan, List<String> notes) throws FormatException, IOException {
        this.plan = plan;
        this.notes = notes;
        if (plan.inputs().size() != 1) {
            throw new FormatException(
                    "this is made of one file, " + plan.inputs().size() + " are named");
        }
        data = ImageData.map(plan.inputs().get(0).file());
    }

    /** All of it as one file. */
    void raw() throws FormatException, IOException {
        if (SparseImage.startsLikeOne(data)) {
            write(plan.output(), this::expand);
            return;
        }
        List<Part> parts = found();
        if (parts.size() != 1) {
            throw new FormatException("it holds " + parts.size() + " stretches that do not touch: "
                    + parts.stream().map(Part::name).collect(Collectors.joining(", "))
                    + "; --to parts writes each to a file");
        }
        notes.add(String.format("its bytes belong to 0x%08x", parts.get(0).address()));
        write(plan.output(), parts.get(0).bytes());
    }

    /** Each stretch as a file of its own, in a new folder. */
    void parts() throws FormatException, IOException {
        List<Part> parts = found();
        if (Files.exists(plan.output()) && !plan.over()) {
            throw new FileAlreadyExistsException(plan.output().toString());
        }
        Files.createDirectories(plan.output());
        for (Part part : parts) {
            Path file = plan.output().resolve(part.name() + ".bin");
            write(file, part.bytes());
            notes.add(file.toString());
        }
    }

    private void write(Path file, Bytes bytes) throws IOException, FormatException {
        try (NewFile out = new NewFile(file, plan.over())) {
            bytes.to(out);
            out.done();
        }
    }

    private List<Part> found() throws FormatException {
        if (DfuFile.hasSuffix(data)) {
            return dfu(DfuFile.parse(data));
        }
        if (data.length() >= Uf2Block.SIZE
                && data.slice(0, 4).order(ByteOrder.LITTLE_ENDIAN).getInt(0) == Uf2Block.MAGIC) {
            return uf2(Uf2File.parse(data));
        }
        throw new FormatException("it is no sparse image, no UF2 and no DFU file: nothing has to be taken out of it");
    }

    private List<Part> dfu(DfuFile file) {
        if (!file.dfuSe()) {
            return List.of(new Part("image", 0, out -> copy(out, 0, file.length())));
        }
        List<Part> parts = new ArrayList<>();
        for (DfuFile.Target target : file.targets()) {
            for (DfuFile.Element element : target.elements()) {
                parts.add(new Part(
                        String.format("%d-%08x", target.alternate(), element.address()),
                        element.address(),
                        out -> copy(out, element.offset(), element.size())));
            }
        }
        return parts;
    }

    private List<Part> uf2(Uf2File file) throws FormatException {
        Map<Long, Uf2File.Family> families = file.families();
        if (families.isEmpty() || (families.size() > 1 && plan.family().isEmpty())) {
            throw new FormatException("it is for the families "
                    + families.keySet().stream().map(Uf2Families::told).collect(Collectors.joining(", "))
                    + ": say which by --family");
        }
        long number = plan.family().orElseGet(() -> families.keySet().iterator().next());
        Uf2File.Family family = families.get(number);
        if (family == null) {
            throw new FormatException("it holds nothing for the family " + Uf2Families.told(number));
        }
        return family.segments().stream()
                .map(segment -> new Part(
                        String.format("%08x", segment.address()),
                        segment.address(),
                        out -> blocks(out, number, segment)))
                .toList();
    }

    private void blocks(NewFile out, long family, Uf2File.Segment segment) throws IOException, FormatException {
        for (long at = 0; at < data.length(); at += Uf2Block.SIZE) {
            Uf2Block block = Uf2Block.read(data, at);
            boolean inside = block.address() >= segment.address() && block.address() < segment.end();
            if (block.flash() && block.family() == family && inside) {
                out.writeAt(block.address() - segment.address(), block.payload());
            }
        }
        out.skip(segment.length());
    }

    private void copy(NewFile out, long from, long length) throws IOException {
        for (long at = 0; at < length; at += PIECE) {
            out.write(data.slice(from + at, (int) Math.min(PIECE, length - at)));
        }
    }

    /** What is left open and what is zero stays a hole. */
    private void expand(NewFile out) throws FormatException, IOException {
        SparseImage sparse = SparseImage.parse(data);
        for (SparseChunk chunk : sparse.chunks()) {
            long length = chunk.blocks() * sparse.blockSize();
            if (chunk.kind() == SparseChunk.Kind.RAW) {
                copy(out, chunk.data(), length);
            } else if (chunk.kind() == SparseChunk.Kind.FILL && chunk.value() != 0) {
                ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, length));
                for (long at = 0; at < length; at += piece.limit()) {
                    piece.clear().limit((int) Math.min(piece.capacity(), length - at));
                    sparse.expanded().read(chunk.block() * sparse.blockSize() + at, piece);
                    out.write(piece.flip());
                }
            } else {
                out.skip(length);
            }
        }
        out.skip(sparse.expandedLength() - out.position());
    }
}
