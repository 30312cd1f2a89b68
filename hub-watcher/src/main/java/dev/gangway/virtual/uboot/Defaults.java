package dev.gangway.virtual.uboot;

import dev.gangway.virtual.gadget.Dialect;
import java.util.Map;

/** The environments that the two U-Boots are built with, as far as scripts and FEL boots depend on them. */
final class Defaults {
    /** Where scripts are looked for after a FEL boot (fel.md 5, allwinner-nand-chip.md 3). */
    static final String SCRIPT_ADDRESS = "43100000";

    private static final Map<String, String> NTC = Map.of(
            "scriptaddr", "0x" + SCRIPT_ADDRESS,
            "kernel_addr_r", "0x42000000",
            "fdt_addr_r", "0x43000000",
            "ramdisk_addr_r", "0x43300000",
            "mtdids", "nand0=sunxi-nand.0",
            "bootdelay", "2",
            "bootcmd",
                    "if test -n ${fel_booted} && test -n ${scriptaddr}; then echo (FEL boot); source ${scriptaddr}; fi; "
                            + "mtdparts; ubi part UBI; ubifsmount ubi0:rootfs; "
                            + "ubifsload $fdt_addr_r /boot/sun5i-r8-chip.dtb; ubifsload $kernel_addr_r /boot/zImage; "
                            + "bootz $kernel_addr_r - $fdt_addr_r",
            "mtdparts", "mtdparts=sunxi-nand.0:4m(spl),4m(spl-backup),4m(uboot),4m(env),-(UBI)");

    private static final Map<String, String> MAINLINE = Map.of(
            "scriptaddr", "0x" + SCRIPT_ADDRESS,
            "kernel_addr_r", "0x42000000",
            "fdt_addr_r", "0x43000000",
            "ramdisk_addr_r", "0x43300000",
            "board", "sunxi",
            "bootdelay", "2",
            "bootcmd_fel",
                    "if test -n ${fel_booted} && test -n ${fel_scriptaddr}; then echo (FEL boot); "
                            + "source ${fel_scriptaddr}; fi",
            "bootcmd", "run bootcmd_fel");

    private Defaults() {}

    static Map<String, String> of(Dialect dialect) {
        return dialect == Dialect.NTC_2016 ? NTC : MAINLINE;
    }
}
