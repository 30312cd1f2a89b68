package dev.gangway.virtual.allwinner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.fault.FaultPlan;
import dev.gangway.virtual.kind.BoardParts;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.nand.VirtualNand;
import dev.gangway.virtual.spec.BoardSpec;
import dev.gangway.virtual.uboot.GadgetSerial;
import dev.gangway.virtual.uboot.UBootSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllwinnerKindTest {
    private final AllwinnerKind kind = new AllwinnerKind();
    private final PageStore pages = PageStore.temporary();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        pages.close();
    }

    private AllwinnerBoard made(String text) {
        return (AllwinnerBoard) BoardSpec.parse(text).make(pages, line -> {}).board();
    }

    private UBootSettings uboot(String text) {
        BoardSpec spec = BoardSpec.parse(text);
        BoardParts parts = new BoardParts(pages, line -> {}, spec.seed(), FaultPlan.sound());
        return AllwinnerKind.uboot(spec.options(), parts, AllwinnerKind.settings(spec.options(), parts), false);
    }

    @Test
    void makesABoardOfEveryKey() {
        String text = "allwinner:soc=h3,sid=02c00181:00000001:00000002:80000003,dram=256,then=prompt,"
                + "flash=Hynix_8G_MLC,fel=20s,secure=yes,die=2,usb=high,start=1s,spl=200ms,speed=1000000,"
                + "fault=disconnect@123456,fault=stall@4kx2+vanish";
        AllwinnerBoard board = made(text);

        assertThat(board.settings().soc().name()).isEqualTo("H3");
        assertThat(board.settings().sid()).hasToString("02c00181:00000001:00000002:80000003");
        assertThat(board.settings().dramMiB()).isEqualTo(256);
        assertThat(board.settings().felReleasedAfter()).isEqualTo(Duration.ofSeconds(20));
        assertThat(board.settings().splTime()).isEqualTo(Duration.ofMillis(200));
        assertThat(board.settings().startTime()).isEqualTo(Duration.ofSeconds(1));
        assertThat(board.settings().highSpeed()).isTrue();
        assertThat(board.settings().secure()).isTrue();
        assertThat(board.settings().laterDie()).isTrue();
        assertThat(uboot(text).withoutScript()).isEmpty();
        assertThat(board.nand()).map(VirtualNand::geometry).hasValueSatisfying(chip -> assertThat(chip.name())
                .isEqualTo("Hynix_8G_MLC"));
        assertThat(BoardSpec.parse(text).faults())
                .containsExactly(
                        new Fault.Disconnect(123456, 1, Duration.ofSeconds(1)),
                        new Fault.Stall(4096, 2),
                        new Fault.Vanish(0, 1),
                        new Fault.Slow(0, Fault.ALWAYS, 1_000_000));
    }

    @Test
    void hasWhatTheRealBoardsHaveWhenNothingIsSaid() {
        AllwinnerBoard h3 = made("allwinner");
        AllwinnerBoard chip = made("allwinner:soc=gr8");

        assertThat(h3.settings().soc().name()).isEqualTo("H3");
        assertThat(h3.settings().felHeld()).isTrue();
        assertThat(h3.settings().dramMiB()).isEqualTo(512);
        assertThat(h3.nand()).isEmpty();
        assertThat(uboot("allwinner").withoutScript()).isEqualTo("fastboot usb 0");
        assertThat(chip.nand()).map(VirtualNand::geometry).hasValueSatisfying(nand -> assertThat(nand.name())
                .isEqualTo("Toshiba_512M_SLC"));
        assertThat(made("allwinner:soc=a13,flash=none").nand()).isEmpty();
        assertThat(made("allwinner:fel=free").settings().felHeld()).isFalse();
    }

    @Test
    void soldersAnSpiFlashOn() {
        assertThat(made("allwinner:soc=a20,spi=winbond16m").settings().spi()).isEqualTo(SpiChip.WINBOND16M);
        assertThat(made("allwinner:soc=a20").settings().spi()).isEqualTo(SpiChip.NONE);
    }

    @Test
    void knowsWhichSerialTheFastbootGadgetShows() {
        AllwinnerSoc h3 = AllwinnerSoc.ofName("h3").orElseThrow();
        String mine = "02c00181:00000001:00000002:80000003";
        String other = "02c00181:00000009:00000009:80000009";

        assertThat(uboot("allwinner:soc=h3").serial()).isEqualTo(GadgetSerial.DERIVED);
        assertThat(uboot("allwinner:fastboot-serial=none").serial()).isEqualTo(GadgetSerial.NONE);
        assertThat(uboot("allwinner:fastboot-serial=env:LOT-7:A").serial())
                .isEqualTo(new GadgetSerial.FromEnvironment("LOT-7:A"));
        assertThat(uboot("allwinner:sid=" + mine + ",fastboot-serial=other-sid:" + other)
                        .serial())
                .isEqualTo(new GadgetSerial.BuiltIn(ChipSid.parse(other).serialNumber(h3)));
        assertThat(uboot("allwinner:sid=" + mine + ",fastboot-serial=other-sid").serial())
                .isInstanceOf(GadgetSerial.BuiltIn.class)
                .isNotEqualTo(new GadgetSerial.BuiltIn(ChipSid.parse(mine).serialNumber(h3)));
    }

    @Test
    void makesAnIdThatFitsTheChipFromTheSeed() {
        for (AllwinnerSoc soc : AllwinnerSoc.ALL) {
            for (long seed = 0; seed < 50; seed++) {
                ChipSid sid = made("allwinner:soc=" + soc.name() + ",seed=" + seed)
                        .settings()
                        .sid();
                assertThat(sid.word0()).isNotZero();
                assertThat(sid.word3() & 0xffffff).isNotZero();
                assertThat(sid).isEqualTo(ChipSid.of(soc, seed)).isNotEqualTo(ChipSid.of(soc, seed + 1));
            }
        }
        assertThat(made("allwinner:soc=r8").settings().sid().serialNumber()).startsWith("1625");
    }

    @Test
    void hasFaultsOfItsOwnBesideTheCommonOnes() {
        assertThat(kind.faultText().parse("fel-status@5:3+other-chip:a64+flash-forgets+flash-refusedxalways+short"))
                .contains(
                        new AllwinnerFault.WrongFelStatus(5, 1, 3),
                        new AllwinnerFault.OtherChip(0, 1, 0x1689),
                        new AllwinnerFault.ForgottenBit(0, 1),
                        new Fault.ShortTransfer(0, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fel|a13|1000000|allwinner:soc=a13,flash=Toshiba_512M_SLC",
                "fel|a13|500000000|allwinner:soc=a13,flash=Toshiba_4G_MLC",
                "fel|a20,h3,h6|1000000|allwinner:soc=h3",
                "fel|a64|1000000|allwinner:soc=a64",
            })
    void servesRecipesThatStartInFel(String mode, String chips, long bytes, String spec) {
        assertThat(kind.serving(mode, Set.of(chips.split(",")), bytes)).contains(spec);
        assertThat(BoardSpec.parse(spec).kind()).hasSameClassAs(kind);
    }

    @Test
    void servesNoOtherRecipes() {
        assertThat(kind.serving("fastboot", Set.of("a13"), 1)).isEmpty();
        assertThat(kind.serving("fel", Set.of("esp32"), 1)).isEmpty();
    }

    @Test
    void writesTheFilesThatItsBoardTakes() throws Exception {
        assertThat(imagesOf("allwinner:soc=a13,flash=Toshiba_512M_SLC", folder.resolve("chip")))
                .contains(
                        "sunxi-spl.bin", "uboot-40000.bin", "spl-40000-1000-100.bin", "chip-40000-1000-100.ubi.sparse");
        assertThat(imagesOf("allwinner:soc=h3", folder.resolve("card"))).containsExactly("u-boot-sunxi-with-spl.bin");
    }

    private static List<String> imagesOf(String text, Path to) throws Exception {
        BoardSpec spec = BoardSpec.parse(text);
        assertThat(spec.kind().writeImages(spec.options(), to, 1 << 20, 1)).isTrue();
        try (Stream<Path> files = Files.list(to)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "soc=z80|a64",
                "colour=red|has no key 'colour'",
                "colour=red|sid=W:W:W:W",
                "spi=winbond|none, winbond64k, winbond16m",
                "sid=1:2|four words",
                "dram=9|from 16 to 2048",
                "fel=soon|500ms or 3s",
                "usb=low|full or high",
                "then=boot|fastboot or prompt",
                "flash=nothing-like-it|Toshiba_512M_SLC",
                "soc=a13,secure=yes|no secure boot",
                "fastboot-serial=mine|derived, none, env:TEXT",
                "fastboot-serial=env|derived, none, env:TEXT",
                "fastboot-serial=env:|derived, none, env:TEXT",
                "fastboot-serial=derived:1|derived, none, env:TEXT",
                "fastboot-serial=other-sid:1|four words",
                "fault=fel-status:0|1 to 255",
                "fault=other-chip:z80|no SoC",
            })
    void refusesWhatItDoesNotKnowAndSaysWhatThereIs(String keys, String said) {
        assertThatThrownBy(() -> BoardSpec.parse("allwinner:" + keys))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }
}
