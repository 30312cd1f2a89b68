package dev.gangway.dfu.step;

import dev.gangway.dfu.DfuContent;
import dev.gangway.dfu.DfuContent.Part;
import dev.gangway.dfu.DfuDevice;
import dev.gangway.dfu.DfuMemory;
import dev.gangway.dfu.MemoryLayout;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The {@code dfu.*} verbs. What was written last is what {@code dfu.leave} starts. */
public final class DfuSteps {
    private static final DfuProtocol PROTOCOL = new DfuProtocol();

    private final Attempt attempt;
    private Optional<Long> start = Optional.empty();

    DfuSteps(Attempt attempt) {
        this.attempt = attempt;
    }

    /** A stretch of an image and its place on the board. */
    private record Placed(DfuMemory memory, long at, Part part) {
        String text() {
            return String.format("memory %d at 0x%x", memory.setting(), at);
        }
    }

    private DfuDevice loader() throws FailureException {
        DfuDevice board = attempt.board(PROTOCOL);
        if (board.isApplication()) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "the board runs its application: the recipe needs dfu.detach and \"await: dfu\" before this step");
        }
        return board;
    }

    void write(DfuStepVerbs.Write step) throws FailureException {
        DfuContent content = DfuContent.of(attempt.image(step.image()).data());
        attempt.meter().expect(content.length());
        DfuDevice board = loader();
        List<Placed> placed = place(board, content, step.memory(), step.at());
        boolean leaves = !board.functional().isDfuSe() && !board.functional().staysAfterManifest();
        if (leaves) {
            attempt.leaving();
        }
        for (Placed each : placed) {
            attempt.wrote(step.image(), each.text());
            boolean stays = board.write(
                    each.memory(),
                    each.at(),
                    step.intoKeys(),
                    content.data(),
                    each.part().offset(),
                    each.part().length(),
                    attempt.meter()::moved);
            if (!stays) {
                attempt.letGo();
            }
        }
        start = Optional.of(placed.get(0).at());
    }

    void verify(DfuStepVerbs.Compare step) throws FailureException {
        DfuContent content = DfuContent.of(attempt.image(step.image()).data());
        attempt.meter().expect(content.length());
        DfuDevice board = loader();
        for (Placed each : place(board, content, step.memory(), step.at())) {
            board.verify(
                    each.memory(),
                    each.at(),
                    content.data(),
                    each.part().offset(),
                    each.part().length(),
                    attempt.meter()::moved);
            attempt.proved(step.image(), new Proof(Proof.From.MEDIUM, each.text(), "DFU upload, byte by byte"));
        }
    }

    private static List<Placed> place(DfuDevice board, DfuContent content, Optional<String> memory, Optional<Long> at)
            throws FailureException {
        content.requireFor(board);
        boolean dfuSe = board.functional().isDfuSe();
        if (content.saysWhere() && (!dfuSe || at.isPresent() || memory.isPresent())) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    dfuSe
                            ? "a DfuSe file says itself what goes where: leave alt and at out"
                            : "this board speaks DFU 1.1 and takes no DfuSe file");
        }
        if (!content.saysWhere() && dfuSe && at.isEmpty()) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID, "this board speaks DfuSe: say with \"at:\" where the image goes");
        }
        List<Placed> placed = new ArrayList<>();
        for (Part part : content.parts()) {
            placed.add(new Placed(
                    board.memory(part.memory() < 0 ? memory.orElse("0") : Integer.toString(part.memory())),
                    content.saysWhere() ? part.address() : at.orElse(0L),
                    part));
        }
        if (placed.isEmpty()) {
            throw new FailureException(FailureKind.IMAGE_INVALID, "the DfuSe file has nothing in it");
        }
        return placed;
    }

    void erase(DfuStepVerbs.Erase step) throws FailureException {
        if (step.at().isPresent() != step.length().isPresent()) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID, "dfu.erase needs at and length, or none of them for the whole memory");
        }
        DfuDevice board = loader();
        DfuMemory memory = board.memory(step.memory());
        if (step.at().isPresent()) {
            board.erase(memory, step.at().get(), step.length().orElseThrow(), step.intoKeys());
            return;
        }
        for (MemoryLayout.Segment segment : board.layout(memory).segments()) {
            if (segment.isErasable()) {
                board.erase(memory, segment.from(), segment.end() - segment.from(), step.intoKeys());
            }
        }
    }

    void unprotect() throws FailureException {
        DfuDevice board = loader();
        attempt.leaving();
        board.unprotect();
        attempt.letGo();
    }

    void leave() throws FailureException {
        DfuDevice board = loader();
        long at = start.isPresent() || !board.functional().isDfuSe()
                ? start.orElse(0L)
                : board.layout(board.memory("0")).start();
        attempt.leaving();
        board.leave(at);
        attempt.letGo();
    }

    void detach() throws FailureException {
        DfuDevice board = attempt.board(PROTOCOL);
        // An attempt before this one may have left it in its loader, from where a detach would send it back.
        if (!board.isApplication()) {
            return;
        }
        attempt.leaving();
        board.detach();
        attempt.letGo();
    }
}
