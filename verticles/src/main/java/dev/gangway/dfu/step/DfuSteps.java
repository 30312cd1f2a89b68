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
import dev.gangway.protocol.Stretch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

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

        Stretch stretch() {
            return new Stretch(medium(memory), at, part.length());
        }
    }

    private static String medium(DfuMemory memory) {
        return "memory " + memory.setting();
    }

    /** What is erased with a stretch: whole pages; plain DFU knows no places. */
    private static Stretch pages(DfuDevice board, DfuMemory memory, long at, long length) throws FailureException {
        if (!board.functional().isDfuSe()) {
            return Stretch.all(medium(memory));
        }
        long from = at;
        long end = at + length;
        for (MemoryLayout.Segment segment : board.layout(memory).segments()) {
            if (at >= segment.from() && at < segment.end()) {
                from = at - (at - segment.from()) % segment.page();
            }
            if (end > segment.from() && end <= segment.end()) {
                end = segment.end() - (segment.end() - end) / segment.page() * segment.page();
            }
        }
        return new Stretch(medium(memory), from, end - from);
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
        boolean looks = !leaves && board.functional().canUpload() && step.skip().looks();
        for (Placed each : placed) {
            if (looks && step.skip().finds(() -> compare(board, each, content, bytes -> {}))) {
                attempt.alreadyThere(step.image(), proof(each), each.stretch());
                attempt.meter().moved(each.part().length());
                continue;
            }
            attempt.changes(pages(board, each.memory(), each.at(), each.part().length()));
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
            if (looks) {
                attempt.sent(step.image(), each.part().length());
            }
        }
        start = Optional.of(placed.get(0).at());
    }

    void verify(DfuStepVerbs.Compare step) throws FailureException {
        DfuContent content = DfuContent.of(attempt.image(step.image()).data());
        attempt.meter().expect(content.length());
        DfuDevice board = loader();
        for (Placed each : place(board, content, step.memory(), step.at())) {
            if (attempt.isAlreadyThere(step.image(), each.text())) {
                attempt.meter().moved(each.part().length());
                continue;
            }
            compare(board, each, content, attempt.meter()::moved);
            attempt.proved(step.image(), proof(each));
        }
    }

    private static void compare(DfuDevice board, Placed each, DfuContent content, LongConsumer moved)
            throws FailureException {
        board.verify(
                each.memory(),
                each.at(),
                content.data(),
                each.part().offset(),
                each.part().length(),
                moved);
    }

    private static Proof proof(Placed each) {
        return new Proof(Proof.From.MEDIUM, each.text(), "DFU upload, byte by byte");
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
        attempt.changes(
                step.at().isPresent()
                        ? pages(board, memory, step.at().get(), step.length().orElseThrow())
                        : Stretch.all(medium(memory)));
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
