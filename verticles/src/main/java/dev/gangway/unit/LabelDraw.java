package dev.gangway.unit;

import dev.gangway.message.JobOrder;
import dev.gangway.message.PoolDraw;
import dev.gangway.message.UnitGot;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.MacAddress;
import dev.gangway.recipe.UnitType;
import dev.gangway.recipe.UnitValue;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A unit's value that its label carries. A MAC address is put on record as a draw is, of a pool that is named after the label's
 * element and that no station configures: so it is one unit's alone, whichever pool or label had it first.
 *
 * @param name the value's name
 * @param declared how the recipe declares it
 * @param from the element
 * @param order the job, with what its label said
 */
record LabelDraw(String name, UnitValue declared, UnitValue.FromLabel from, JobOrder order) {
    private static final String POOL = "label (";

    /** Whether a refusal of the ledger's names what a label gave. */
    static boolean isIn(String refusal) {
        return refusal.contains("of the pool " + POOL);
    }

    /** Whether it is put on record as one unit's alone; a batch number is of many. */
    boolean isAlone() {
        return declared.type() == UnitType.MAC;
    }

    /** Under which name it is on record; no pool of a station can have that name. */
    String pool() {
        return POOL + from.gs1() + ")";
    }

    /**
     * The value, as the label says it.
     *
     * @throws FailureException UNIT_VALUE_MISSING when the label has no such element or it has another form
     */
    String text() throws FailureException {
        String flaw = declared.flawOfLabel(name, order.label());
        if (!flaw.isEmpty()) {
            throw missing(flaw);
        }
        return from.in(order.label().getOrDefault(from.gs1(), "")).orElse("");
    }

    /**
     * The MAC address, as it is put on record.
     *
     * @param own what a label gave this unit at an earlier job
     * @throws FailureException UNIT_VALUE_MISSING when there is none, or the unit has another one
     */
    PoolDraw address(@Nullable UnitGot own) throws FailureException {
        MacAddress address = new MacAddress(
                HexFormat.fromHexDigitsToLong(declared.type().read(text()).orElseThrow()));
        String shown = address.joined(":");
        if (own != null && own.place() != address.value()) {
            throw missing(order.serial() + " has " + own.shown()
                    + " from its label since an earlier job, and this label says " + shown
                    + ": scan the unit's own label, or give the unit another serial");
        }
        return new PoolDraw(pool(), address.value(), shown, List.of("mac:" + address.bare()), false);
    }

    private static FailureException missing(String message) {
        return new FailureException(FailureKind.UNIT_VALUE_MISSING, message);
    }
}
