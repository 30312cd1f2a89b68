package dev.gangway.disk;

import dev.gangway.channel.Pauses;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbSession;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A board that shows one or more disks. Opening it takes nothing from the operating system: that is done when a disk is first
 * asked for. Blocking; one thread at a time.
 */
public final class DiskDevice {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    /** Gadgets show an empty slot first and put their medium into it a moment later. */
    private static final int LOOKS_FOR_A_MEDIUM = 10;

    private final UsbSession session;
    private final Pauses pauses;
    private @Nullable List<LogicalUnit> units;
    private @Nullable Disk open;
    private @Nullable Picoboot picoboot;

    private DiskDevice(UsbSession session, Pauses pauses) {
        this.session = session;
        this.pauses = pauses;
    }

    /** A device that nothing has been asked of yet. */
    public static DiskDevice of(UsbSession session, Pauses pauses) {
        return new DiskDevice(session, pauses);
    }

    /** What its descriptors say of it. */
    public UsbIdentity identity() {
        return session.identity();
    }

    /**
     * What some boards offer beside their disk, which takes nothing from then on; the operating system keeps it.
     *
     * @throws FailureException BOARD_REFUSED when the board does not offer it
     */
    public Picoboot picoboot() throws FailureException {
        Picoboot known = picoboot;
        if (known == null) {
            known = Picoboot.open(session);
            picoboot = known;
        }
        return known;
    }

    private List<LogicalUnit> units() throws FailureException {
        List<LogicalUnit> known = units;
        if (known != null) {
            return known;
        }
        BulkOnly transport = BulkOnly.open(session);
        List<LogicalUnit> found = new ArrayList<>();
        int last = transport.lastUnit();
        for (int number = 0; number <= last; number++) {
            found.add(new LogicalUnit(transport, number, pauses));
        }
        units = found;
        return found;
    }

    /**
     * A disk with a medium that is ready.
     *
     * @param number which unit; empty = the first that has a medium
     * @throws FailureException RECIPE_INVALID when there is no such unit, BOARD_REFUSED when there is no medium, DEVICE_CLAIMED
     *     when the operating system uses it
     */
    public Disk disk(Optional<Integer> number) throws FailureException {
        Disk known = open;
        if (known != null && (number.isEmpty() || number.get() == known.facts().unit())) {
            return known;
        }
        List<LogicalUnit> all = units();
        if (number.isPresent() && number.get() >= all.size()) {
            throw new FailureException(
                    FailureKind.RECIPE_INVALID,
                    "the board has no unit " + number.get() + "; it has 0 to " + (all.size() - 1));
        }
        List<LogicalUnit> meant = number.isPresent() ? List.of(all.get(number.get())) : all;
        for (int look = 0; look < LOOKS_FOR_A_MEDIUM; look++) {
            for (LogicalUnit unit : meant) {
                Optional<Disk> disk = Disk.of(unit);
                if (disk.isPresent()) {
                    open = disk.get();
                    return disk.get();
                }
            }
            pauses.pause(LOOK_AGAIN);
        }
        throw new FailureException(
                FailureKind.BOARD_REFUSED,
                "the board shows a disk without a medium: is its card or flash in its place, and not ejected?");
    }
}
