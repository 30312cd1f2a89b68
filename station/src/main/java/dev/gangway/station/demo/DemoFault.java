package dev.gangway.station.demo;

import dev.gangway.model.FailureKind;
import dev.gangway.model.Verdict;
import dev.gangway.virtual.fault.FaultText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the demo's fault list: what goes wrong on a board, and how its job has to end.
 *
 * @param name for the table
 * @param faults what the board does wrong, as {@link FaultText} writes it; empty for nothing
 * @param verdict how the job has to end
 * @param kind why it has to fail, null when it has to pass
 */
public record DemoFault(
        String name,
        String faults,
        Verdict verdict,
        @Nullable FailureKind kind) {
    /** A sound board. */
    public static final DemoFault NONE = passes("none", "");

    /** Every kind of fault once; 16 ports show them all. Positions are bytes since the board was plugged in. */
    public static final List<DemoFault> ALL = List.of(
            NONE,
            passes("cable pulled while U-Boot loads", "disconnect@150000:300ms"),
            passes("endpoint stalls", "stall@200000"),
            passes("board falls silent", "timeout@250000"),
            passes("short transfer", "short@40000"),
            passes("FEL reports an error once", "fel-status@120000"),
            passes("wrapper reports an error once", "awus-status@130000"),
            passes("slow board", "slow:3000000"),
            passes("noise on the wire", "garbage@100000"),
            passes("damaged upload", "corrupt-write@30000"),
            passes("cable pulled while flashing", "disconnect@2500000:300ms"),
            passes("does not come back once", "vanish@400000"),
            fails("another chip comes back", FailureKind.BOARD_SWAPPED, "other-chip@300000:h3"),
            fails("another board comes back", FailureKind.BOARD_SWAPPED, "other-sid@300000"),
            fails("flash memory forgets", FailureKind.VERIFY_MISMATCH, "flash-forgets"),
            fails("flash memory refuses", FailureKind.MEDIUM_FAILED, "flash-refusedxalways"));

    /** A fault that its job survives. */
    public static DemoFault passes(String name, String faults) {
        return new DemoFault(name, faults, Verdict.PASSED, null);
    }

    private static DemoFault fails(String name, FailureKind kind, String faults) {
        return new DemoFault(name, faults, Verdict.FAILED, kind);
    }

    /**
     * Faults of single ports: {@code PORT=FAULT[+FAULT],…}. What the faults say is not looked at here.
     *
     * @throws IllegalArgumentException saying what is wrong and what there is
     */
    public static Map<Integer, DemoFault> parse(String spec, FaultText known) {
        Map<Integer, DemoFault> faults = new TreeMap<>();
        for (String entry : spec.split(",", -1)) {
            int equals = entry.indexOf('=');
            if (equals < 1 || !entry.substring(0, equals).matches("[0-9]{1,3}")) {
                throw new IllegalArgumentException(
                        "\"" + entry + "\" is no PORT=FAULT, for example 3=disconnect@200000; there are:"
                                + System.lineSeparator() + known.help());
            }
            String text = entry.substring(equals + 1);
            faults.put(Integer.parseInt(entry.substring(0, equals)), passes(text, text));
        }
        return faults;
    }
}
