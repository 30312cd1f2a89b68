package dev.gangway.disk.step;

import dev.gangway.disk.Disk;
import dev.gangway.disk.DiskContent;
import dev.gangway.disk.DiskDevice;
import dev.gangway.disk.Picoboot;
import dev.gangway.disk.uf2.Uf2Content;
import dev.gangway.disk.uf2.Uf2Drive;
import dev.gangway.disk.uf2.Uf2Flash;
import dev.gangway.format.Uf2Families;
import dev.gangway.image.PreparedImage;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Proof;
import dev.gangway.protocol.Stretch;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The {@code disk.*} verbs. The disk that was used last is what {@code disk.eject} ejects. */
public final class DiskSteps {
    private static final String FLASH = "flash memory";

    private final Attempt attempt;
    private final DiskProtocol protocol;
    private final CheckedMaps maps;
    private Optional<Integer> used = Optional.empty();

    DiskSteps(Attempt attempt, DiskProtocol protocol, CheckedMaps maps) {
        this.attempt = attempt;
        this.protocol = protocol;
        this.maps = maps;
    }

    private Disk disk(Optional<Integer> unit) throws FailureException {
        DiskDevice board = attempt.board(protocol);
        Disk disk = board.disk(unit);
        used = Optional.of(disk.facts().unit());
        return disk;
    }

    private DiskContent content(DiskStepVerbs.Placed step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        DiskContent content = step.map().isPresent()
                ? maps.content(image, attempt.image(step.map().get()))
                : DiskContent.whole(image.data());
        attempt.meter().expect(content.length());
        return content;
    }

    private static String place(Disk disk, long at) {
        return String.format("disk %d at 0x%x", disk.facts().unit(), at);
    }

    private static Stretch stretch(Disk disk, long at, long length) {
        return new Stretch("disk " + disk.facts().unit(), at, length);
    }

    void write(DiskStepVerbs.Onto onto) throws FailureException {
        DiskStepVerbs.Placed step = onto.placed();
        DiskContent content = content(step);
        Disk disk = disk(step.unit());
        List<String> notes = content.requireFor(disk, step.at());
        attempt.note("disk", disk.facts().text());
        if (!notes.isEmpty()) {
            attempt.note("partitions", String.join("; ", notes));
        }
        if (!onto.skip().looks()) {
            attempt.changes(stretch(disk, step.at(), content.data().length()));
            attempt.wrote(step.image(), place(disk, step.at()));
            content.write(disk, step.at(), attempt.meter()::moved);
        } else {
            writeWhatDiffers(step, content, disk);
        }
    }

    private void writeWhatDiffers(DiskStepVerbs.Placed step, DiskContent content, Disk disk) throws FailureException {
        String place = place(disk, step.at());
        long written = content.writeDifferent(
                disk,
                step.at(),
                (from, length) -> {
                    attempt.changes(stretch(disk, from, length));
                    attempt.wrote(step.image(), place);
                },
                attempt.meter()::moved);
        if (written > 0) {
            attempt.sent(step.image(), written);
        } else {
            attempt.alreadyThere(
                    step.image(),
                    new Proof(Proof.From.MEDIUM, place, readBack(step)),
                    stretch(disk, step.at(), content.data().length()));
        }
    }

    private static String readBack(DiskStepVerbs.Placed step) {
        return (step.map().isPresent() ? "mapped blocks of the disk" : "disk") + " read back, byte by byte";
    }

    void verify(DiskStepVerbs.Placed step) throws FailureException {
        DiskContent content = content(step);
        Disk disk = disk(step.unit());
        if (attempt.isAlreadyThere(step.image(), place(disk, step.at()))) {
            attempt.meter().moved(content.length());
            return;
        }
        content.verify(disk, step.at(), attempt.meter()::moved);
        attempt.proved(step.image(), new Proof(Proof.From.MEDIUM, place(disk, step.at()), readBack(step)));
    }

    void uf2(DiskStepVerbs.Uf2 step) throws FailureException {
        PreparedImage image = attempt.image(step.image());
        Uf2Content content = Uf2Content.of(image.data());
        Uf2Drive drive = Uf2Drive.open(disk(Optional.empty()), attempt::pause);
        long family = drive.family(step.family());
        content.requireFor(family);
        attempt.note("board", drive.boardId() + " (" + drive.model() + ")");
        attempt.meter().expect(content.length(family, step.by()));
        attempt.wrote(step.image(), "UF2 family " + Uf2Families.told(family));
        drive.write(content, family, step.by(), attempt::leaving, attempt.meter()::moved);
        attempt.letGo();
    }

    private Uf2Flash meant(DiskStepVerbs.Flash step, DiskDevice board) throws FailureException {
        long family = Uf2Flash.family(board.identity(), step.family());
        Uf2Flash flash = Uf2Flash.of(Uf2Content.of(attempt.image(step.image()).data()), family);
        attempt.meter().expect(flash.length());
        return flash;
    }

    void flash(DiskStepVerbs.Flash step) throws FailureException {
        DiskDevice board = attempt.board(protocol);
        Uf2Flash flash = meant(step, board);
        Picoboot picoboot = board.picoboot();
        attempt.wrote(step.image(), FLASH);
        flash.write(picoboot, attempt.meter()::moved);
    }

    void compare(DiskStepVerbs.Flash step) throws FailureException {
        DiskDevice board = attempt.board(protocol);
        OptionalLong difference = meant(step, board).difference(board.picoboot(), attempt.meter()::moved);
        if (difference.isPresent()) {
            throw new FailureException(
                    FailureKind.VERIFY_MISMATCH,
                    String.format(
                            "the flash memory does not hold what %s has at 0x%08x",
                            step.image(), difference.getAsLong()));
        }
        attempt.proved(step.image(), new Proof(Proof.From.MEDIUM, FLASH, "flash memory read back, byte by byte"));
    }

    void reboot() throws FailureException {
        Picoboot picoboot = attempt.board(protocol).picoboot();
        attempt.leaving();
        picoboot.reboot();
        attempt.letGo();
    }

    void eject() throws FailureException {
        Disk disk = disk(used);
        attempt.leaving();
        disk.eject();
        attempt.letGo();
    }
}
