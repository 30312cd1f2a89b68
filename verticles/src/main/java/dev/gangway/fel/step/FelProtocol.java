package dev.gangway.fel.step;

import dev.gangway.channel.Channel;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.UsbSession;
import dev.gangway.fel.FelDevice;
import dev.gangway.fel.command.FelCommands;
import dev.gangway.image.PreparedImage;
import dev.gangway.language.Chips;
import dev.gangway.language.Verb;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.Mark;
import dev.gangway.protocol.Action;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Expected;
import dev.gangway.protocol.Protocol;
import dev.gangway.protocol.Reach;
import dev.gangway.protocol.Target;
import dev.gangway.recording.Recording;
import dev.gangway.shell.BenchVerbs;
import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.soc.SpiWiring;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Allwinner's boot ROM over USB. */
public final class FelProtocol implements Protocol<FelDevice, FelSteps> {
    @Override
    public String name() {
        return "fel";
    }

    @Override
    public List<Reach> reaches() {
        return List.of(Reach.usb(BootMode.FEL));
    }

    /** The chip is judged by the answer to the version request, before anything else is sent. */
    @Override
    public FelDevice open(Channel channel, BoardSighting board, Expected expected, Pauses pauses)
            throws FailureException {
        return FelDevice.open(
                (UsbSession) channel,
                pauses,
                (version, again) -> expected.hold(
                        Mark.chip(version.chip()), () -> Mark.chip(again.ask().chip())));
    }

    @Override
    public BoardIdentity identity(FelDevice device, BoardSighting board) throws FailureException {
        return device.identity();
    }

    @Override
    public FelSteps attempt(Attempt attempt) {
        return new FelSteps(attempt);
    }

    @Override
    public List<Action<?, FelSteps>> actions() {
        return List.of(
                Action.on(FelStepVerbs.SPL, FelSteps::spl),
                Action.on(FelStepVerbs.PLAY, FelSteps::play),
                Action.on(FelStepVerbs.UBOOT, FelSteps::uboot),
                Action.on(FelStepVerbs.WRITE, FelSteps::write),
                Action.on(FelStepVerbs.SCRIPT, FelSteps::script),
                Action.on(FelStepVerbs.EXEC, FelSteps::exec),
                Action.plain(FelStepVerbs.START, FelSteps::start),
                Action.on(FelStepVerbs.VARIABLES, FelSteps::variables),
                Action.on(FelStepVerbs.VERIFY, FelSteps::verify),
                Action.on(NandStepVerbs.READBACK, (steps, arguments) -> steps.nand()
                        .writeScript(arguments)),
                Action.plain(NandStepVerbs.COMPARE, steps -> steps.nand().compare()),
                Action.plain(FelStepVerbs.RESET, FelSteps::reset),
                Action.plain(FelStepVerbs.HIGH_SPEED, FelSteps::highSpeed),
                Action.on(SpiStepVerbs.WRITE, (steps, arguments) -> steps.spi().write(arguments)),
                Action.on(SpiStepVerbs.VERIFY, (steps, arguments) -> steps.spi().verify(arguments)),
                Action.on(SpiStepVerbs.ERASE, (steps, arguments) -> steps.spi().erase(arguments)));
    }

    @Override
    public void examine(Verb<?> verb, Object arguments, PreparedImage image) throws FailureException {
        if (arguments instanceof FelStepVerbs.Load load && load.image().equals(image.name())) {
            if (verb == FelStepVerbs.PLAY) {
                Recording.of(image.name(), image.data());
                return;
            }
            FelDevice.examine(FelSteps.whole(image), verb == FelStepVerbs.UBOOT);
        }
    }

    @Override
    public Optional<Target> target(Verb<?> verb, Object arguments) {
        if (arguments instanceof SpiStepVerbs.Write write) {
            return Optional.of(new Target(SpiWiring.MEDIUM, Optional.of(write.image())));
        }
        return arguments instanceof SpiStepVerbs.Erase
                ? Optional.of(new Target(SpiWiring.MEDIUM, Optional.empty()))
                : Optional.empty();
    }

    @Override
    public Optional<Chips> chips() {
        Map<String, Integer> ids = new LinkedHashMap<>();
        AllwinnerSoc.ALL.forEach(soc -> ids.put(soc.name().toLowerCase(Locale.ROOT), soc.id()));
        return Optional.of(new Chips(BootMode.FEL, "Allwinner", "has the same USB id", ids, "h3"));
    }

    @Override
    public Optional<BenchVerbs> bench() {
        return Optional.of(new FelCommands());
    }

    /** By the watchdog. */
    @Override
    public Optional<Restart<FelDevice>> restart() {
        return Optional.of(FelDevice::watchdogReset);
    }
}
