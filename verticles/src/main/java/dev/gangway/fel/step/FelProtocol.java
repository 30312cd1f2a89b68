package dev.gangway.fel.step;

import dev.gangway.channel.Channel;
import dev.gangway.channel.Pauses;
import dev.gangway.channel.UsbSession;
import dev.gangway.fel.FelDevice;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.Mark;
import dev.gangway.protocol.Expected;
import dev.gangway.protocol.Protocol;
import dev.gangway.protocol.Reach;
import java.util.List;
import java.util.Optional;

/** Allwinner's boot ROM over USB. */
public final class FelProtocol implements Protocol<FelDevice> {
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

    /** By the watchdog. */
    @Override
    public Optional<Restart<FelDevice>> restart() {
        return Optional.of(FelDevice::watchdogReset);
    }
}
