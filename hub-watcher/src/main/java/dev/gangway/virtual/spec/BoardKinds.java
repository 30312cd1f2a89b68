package dev.gangway.virtual.spec;

import dev.gangway.virtual.allwinner.AllwinnerKind;
import dev.gangway.virtual.dfu.DfuKind;
import dev.gangway.virtual.dfu.DfuSeKind;
import dev.gangway.virtual.dfu.SparkCoreKind;
import dev.gangway.virtual.disk.DiskKind;
import dev.gangway.virtual.esp.EspKind;
import dev.gangway.virtual.gadget.FastbootKind;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.rockchip.RockchipKind;
import dev.gangway.virtual.rpiboot.RpibootKind;
import dev.gangway.virtual.sdp.SdpKind;
import dev.gangway.virtual.serial.LoopbackKind;
import dev.gangway.virtual.spark.SparkCloudKind;
import dev.gangway.virtual.uboot.ConsoleKind;
import dev.gangway.virtual.uboot.UbootKind;
import dev.gangway.virtual.uf2.Uf2Kind;
import dev.gangway.virtual.ymodem.SparkSerialKind;
import dev.gangway.virtual.ymodem.YmodemKind;
import java.util.List;

/** The kinds of virtual boards that there are: a new one is one more word in this list. */
public final class BoardKinds {
    /** All kinds, in the order of the help; what a recipe wants is asked for in this order too. */
    public static final List<BoardKind> ALL = List.of(
            new AllwinnerKind(),
            new FastbootKind(),
            new UbootKind(),
            new ConsoleKind(),
            new SparkCoreKind(),
            new DfuSeKind(),
            new DfuKind(),
            new Uf2Kind(),
            new DiskKind(),
            new LoopbackKind(),
            new RockchipKind(),
            new RpibootKind(),
            new SdpKind(),
            new YmodemKind(),
            new SparkSerialKind(),
            new EspKind(),
            new SparkCloudKind());

    private BoardKinds() {}
}
