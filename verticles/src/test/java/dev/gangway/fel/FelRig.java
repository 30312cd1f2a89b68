package dev.gangway.fel;

import dev.gangway.channel.UsbSession;
import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.allwinner.SpiChip;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A virtual board for tests of other packages; the client does not wait on it. */
public final class FelRig {
    private final BoardRig rig;
    private final BoardRig.Recorder firmware;

    private FelRig(BoardRig rig, BoardRig.Recorder firmware) {
        this.rig = rig;
        this.firmware = firmware;
    }

    /** A board with this SoC and firmware that can be started at this address. */
    public static FelRig of(String soc, long entry) {
        var firmware = new BoardRig.Recorder(entry);
        AllwinnerSoc chip = AllwinnerSoc.ofName(soc).orElseThrow();
        return new FelRig(BoardRig.of(VirtualBoardTest.settings(chip), firmware), firmware);
    }

    /** A board with this SoC and an SPI flash of 16 MiB. */
    public static FelRig withSpiFlash(String soc) {
        var firmware = new BoardRig.Recorder(0);
        AllwinnerSoc chip = AllwinnerSoc.ofName(soc).orElseThrow();
        return new FelRig(BoardRig.of(VirtualBoardTest.settings(chip).withSpi(SpiChip.WINBOND16M), firmware), firmware);
    }

    /** A session to it. */
    public UsbSession session() {
        return rig.session();
    }

    /** The board's id with colons. */
    public String sid() {
        return rig.board().settings().sid().toString();
    }

    /** What the board told its observer. */
    public List<String> log() {
        rig.settle();
        return rig.log();
    }

    /** How firmware was started on it. */
    public List<String> starts() {
        rig.settle();
        return firmware.starts().stream()
                .map(s -> String.format("%x script %x+%d", s.entry(), s.scriptAddress(), s.scriptSize()))
                .toList();
    }

    /** A file with an SPL and a U-Boot of 16 bytes for 4a000000. */
    public static byte[] ubootFile() {
        ByteBuffer file = SplFiles.withUboot("U-Boot payload!\n".getBytes(StandardCharsets.US_ASCII));
        byte[] bytes = new byte[file.remaining()];
        file.get(bytes);
        return bytes;
    }
}
