package dev.gangway.disk.step;

import dev.gangway.disk.Disk;
import dev.gangway.disk.DiskDevice;
import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.protocol.Attempt;
import dev.gangway.protocol.Proof;
import java.util.Optional;

/** The {@code disk.*} verbs. The disk that was used last is what {@code disk.eject} ejects. */
public final class DiskSteps {
    private static final DiskProtocol PROTOCOL = new DiskProtocol();

    private final Attempt attempt;
    private Optional<Integer> used = Optional.empty();

    DiskSteps(Attempt attempt) {
        this.attempt = attempt;
    }

    private Disk disk(Optional<Integer> unit) throws FailureException {
        DiskDevice board = attempt.board(PROTOCOL);
        Disk disk = board.disk(unit);
        used = Optional.of(disk.info().unit());
        return disk;
    }

    private static String place(Disk disk, long at) {
        return String.format("disk %d at 0x%x", disk.info().unit(), at);
    }

    void write(DiskStepVerbs.Placed step) throws FailureException {
        ImageData data = attempt.image(step.image()).data();
        attempt.meter().expect(data.length());
        Disk disk = disk(step.unit());
        disk.requireWritable(step.at(), data.length());
        attempt.note("disk", disk.info().text());
        attempt.wrote(step.image(), place(disk, step.at()));
        disk.write(data, 0, data.length(), step.at(), attempt.meter()::moved);
        disk.synchronize();
    }

    void verify(DiskStepVerbs.Placed step) throws FailureException {
        ImageData data = attempt.image(step.image()).data();
        attempt.meter().expect(data.length());
        Disk disk = disk(step.unit());
        disk.verify(data, 0, data.length(), step.at(), attempt.meter()::moved);
        attempt.proved(
                step.image(), new Proof(Proof.From.MEDIUM, place(disk, step.at()), "disk read back, byte by byte"));
    }

    void eject() throws FailureException {
        Disk disk = disk(used);
        attempt.leaving();
        disk.eject();
        attempt.letGo();
    }
}
