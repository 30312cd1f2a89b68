package dev.gangway.esp.step;

import dev.gangway.channel.Channel;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.SerialLine;
import dev.gangway.esp.EspDevice;
import dev.gangway.esp.FlashPlan;
import dev.gangway.esp.command.EspCommands;
import dev.gangway.image.PreparedImage;
import dev.gangway.language.Chips;
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
import dev.gangway.soc.EspSoc;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The serial loader in the boot ROMs of Espressif's chips, behind an adapter or on the chip's own USB port. */
public final class EspProtocol implements Protocol<EspDevice, EspSteps> {
    @Override
    public String name() {
        return "esp";
    }

    @Override
    public List<Reach> reaches() {
        return List.of(
                new Reach(BootMode.SERIAL_ROM, Set.of(BootMode.SERIAL_ROM, BootMode.SERIAL_LINE), SerialLine.class));
    }

    @Override
    public EspDevice open(Channel channel, BoardSighting board, Expected expected, Pauses pauses)
            throws FailureException {
        return EspDevice.open((SerialLine) channel, board.mode() == BootMode.SERIAL_ROM, pauses);
    }

    /** By its MAC, which is burnt into it; a chip in secure download mode does not tell it. */
    @Override
    public BoardIdentity identity(EspDevice device, BoardSighting board) throws FailureException {
        @Nullable
        BoardId id = device.mac().map(mac -> new BoardId("mac:" + mac)).orElse(null);
        return new BoardIdentity(BootMode.SERIAL_ROM, device.soc().code(), id);
    }

    @Override
    public EspSteps attempt(Attempt attempt) {
        return new EspSteps(attempt);
    }

    @Override
    public List<Action<?, EspSteps>> actions() {
        return List.of(
                Action.on(EspStepVerbs.WRITE, EspSteps::write),
                Action.on(EspStepVerbs.BUILD, EspSteps::build),
                Action.plain(EspStepVerbs.VERIFY, EspSteps::verify),
                Action.plain(EspStepVerbs.VERIFY_READ, EspSteps::verifyRead),
                Action.plain(EspStepVerbs.ERASE, EspSteps::erase),
                Action.on(EspStepVerbs.ERASE_REGION, EspSteps::eraseRegion),
                Action.plain(EspStepVerbs.RUN, EspSteps::run));
    }

    /** A damaged image, a table of partitions that contradicts itself, a build's list that names nothing. */
    @Override
    public void examine(Verb<?> verb, Object arguments, PreparedImage image) throws FailureException {
        if (arguments instanceof EspStepVerbs.Write write
                && write.places().stream().anyMatch(place -> place.image().equals(image.name()))) {
            FlashPlan.requireSound(image.name(), image.data());
        }
        if (arguments instanceof EspStepVerbs.Build build && build.image().equals(image.name())) {
            EspSteps.args(image);
        }
    }

    @Override
    public Optional<Chips> chips() {
        Map<String, Integer> ids = new LinkedHashMap<>();
        for (EspSoc soc : EspSoc.values()) {
            ids.put(soc.code(), soc.id());
        }
        return Optional.of(new Chips(BootMode.SERIAL_ROM, "Espressif", "may be behind any adapter", ids, "esp32s3"));
    }

    @Override
    public Optional<BenchVerbs> bench() {
        return Optional.of(new EspCommands());
    }
}
