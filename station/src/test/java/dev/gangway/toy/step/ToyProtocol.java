package dev.gangway.toy.step;

import dev.gangway.channel.Channel;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.UsbSession;
import dev.gangway.language.Form;
import dev.gangway.language.Key;
import dev.gangway.language.Keys;
import dev.gangway.language.Verb;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BoardId;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.protocol.Action;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Expected;
import dev.gangway.protocol.Protocol;
import dev.gangway.protocol.Reach;
import dev.gangway.shell.BenchVerbs;
import dev.gangway.toy.ToyClient;
import dev.gangway.toy.command.ToyCommands;
import java.util.List;
import java.util.Optional;

/** The whole of a protocol's registration. */
public final class ToyProtocol implements Protocol<ToyClient, ToySteps> {
    private static final Key<String> IMAGE = Keys.image(Keys.ARGUMENT, "The image that the toy keeps.");
    private static final Key<Long> TIMES =
            Keys.whole("times", "1 to 3", 1, 3, "How often.").orElse(1);
    private static final Form<ToySteps.Kept> KEPT =
            new Form<>(List.of(IMAGE, TIMES), values -> new ToySteps.Kept(values.get(IMAGE), values.get(TIMES)));

    @Override
    public String name() {
        return "toy";
    }

    @Override
    public List<Reach> reaches() {
        return List.of(Reach.usb(BootMode.VENDOR_BOOT));
    }

    @Override
    public ToyClient open(Channel channel, BoardSighting board, Expected expected, Pauses pauses) {
        return new ToyClient((UsbSession) channel);
    }

    @Override
    public BoardIdentity identity(ToyClient device, BoardSighting board) throws FailureException {
        return new BoardIdentity(BootMode.VENDOR_BOOT, "Toy", new BoardId("toy:" + device.id()));
    }

    @Override
    public ToySteps attempt(Attempt attempt) {
        return new ToySteps(attempt, this);
    }

    @Override
    public List<Action<?, ToySteps>> actions() {
        return List.of(
                Action.on(
                        Verb.of("toy.write", "10s", "Have the toy keep this image.", ToySteps.Kept.class, KEPT),
                        ToySteps::write),
                Action.on(
                        Verb.of("toy.verify", "10s", "Read it back.", ToySteps.Kept.class, KEPT)
                                .after("toy.write")
                                .readingBack(),
                        ToySteps::verify),
                Action.plain(Verb.of("toy.leave", "10s", "Have the toy leave and come back."), ToySteps::leave));
    }

    @Override
    public Optional<BenchVerbs> bench() {
        return Optional.of(new ToyCommands());
    }
}
