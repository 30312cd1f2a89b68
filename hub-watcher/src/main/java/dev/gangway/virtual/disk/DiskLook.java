package dev.gangway.virtual.disk;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.channel.UsbIdentity.Endpoint;
import dev.gangway.virtual.fault.FaultPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a board's disk shows itself.
 *
 * @param vid USB vendor id
 * @param pid USB product id
 * @param maker USB manufacturer string
 * @param product USB product string
 * @param serial USB serial string; empty = none
 * @param vendor SCSI vendor, up to 8 characters
 * @param model SCSI product, up to 16 characters
 * @param removable whether its medium can be ejected
 * @param units how many logical units it has, 1 to 16
 * @param medium which of them has the medium
 */
public record DiskLook(
        int vid,
        int pid,
        String maker,
        String product,
        String serial,
        String vendor,
        String model,
        boolean removable,
        int units,
        int medium) {
    private static final int HIGH_SPEED_BULK = 512;

    /** One unit with a removable medium, as U-Boot's {@code ums} and the Linux gadget show it. */
    public static DiskLook gadget(int vid, int pid, String maker, String product, String serial) {
        return new DiskLook(vid, pid, maker, product, serial, "Linux", "UMS disk 0", true, 1, 0);
    }

    /**
     * The device side after power-up.
     *
     * @param wake wakes who waits for this board
     * @param ejected is told, under the board's lock, when the host has ejected the medium
     */
    public DiskFunction function(DiskMedium disk, FaultPlan faults, Runnable wake, Runnable ejected) {
        return function(disk, faults, wake, ejected, List.of(), UnaryOperator.identity());
    }

    /**
     * The same with interfaces beside the disk's, which is interface 0; what goes to them is refused.
     *
     * @param beside their endpoints are none of the disk's, 81 and 01
     * @param configuration adds to the configuration's descriptors what their classes have of their own
     */
    public DiskFunction function(
            DiskMedium disk,
            FaultPlan faults,
            Runnable wake,
            Runnable ejected,
            List<UsbIdentity.Interface> beside,
            UnaryOperator<byte[]> configuration) {
        ScsiPages pages = new ScsiPages(vendor, model, "0001", serial, removable);
        List<ScsiUnit> all = new ArrayList<>();
        for (int number = 0; number < units; number++) {
            @Nullable DiskMedium here = number == medium ? disk : null;
            all.add(new ScsiUnit(pages, here, faults, ejected));
        }
        return new DiskFunction(identity(beside), all, faults, wake, configuration);
    }

    private UsbIdentity identity(List<UsbIdentity.Interface> beside) {
        List<UsbIdentity.Interface> interfaces = new ArrayList<>();
        interfaces.add(new UsbIdentity.Interface(
                0,
                0,
                DiskFunction.CLASS,
                DiskFunction.SUB_CLASS,
                DiskFunction.PROTOCOL,
                List.of(
                        new Endpoint(DiskFunction.IN, Endpoint.BULK, HIGH_SPEED_BULK),
                        new Endpoint(DiskFunction.OUT, Endpoint.BULK, HIGH_SPEED_BULK)),
                null));
        interfaces.addAll(beside);
        return new UsbIdentity(
                vid,
                pid,
                0x0200,
                0x0100,
                UsbIdentity.Speed.HIGH,
                interfaces,
                maker,
                product,
                serial.isEmpty() ? null : serial);
    }
}
