package dev.gangway.dfu.command;

import dev.gangway.dfu.DfuContent;
import dev.gangway.dfu.DfuContent.Part;
import dev.gangway.dfu.DfuDevice;
import dev.gangway.dfu.DfuMemory;
import dev.gangway.dfu.MemoryLayout;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.shell.Caller;
import dev.gangway.shell.ContentFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What a line of options does to a board that is in its loader. */
final class DfuVerbs {
    /** More than any board has that names no end. */
    private static final long WHOLE = 1L << 32;

    private final DfuDevice device;
    private final Caller caller;

    DfuVerbs(DfuDevice device, Caller caller) {
        this.device = device;
        this.caller = caller;
    }

    void run(DfuOptions options) throws FailureException {
        DfuOptions.Where where = options.where();
        if (where.unprotect()) {
            device.unprotect();
            caller.out().println("Read protection is off; the board erases itself and comes back.");
            return;
        }
        if (where.massErase()) {
            device.massErase();
            caller.out().println("All is erased.");
        }
        long start = where.address().orElse(0);
        boolean stays = true;
        switch (options.action()) {
            case DOWNLOAD -> {
                DfuContent content = DfuContent.of(map(caller.file(options.file())));
                content.requireFor(device);
                stays = download(content, options);
                start = content.saysWhere() ? content.parts().get(0).address() : start;
            }
            case UPLOAD -> upload(options);
            default -> {}
        }
        boolean leaves = where.leave() || (options.reset() && stays);
        if (leaves) {
            device.leave(start);
        }
    }

    private static ImageData map(Path file) throws FailureException {
        try {
            return ImageData.map(file);
        } catch (NoSuchFileException e) {
            throw new FailureException(FailureKind.IMAGE_MISSING, "there is no file " + file, e);
        } catch (IOException e) {
            throw new FailureException(FailureKind.HOST_IO, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private boolean download(DfuContent content, DfuOptions options) throws FailureException {
        boolean dfuSe = device.functional().isDfuSe();
        if (content.parts().isEmpty() || (content.saysWhere() && !dfuSe)) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID,
                    dfuSe ? "the DfuSe file has nothing in it" : "this board speaks DFU 1.1 and takes no DfuSe file");
        }
        if (dfuSe && !content.saysWhere() && options.where().address().isEmpty()) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID, "this board speaks DfuSe: say with -s ADDRESS where the file goes");
        }
        boolean stays = true;
        for (Part part : content.parts()) {
            DfuMemory memory = part.memory() < 0 ? memory(options) : device.memory(Integer.toString(part.memory()));
            long at = content.saysWhere()
                    ? part.address()
                    : options.where().address().orElse(0);
            stays = device.write(
                    memory, at, options.where().force(), content.data(), part.offset(), part.length(), moved -> {});
            caller.out().printf("Download: %d bytes to memory %s at 0x%x%n", part.length(), memory.text(), at);
        }
        return stays;
    }

    private DfuMemory memory(DfuOptions options) throws FailureException {
        return device.memory(options.memory().isEmpty() ? "0" : options.memory());
    }

    private void upload(DfuOptions options) throws FailureException {
        DfuMemory memory = memory(options);
        long at = options.where().address().orElse(0);
        long length = length(memory, at, options);
        Path file = caller.file(options.file());
        long[] got = {0};
        new ContentFile(file)
                .fill(out -> device.read(memory, at, length, piece -> {
                    got[0] += piece.remaining();
                    out.take(piece);
                    return true;
                }));
        caller.out().printf("Upload: %d bytes from memory %s at 0x%x%n", got[0], memory.text(), at);
    }

    private long length(DfuMemory memory, long at, DfuOptions options) throws FailureException {
        if (options.where().length().isPresent()) {
            return options.where().length().getAsLong();
        }
        if (options.size().isPresent()) {
            return options.size().getAsLong();
        }
        if (!device.functional().isDfuSe()) {
            return WHOLE;
        }
        MemoryLayout layout = device.layout(memory);
        return layout.at(at)
                        .orElseThrow(() -> new FailureException(
                                FailureKind.RECIPE_INVALID,
                                String.format("0x%08x is not in memory %s; say -s ADDRESS:LENGTH", at, memory.text())))
                        .end()
                - at;
    }
}
