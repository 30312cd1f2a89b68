package dev.gangway.fastboot.step;

import dev.gangway.channel.ByteStream;
import dev.gangway.channel.Channel;
import dev.gangway.channel.Datagrams;
import dev.gangway.channel.Pauses;
import dev.gangway.fastboot.FastbootClient;
import dev.gangway.fastboot.command.FastbootCommands;
import dev.gangway.language.Verb;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BoardId;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.IdentityBasis;
import dev.gangway.model.Mark;
import dev.gangway.protocol.Action;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Expected;
import dev.gangway.protocol.Protocol;
import dev.gangway.protocol.Reach;
import dev.gangway.protocol.Target;
import dev.gangway.shell.BenchVerbs;
import java.util.List;
import java.util.Optional;

/** Android fastboot, as boot loaders speak it over USB, TCP and UDP. */
public final class FastbootProtocol implements Protocol<FastbootClient, FastbootSteps> {
    @Override
    public String name() {
        return "fastboot";
    }

    @Override
    public List<Reach> reaches() {
        return List.of(
                Reach.usb(BootMode.FASTBOOT),
                Reach.behind(BootMode.TCP_LINE, BootMode.FASTBOOT, ByteStream.class),
                Reach.behind(BootMode.UDP_LINE, BootMode.FASTBOOT, Datagrams.class));
    }

    @Override
    public FastbootClient open(Channel channel, BoardSighting board, Expected expected, Pauses pauses)
            throws FailureException {
        return FastbootClient.open(channel);
    }

    /** Its serial is its firmware's word: a vendor's build may show a constant, one from its environment, or none. */
    @Override
    public BoardIdentity identity(FastbootClient client, BoardSighting board) throws FailureException {
        String told = board.usbSerial();
        String serial = told != null ? told : client.getvar("serialno").orElse("");
        String product = client.getvar("product").orElse("fastboot");
        return serial.isEmpty()
                ? new BoardIdentity(BootMode.FASTBOOT, product, null, List.of(), List.of())
                : new BoardIdentity(
                        BootMode.FASTBOOT,
                        product,
                        new BoardId("serial:" + serial),
                        List.of(new Mark(IdentityBasis.SERIAL, Mark.GADGET_SERIAL, serial)),
                        List.of());
    }

    @Override
    public Optional<Target> target(Verb<?> verb, Object arguments) {
        if (arguments instanceof FastbootStepVerbs.Write write) {
            FastbootStepVerbs.Flash flash = write.flash();
            return Optional.of(new Target(flash.partition(), Optional.of(flash.image())));
        }
        return arguments instanceof FastbootStepVerbs.Erase erase
                ? Optional.of(new Target(erase.partition(), Optional.empty()))
                : Optional.empty();
    }

    @Override
    public Optional<BenchVerbs> bench() {
        return Optional.of(new FastbootCommands());
    }

    @Override
    public FastbootSteps attempt(Attempt attempt) {
        return new FastbootSteps(attempt);
    }

    @Override
    public List<Action<?, FastbootSteps>> actions() {
        return List.of(
                Action.on(FastbootStepVerbs.FLASH, FastbootSteps::flash),
                Action.on(FastbootStepVerbs.PLAY, FastbootSteps::play),
                Action.on(FastbootStepVerbs.VERIFY, FastbootSteps::verify),
                Action.on(FastbootStepVerbs.VERIFY_CRC, FastbootSteps::verifyCrc),
                Action.on(FastbootStepVerbs.ERASE, FastbootSteps::erase),
                Action.on(FastbootStepVerbs.FORMAT, FastbootSteps::format),
                Action.on(FastbootStepVerbs.BOOT, FastbootSteps::boot),
                Action.on(FastbootStepVerbs.SET_ACTIVE, FastbootSteps::setActive),
                Action.on(FastbootStepVerbs.OEM, FastbootSteps::oem),
                Action.on(FastbootStepVerbs.UCMD, FastbootSteps::ucmd),
                Action.on(FastbootStepVerbs.ACMD, FastbootSteps::acmd),
                Action.on(FastbootStepVerbs.CREATE_LOGICAL, FastbootSteps::createLogical),
                Action.on(FastbootStepVerbs.RESIZE_LOGICAL, FastbootSteps::resizeLogical),
                Action.on(FastbootStepVerbs.DELETE_LOGICAL, FastbootSteps::deleteLogical),
                Action.plain(FastbootStepVerbs.CONTINUE, FastbootSteps::continueBoot),
                Action.plain(FastbootStepVerbs.REBOOT, FastbootSteps::reboot),
                Action.plain(FastbootStepVerbs.REBOOT_BOOTLOADER, FastbootSteps::rebootBootloader),
                Action.plain(FastbootStepVerbs.REBOOT_FASTBOOT, FastbootSteps::rebootFastboot),
                Action.plain(FastbootStepVerbs.REBOOT_RECOVERY, FastbootSteps::rebootRecovery));
    }
}
