package dev.gangway.sdp.step;

import dev.gangway.channel.Channel;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.UsbSession;
import dev.gangway.image.PreparedImage;
import dev.gangway.language.Chips;
import dev.gangway.language.Verb;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.protocol.Action;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Expected;
import dev.gangway.protocol.Protocol;
import dev.gangway.protocol.Reach;
import dev.gangway.sdp.SdpBootRom;
import dev.gangway.sdp.command.SdpCommands;
import dev.gangway.shell.BenchVerbs;
import dev.gangway.soc.NxpSoc;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** NXP's serial download protocol over USB, as i.MX boot ROMs and U-Boot's SPL speak it. */
public final class SdpProtocol implements Protocol<SdpBootRom, SdpSteps> {
    @Override
    public String name() {
        return "sdp";
    }

    @Override
    public List<Reach> reaches() {
        return List.of(Reach.usb(BootMode.SDP));
    }

    @Override
    public SdpBootRom open(Channel channel, BoardSighting board, Expected expected, Pauses pauses)
            throws FailureException {
        return SdpBootRom.open((UsbSession) channel);
    }

    /** By its USB id: these boot ROMs tell nothing that only one chip has. */
    @Override
    public BoardIdentity identity(SdpBootRom device, BoardSighting board) {
        return new BoardIdentity(board.mode(), device.soc().name(), null, List.of(), List.of());
    }

    @Override
    public SdpSteps attempt(Attempt attempt) {
        return new SdpSteps(attempt);
    }

    @Override
    public List<Action<?, SdpSteps>> actions() {
        return List.of(
                Action.on(SdpStepVerbs.LOAD, SdpSteps::load),
                Action.on(SdpStepVerbs.VERIFY, SdpSteps::verify),
                Action.plain(SdpStepVerbs.START, SdpSteps::start),
                Action.on(SdpStepVerbs.WRITE, SdpSteps::write),
                Action.on(SdpStepVerbs.JUMP, SdpSteps::jump),
                Action.on(SdpStepVerbs.STREAM, SdpSteps::stream));
    }

    /** An image without a vector table, or with one that lies, and what no boot ROM takes as a stream, is refused before a board is touched. */
    @Override
    public void examine(Verb<?> verb, Object arguments, PreparedImage image) throws FailureException {
        boolean meant =
                (arguments instanceof SdpStepVerbs.Load load && load.image().equals(image.name()))
                        || (arguments instanceof SdpStepVerbs.Compare compare
                                && compare.image().equals(image.name()));
        if (meant) {
            SdpSteps.parsed(image.name(), image.data());
        }
        if (arguments instanceof SdpStepVerbs.Stream stream && stream.image().equals(image.name())) {
            SdpSteps.streamable(image.name(), image.data());
        }
    }

    @Override
    public Optional<Chips> chips() {
        Map<String, Integer> ids = new LinkedHashMap<>();
        NxpSoc.ALL.forEach(soc -> ids.putIfAbsent(soc.name(), soc.id()));
        return Optional.of(new Chips(BootMode.SDP, "NXP", "answers alike", ids, "imx6ul"));
    }

    @Override
    public Optional<BenchVerbs> bench() {
        return Optional.of(new SdpCommands());
    }
}
