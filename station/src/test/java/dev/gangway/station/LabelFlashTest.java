package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.CommandRun;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.gadget.FastbootBoard;
import dev.gangway.virtual.gadget.StoreException;
import dev.gangway.virtual.lan.LanExport;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gangway flash} takes a whole GS1 label as a scanner sends it, and what of the unit's own it says. */
class LabelFlashTest {
    private static final int MAC_AT = 64;

    @TempDir
    Path folder;

    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);
    private LanExport lan;

    @BeforeEach
    void configure() throws IOException {
        lan = new LanExport(hub, 1, InetAddress.getLoopbackAddress(), 0);
        Files.write(Files.createDirectories(folder.resolve("images/labelled")).resolve("root.img"), new byte[1000]);
        Files.writeString(Files.createDirectories(folder.resolve("recipes")).resolve("labelled.yaml"), """
                kind: recipe
                version: 1
                title: Units whose labels say their address
                serves: { mode: fastboot }
                serial: { pattern: "UB-[0-9]{5}", gs1: "21" }
                images:
                  base: { file: root.img, format: raw }
                  root:
                    file: unit.img
                    format: raw
                    made:
                      of: base
                      patch: [ { at: 64, put: "{{unit.mac:bare}}", as: hex, size: 6 } ]
                unit:
                  mac: { gs1: "91", pattern: "M([0-9A-F]{12})", type: mac }
                retry: { attempts: 1 }
                steps:
                  - fastboot.flash: root
                    partition: boot
                  - fastboot.verify: root
                    partition: boot
                """);
        Files.writeString(folder.resolve("station.yaml"), """
                kind: station
                station: bench
                line: b
                data: data
                bus: { type: virtual, ports: 1 }
                recipes: { folder: recipes }
                images: { folder: images }
                ports:
                  - { port: "tcp:127.0.0.1:%d", slot: "01" }
                """.formatted(lan.number(1)));
    }

    @AfterEach
    void close() {
        lan.close();
        hub.close();
        pages.close();
    }

    private FastbootBoard plug() {
        hub.unplug(1);
        return (FastbootBoard) BoardSpec.parse("fastboot:loader=aosp,partitions=boot:1M,max-download=1M", 1)
                .plug(hub, 1, pages, told -> {});
    }

    private CommandRun flash(String label) {
        return CommandRun.of(
                "--config",
                folder.resolve("station.yaml").toString(),
                "flash",
                "--recipe",
                "labelled",
                "--port",
                "01",
                "--serial",
                label);
    }

    private String ledger(String serial) {
        return CommandRun.of("--config", folder.resolve("station.yaml").toString(), "--json", "ledger", "show", serial)
                .out();
    }

    private static String written(FastbootBoard board) throws StoreException {
        ByteBuffer into = ByteBuffer.allocate(MAC_AT + 6);
        board.partitions().read("boot", 0, into);
        return HexFormat.of().formatHex(into.array(), MAC_AT, MAC_AT + 6);
    }

    @Test
    void theBoardGetsTheAddressOfTheLabelAndNoSecondUnitDoes() throws Exception {
        CommandRun plain = flash("]d221UB-00001");
        assertThat(plain.code()).isEqualTo(ExitCode.INVALID);
        assertThat(plain.err()).contains("has no element (91), which is unit.mac: scan the label that has it");

        FastbootBoard board = plug();
        CommandRun first = flash("]d221UB-00001\u001d91M0200000000FC");
        assertThat(first.code()).as("%s%s", first.out(), first.err()).isEqualTo(ExitCode.OK);
        assertThat(written(board)).isEqualTo("0200000000fc");
        assertThat(ledger("UB-00001")).contains("\"label (91)\"", "02:00:00:00:00:fc", "PASSED");

        FastbootBoard other = plug();
        CommandRun second = flash("]d221UB-00002<GS>91M0200000000FC");
        assertThat(second.code()).isEqualTo(ExitCode.NOT_PASSED);
        assertThat(second.out()).contains("unit-value-missing");
        assertThat(ledger("UB-00002")).contains("was handed out to UB-00001", "scan the label of this very unit");
        assertThat(written(other)).as("the board is not touched").isEqualTo("000000000000");
    }
}
