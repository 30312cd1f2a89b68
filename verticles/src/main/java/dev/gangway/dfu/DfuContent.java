package dev.gangway.dfu;

import dev.gangway.format.DfuFile;
import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What of a file goes to a board, and where. A DFU suffix is not sent; a DfuSe file says itself what goes where. Immutable.
 *
 * @param data the file
 * @param suffix what its suffix says; null when it has none
 * @param parts what is sent, in order
 */
public record DfuContent(ImageData data, @Nullable DfuFile suffix, List<Part> parts) {
    /** Copies the list. */
    public DfuContent {
        parts = List.copyOf(parts);
    }

    /**
     * A stretch of the file.
     *
     * @param memory the number of the memory that it is for; -1 = the file does not say
     * @param address where to; 0 when the file does not say
     * @param offset where in the file it begins
     * @param length bytes
     */
    public record Part(int memory, long address, long offset, long length) {}

    /**
     * Looks at a file; there need be no board.
     *
     * @throws FailureException IMAGE_INVALID when it has a suffix or the form of a DfuSe file and that is damaged
     */
    public static DfuContent of(ImageData data) throws FailureException {
        if (!DfuFile.hasSuffix(data) && !DfuFile.startsLikeDfuSe(data)) {
            return new DfuContent(data, null, List.of(new Part(-1, 0, 0, data.length())));
        }
        try {
            DfuFile file = DfuFile.parse(data);
            if (!file.dfuSe()) {
                return new DfuContent(data, file, List.of(new Part(-1, 0, 0, file.length())));
            }
            List<Part> parts = new ArrayList<>();
            for (DfuFile.Target target : file.targets()) {
                for (DfuFile.Element element : target.elements()) {
                    parts.add(new Part(target.alternate(), element.address(), element.offset(), element.size()));
                }
            }
            return new DfuContent(data, file, parts);
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether the file says itself what goes where. */
    public boolean saysWhere() {
        return suffix != null && suffix.dfuSe();
    }

    /** Bytes that are sent. */
    public long length() {
        return parts.stream().mapToLong(Part::length).sum();
    }

    /**
     * Holds the file against a board.
     *
     * @throws FailureException IMAGE_INVALID when its suffix names another
     */
    public void requireFor(DfuDevice board) throws FailureException {
        int vid = board.identity().vid();
        int pid = board.identity().pid();
        Optional<DfuFile> other = Optional.ofNullable(suffix).filter(file -> !file.isFor(vid, pid));
        if (other.isPresent()) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID,
                    String.format(
                            "the file's suffix says that it is for %04x:%04x, the board is %04x:%04x",
                            other.get().vendor(), other.get().product(), vid, pid));
        }
    }
}
