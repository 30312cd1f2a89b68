package dev.gangway.ymodem.step;

import dev.gangway.image.PreparedImage;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Proof;
import dev.gangway.ymodem.FileHeader;
import dev.gangway.ymodem.Outgoing;
import dev.gangway.ymodem.ReceiveOptions;
import dev.gangway.ymodem.SendOptions;
import dev.gangway.ymodem.YmodemBoard;
import java.time.Duration;
import java.util.List;

/** The {@code ymodem.*} verbs. */
public final class YmodemSteps {
    private static final YmodemProtocol PROTOCOL = new YmodemProtocol();

    /** What a board has to say, it says at once, or when it has erased or checked. */
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Attempt attempt;

    YmodemSteps(Attempt attempt) {
        this.attempt = attempt;
    }

    void touch(YmodemStepVerbs.Touch step) throws FailureException {
        YmodemBoard board = attempt.board(PROTOCOL);
        board.touch(step.request(), step.rate());
        if (step.says().isPresent()) {
            board.expect(step.says().get(), ANSWER);
        }
    }

    void type(YmodemStepVerbs.Type step) throws FailureException {
        YmodemBoard board = attempt.board(PROTOCOL);
        board.rate(step.rate());
        String keys = step.enter() ? step.keys() + "\r" : step.keys();
        if (step.says().isPresent()) {
            board.ask(keys, step.says().get(), ANSWER);
        } else {
            board.settle();
            board.type(keys);
        }
    }

    void send(YmodemStepVerbs.Send step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        attempt.meter().expect(image.length());
        YmodemBoard board = attempt.board(PROTOCOL);
        if (step.leaves()) {
            attempt.leaving();
        }
        attempt.wrote(step.image(), Proof.EVERYWHERE);
        Outgoing file =
                new Outgoing(step.as().orElse(FileHeader.plainName(image.file().toString())), image.data());
        board.send(List.of(file), options(step), attempt.meter()::moved);
        if (step.says().isPresent()) {
            board.expect(step.says().get().replace("%d", Long.toString(image.length())), ANSWER);
        }
        if (step.leaves()) {
            attempt.letGo();
        }
    }

    private static SendOptions options(YmodemStepVerbs.Send step) {
        SendOptions options =
                !step.asks() ? SendOptions.SPARK : step.large() ? SendOptions.YMODEM : SendOptions.YMODEM.small();
        return step.by().equals(YmodemStepVerbs.XMODEM) ? options.withoutHeaders() : options;
    }

    void verify(YmodemStepVerbs.Compare step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        attempt.meter().expect(image.length());
        YmodemBoard board = attempt.board(PROTOCOL);
        Comparison comparison = new Comparison(
                step.image(), image.data(), step.by().equals(YmodemStepVerbs.XMODEM), attempt.meter()::moved);
        board.receive(
                switch (step.by()) {
                    case YmodemStepVerbs.XMODEM -> ReceiveOptions.XMODEM;
                    case YmodemStepVerbs.STREAM -> ReceiveOptions.STREAM;
                    default -> ReceiveOptions.YMODEM;
                },
                comparison);
        if (!comparison.isWhole()) {
            throw new FailureException(FailureKind.VERIFY_MISMATCH, "the board gave no file back");
        }
        attempt.proved(step.image(), new Proof(Proof.From.MEDIUM, Proof.EVERYWHERE, "received back, byte by byte"));
    }
}
