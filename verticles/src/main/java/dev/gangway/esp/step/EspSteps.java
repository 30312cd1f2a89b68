package dev.gangway.esp.step;

import dev.gangway.esp.EspDevice;
import dev.gangway.esp.EspSecurity;
import dev.gangway.esp.FlashPlan;
import dev.gangway.esp.FlashPlan.FlashFile;
import dev.gangway.esp.FlashWords;
import dev.gangway.format.FlasherArgs;
import dev.gangway.format.FormatException;
import dev.gangway.image.PreparedImage;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Proof;
import dev.gangway.protocol.Skip;
import dev.gangway.protocol.Stretch;
import java.util.ArrayList;
import java.util.List;

/** The {@code esp.*} verbs. What one wrote is what a later one proves; what was found there is proved by that. */
public final class EspSteps {
    private static final EspProtocol PROTOCOL = new EspProtocol();
    private static final String ROM_MD5 = "ESP ROM MD5";
    private static final String FLASH = "flash";

    private final Attempt attempt;
    private final List<FlashFile> written = new ArrayList<>();

    EspSteps(Attempt attempt) {
        this.attempt = attempt;
    }

    private EspDevice board() throws FailureException {
        EspDevice board = attempt.board(PROTOCOL);
        EspSecurity security = board.security();
        attempt.note("security", security.text());
        return board;
    }

    void write(EspStepVerbs.Write step) throws FailureException {
        List<FlashFile> files = new ArrayList<>();
        for (EspStepVerbs.Place place : step.places()) {
            PreparedImage image = attempt.image(place.image());
            files.add(new FlashFile(image.name(), place.at(), image.data()));
        }
        write(new FlashPlan(files), step.words(), step.baud(), step.skip());
    }

    void build(EspStepVerbs.Build step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        FlasherArgs args = args(image);
        List<FlashFile> files = new ArrayList<>();
        for (FlasherArgs.Part part : args.parts()) {
            PreparedImage file = attempt.beside(step.image(), part.file());
            files.add(new FlashFile(file.name(), part.offset(), file.data()));
        }
        FlashPlan plan = new FlashPlan(files);
        plan.requireConsistent();
        EspDevice board = board();
        if (args.chip().isPresent() && !args.chip().get().equals(board.soc().code())) {
            throw new FailureException(
                    FailureKind.IMAGE_INVALID,
                    image.name() + " is a build for " + args.chip().get() + ", and this board has an "
                            + board.soc().title());
        }
        write(plan, new FlashWords(args.mode(), args.frequency(), args.size()), step.baud(), step.skip());
    }

    private void write(FlashPlan plan, FlashWords words, long baud, Skip skip) throws FailureException {
        plan.requireConsistent();
        for (FlashFile file : plan.files()) {
            attempt.meter().expect(file.data().length());
        }
        EspDevice board = board();
        FlashPlan ready = board.prepare(plan, words);
        if (!board.security().secureDownload()) {
            attempt.note("flash", board.flash().sizeText());
        }
        boolean fast = board.speed((int) baud);
        attempt.note("baud", fast ? Long.toString(baud) : "as met");
        for (FlashFile file : ready.files()) {
            written.removeIf(before -> before.at() == file.at());
            if (skip.looks() && board.holds(file, attempt.nonce())) {
                attempt.alreadyThere(file.name(), new Proof(Proof.From.MEDIUM, place(file), ROM_MD5), stretch(file));
                attempt.meter().moved(file.data().length());
                written.add(file);
                continue;
            }
            attempt.changes(stretch(file));
            attempt.wrote(file.name(), place(file));
            board.write(file, attempt.meter()::moved);
            written.add(file);
            if (skip.looks()) {
                attempt.sent(file.name(), file.data().length());
            }
        }
        board.slow();
    }

    void verify() throws FailureException {
        EspDevice board = board();
        for (FlashFile file : wasWritten()) {
            board.verify(file);
            attempt.meter().moved(file.data().length());
            attempt.proved(file.name(), new Proof(Proof.From.MEDIUM, place(file), ROM_MD5));
        }
    }

    void verifyRead() throws FailureException {
        EspDevice board = board();
        for (FlashFile file : wasWritten()) {
            board.verifyBytes(file, attempt.meter()::moved);
            attempt.proved(file.name(), new Proof(Proof.From.MEDIUM, place(file), "ESP ROM read back, byte by byte"));
        }
    }

    private List<FlashFile> wasWritten() throws FailureException {
        if (written.isEmpty()) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "there is nothing to verify: the recipe needs esp.write or esp.build before");
        }
        List<FlashFile> open = written.stream()
                .filter(file -> !attempt.isAlreadyThere(file.name(), place(file)))
                .toList();
        for (FlashFile file : open) {
            attempt.meter().expect(file.data().length());
        }
        return open;
    }

    void erase() throws FailureException {
        attempt.changes(Stretch.all(FLASH));
        board().eraseAll();
    }

    void eraseRegion(EspStepVerbs.Region step) throws FailureException {
        attempt.changes(new Stretch(FLASH, step.at(), step.length()));
        board().erase(step.at(), step.length());
    }

    void run() throws FailureException {
        EspDevice board = board();
        attempt.leaving();
        board.run();
        attempt.letGo();
    }

    private static String place(FlashFile file) {
        return String.format("0x%x", file.at());
    }

    private static Stretch stretch(FlashFile file) {
        return new Stretch(FLASH, file.at(), file.end() - file.at());
    }

    static FlasherArgs args(PreparedImage image) throws FailureException {
        try {
            return FlasherArgs.parse(image.data());
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, image.name() + ": " + e.getMessage(), e);
        }
    }
}
