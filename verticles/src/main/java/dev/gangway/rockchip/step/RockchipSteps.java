package dev.gangway.rockchip.step;

import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.RockchipLoader;
import dev.gangway.model.FailureClass;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Proof;
import dev.gangway.rockchip.RockchipDevice;
import java.time.Duration;

/** The {@code rockchip.*} verbs. */
public final class RockchipSteps {
    private static final RockchipProtocol PROTOCOL = new RockchipProtocol();
    private static final int LOOKS = 6;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(300);

    private final Attempt attempt;
    private boolean downloaded;

    RockchipSteps(Attempt attempt) {
        this.attempt = attempt;
    }

    static RockchipLoader loader(ImageData data) throws FailureException {
        try {
            return RockchipLoader.parse(data);
        } catch (FormatException e) {
            throw new FailureException(FailureKind.IMAGE_INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    void db(RockchipStepVerbs.Boot step) throws FailureException {
        ImageData data = attempt.image(step.image()).data();
        RockchipLoader loader = loader(data);
        RockchipDevice board = attempt.board(PROTOCOL);
        if (!board.looksLikeBootRom()) { // an earlier attempt brought it there
            running();
            return;
        }
        attempt.meter()
                .expect(loader.parts().stream()
                        .filter(part -> part.stage() != RockchipLoader.Stage.LOADER)
                        .mapToLong(RockchipLoader.Part::size)
                        .sum());
        try {
            board.download(loader, data, attempt.meter()::moved);
        } catch (FailureException e) {
            if (e.failure().kind() == FailureKind.TRANSFER_STALLED && answers(board)) {
                running(); // it only looked like the boot ROM
                return;
            }
            throw e;
        }
        downloaded = true;
        await(step.image());
    }

    private void running() {
        attempt.note("loader", "was running already");
        downloaded = true;
    }

    private static boolean answers(RockchipDevice board) {
        try {
            return board.isReady();
        } catch (FailureException e) {
            return false;
        }
    }

    /** Some leave the bus and come back as a loader, some come back looking as before: the first that answers is it. */
    private void await(String image) throws FailureException {
        FailureException last = null;
        for (int look = 0; look < LOOKS; look++) {
            attempt.letGo();
            attempt.pause(LOOK_AGAIN);
            try {
                if (attempt.board(PROTOCOL).isReady()) {
                    return;
                }
            } catch (FailureException e) {
                if (e.failure().kind().failureClass() != FailureClass.TRANSIENT) {
                    throw e;
                }
                last = e;
                if (e.failure().kind() == FailureKind.BOARD_NOT_BACK) {
                    break;
                }
            }
        }
        throw new FailureException(
                FailureKind.BOARD_NOT_BACK,
                image + " was sent, and nothing answers: is it the loader for this board's memory?"
                        + (last == null ? "" : " (" + last.failure().message() + ")"),
                last);
    }

    /**
     * A board whose loader answers: what it does with sectors before that is nobody's promise. What was given to a boot ROM may
     * look like the boot ROM.
     */
    private RockchipDevice ready() throws FailureException {
        RockchipDevice board = attempt.board(PROTOCOL);
        if (board.looksLikeBootRom() && !downloaded) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "the board is in its boot ROM: the recipe needs rockchip.db before this step");
        }
        if (!board.isReady()) {
            throw new FailureException(FailureKind.MEDIUM_FAILED, "the loader says that its medium is not ready");
        }
        return board;
    }

    void wl(RockchipStepVerbs.Placed step) throws FailureException {
        ImageData data = attempt.image(step.image()).data();
        attempt.meter().expect(data.length());
        RockchipDevice board = ready();
        board.requireRoom(step.sector(), data.length());
        attempt.wrote(step.image(), step.place());
        board.write(step.sector(), data, attempt.meter()::moved);
    }

    void verify(RockchipStepVerbs.Placed step) throws FailureException {
        ImageData data = attempt.image(step.image()).data();
        attempt.meter().expect(data.length());
        RockchipDevice board = ready();
        board.requireRoom(step.sector(), data.length());
        board.verify(step.sector(), data, attempt.meter()::moved);
        attempt.proved(step.image(), new Proof(Proof.From.MEDIUM, step.place(), "sectors read back, byte by byte"));
    }

    void ef() throws FailureException {
        RockchipDevice board = ready();
        long sectors = board.flashInfo().sectors();
        attempt.meter().expect(sectors * RockchipDevice.SECTOR);
        board.erase(0, sectors, erased -> attempt.meter().moved(erased * RockchipDevice.SECTOR));
    }

    void reset() throws FailureException {
        RockchipDevice board = attempt.board(PROTOCOL);
        attempt.leaving();
        board.reset(RockchipDevice.Reset.NORMAL);
        attempt.letGo();
    }
}
