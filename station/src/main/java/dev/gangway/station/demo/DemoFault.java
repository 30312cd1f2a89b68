package dev.gangway.station.demo;

import dev.gangway.model.FailureKind;
import dev.gangway.model.Verdict;
import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the demo's fault list: what goes wrong on a board, and how its job has to end.
 *
 * @param name for the table
 * @param faults what the board does wrong on its bus
 * @param flash what is wrong with its flash memory
 * @param verdict how the job has to end
 * @param kind why it has to fail, null when it has to pass
 */
public record DemoFault(
        String name,
        List<Fault> faults,
        Flash flash,
        Verdict verdict,
        @Nullable FailureKind kind) {
    /** Copies the list. */
    public DemoFault {
        faults = List.copyOf(faults);
    }

    /** What is wrong with a board's flash memory. */
    public enum Flash {
        /** Nothing. */
        SOUND,
        /** Its fastboot refuses every flash. */
        REFUSES,
        /** It loses a bit after it was written, before it is read back. */
        FORGETS
    }

    /** A sound board. */
    public static final DemoFault NONE = passes("none");

    /** Every kind of fault once; 16 ports show them all. Positions are bytes since the board was plugged in. */
    public static final List<DemoFault> ALL = List.of(
            NONE,
            passes("cable pulled while U-Boot loads", new Fault.Disconnect(150_000, 1, Duration.ofMillis(300))),
            passes("endpoint stalls", new Fault.Stall(200_000, 1)),
            passes("board falls silent", new Fault.Silence(250_000, 1, null)),
            passes("short transfer", new Fault.ShortTransfer(40_000, 1)),
            passes("FEL reports an error once", new Fault.WrongFelStatus(120_000, 1, 1)),
            passes("wrapper reports an error once", new Fault.WrongWrapperStatus(130_000, 1, 1)),
            passes("slow board", new Fault.Slow(0, 1, 3_000_000)),
            passes("noise on the wire", new Fault.Garbage(100_000, 1)),
            passes("damaged upload", new Fault.CorruptUpload(30_000, 1)),
            passes("cable pulled while flashing", new Fault.Disconnect(2_500_000, 1, Duration.ofMillis(300))),
            passes("does not come back once", new Fault.Vanish(400_000, 1)),
            fails("another chip comes back", FailureKind.BOARD_SWAPPED, new Fault.OtherChip(300_000, 1, 0x1680)),
            fails("another board comes back", FailureKind.BOARD_SWAPPED, new Fault.OtherSid(300_000, 1)),
            new DemoFault(
                    "flash memory forgets", List.of(), Flash.FORGETS, Verdict.FAILED, FailureKind.VERIFY_MISMATCH),
            new DemoFault("flash memory refuses", List.of(), Flash.REFUSES, Verdict.FAILED, FailureKind.MEDIUM_FAILED));

    private static DemoFault passes(String name, Fault... faults) {
        return new DemoFault(name, List.of(faults), Flash.SOUND, Verdict.PASSED, null);
    }

    private static DemoFault fails(String name, FailureKind kind, Fault... faults) {
        return new DemoFault(name, List.of(faults), Flash.SOUND, Verdict.FAILED, kind);
    }

    /**
     * Faults of single ports: {@code PORT=FAULT[+FAULT],…} with faults as {@link FaultText} writes them.
     *
     * @throws IllegalArgumentException saying what is wrong and what there is
     */
    public static Map<Integer, DemoFault> parse(String spec) {
        Map<Integer, DemoFault> faults = new TreeMap<>();
        for (String entry : spec.split(",", -1)) {
            int equals = entry.indexOf('=');
            if (equals < 1 || !entry.substring(0, equals).matches("[0-9]{1,3}")) {
                throw new IllegalArgumentException(
                        "\"" + entry + "\" is no PORT=FAULT, for example 3=disconnect@200000; " + FaultText.help());
            }
            String text = entry.substring(equals + 1);
            faults.put(
                    Integer.parseInt(entry.substring(0, equals)),
                    new DemoFault(text, FaultText.parse(text), Flash.SOUND, Verdict.PASSED, null));
        }
        return faults;
    }
}
