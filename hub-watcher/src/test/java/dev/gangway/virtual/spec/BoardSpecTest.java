package dev.gangway.virtual.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.allwinner.Sid;
import dev.gangway.virtual.allwinner.SpiChip;
import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.uboot.GadgetSerial;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoardSpecTest {
    @Test
    void readsEveryKey() {
        BoardSpec spec =
                BoardSpec.parse("allwinner:soc=h3,sid=02c00181:00000001:00000002:80000003,dram=256,then=prompt,"
                        + "flash=Hynix_8G_MLC,fel=20s,secure=yes,die=2,usb=high,start=1s,spl=200ms,speed=1000000,"
                        + "fault=disconnect@123456,fault=stall@4kx2+vanish");

        assertThat(spec.settings().soc().name()).isEqualTo("H3");
        assertThat(spec.settings().sid()).hasToString("02c00181:00000001:00000002:80000003");
        assertThat(spec.settings().dramMiB()).isEqualTo(256);
        assertThat(spec.settings().felReleasedAfter()).isEqualTo(Duration.ofSeconds(20));
        assertThat(spec.settings().splTime()).isEqualTo(Duration.ofMillis(200));
        assertThat(spec.settings().highSpeed()).isTrue();
        assertThat(spec.then()).isEqualTo("prompt");
        assertThat(spec.flash()).isEqualTo("Hynix_8G_MLC");
        assertThat(spec.settings().faults())
                .containsExactly(
                        new Fault.Disconnect(123456, 1, Duration.ofSeconds(1)),
                        new Fault.Stall(4096, 2),
                        new Fault.Vanish(0, 1),
                        new Fault.Slow(0, Fault.ALWAYS, 1_000_000));
    }

    @Test
    void soldersAnSpiFlashOn() {
        assertThat(BoardSpec.parse("allwinner:soc=a20,spi=winbond16m")
                        .settings()
                        .spi())
                .isEqualTo(SpiChip.WINBOND16M);
        assertThat(BoardSpec.parse("allwinner:soc=a20").settings().spi()).isEqualTo(SpiChip.NONE);
        assertThat(BoardSpec.parse("allwinner:spi=winbond16m")
                        .withFaults(List.of(new Fault.Stall(1, 1)))
                        .settings()
                        .spi())
                .isEqualTo(SpiChip.WINBOND16M);
    }

    @Test
    void knowsWhichSerialTheFastbootGadgetShows() {
        AllwinnerSoc h3 = AllwinnerSoc.ofName("h3").orElseThrow();
        String mine = "02c00181:00000001:00000002:80000003";
        String other = "02c00181:00000009:00000009:80000009";

        assertThat(BoardSpec.parse("allwinner:soc=h3").serial()).isEqualTo(GadgetSerial.DERIVED);
        assertThat(BoardSpec.parse("allwinner:fastboot-serial=none").serial()).isEqualTo(GadgetSerial.NONE);
        assertThat(BoardSpec.parse("allwinner:fastboot-serial=env:LOT-7:A").serial())
                .isEqualTo(new GadgetSerial.FromEnvironment("LOT-7:A"));
        assertThat(BoardSpec.parse("allwinner:sid=" + mine + ",fastboot-serial=other-sid:" + other)
                        .serial())
                .isEqualTo(new GadgetSerial.BuiltIn(Sid.parse(other).serialNumber(h3)));
        assertThat(BoardSpec.parse("allwinner:sid=" + mine + ",fastboot-serial=other-sid")
                        .serial())
                .isNotEqualTo(new GadgetSerial.BuiltIn(Sid.parse(mine).serialNumber(h3)));
    }

    @Test
    void makesAnIdThatFitsTheChipFromTheSeed() {
        for (AllwinnerSoc soc : AllwinnerSoc.ALL) {
            for (long seed = 0; seed < 50; seed++) {
                Sid sid = BoardSpec.of(soc, seed).settings().sid();
                assertThat(sid.word0()).isNotZero();
                assertThat(sid.word3() & 0xffffff).isNotZero();
                assertThat(sid).isEqualTo(Sid.of(soc, seed)).isNotEqualTo(Sid.of(soc, seed + 1));
            }
        }
        assertThat(BoardSpec.parse("allwinner:soc=r8").settings().sid().serialNumber())
                .startsWith("1625");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rockchip|there are: allwinner",
                "allwinner:soc=z80|a64",
                "allwinner:colour=red|has no key 'colour'",
                "allwinner:soc|not of the form key=value",
                "allwinner:soc=h3,soc=h3|given twice",
                "allwinner:fastboot-serial=mine|derived, none, env:TEXT",
                "allwinner:fastboot-serial=env:|derived, none, env:TEXT",
                "allwinner:fastboot-serial=other-sid:1|four words",
                "allwinner:spi=winbond|none or winbond16m",
                "allwinner:sid=1:2|four words",
                "allwinner:dram=9|from 16 to 2048",
                "allwinner:fel=soon|500ms or 3s",
                "allwinner:usb=low|full or high",
                "allwinner:soc=a13,secure=yes|no secure boot",
                "allwinner:fault=explode@3|corrupt-write",
                "allwinner:fault=slow|rate",
                "allwinner:fault=stall:now|no argument",
                "allwinner:fault=stallx0|never strike",
                "allwinner:fault=fel-status:0|1 to 255",
            })
    void refusesWhatItDoesNotKnowAndSaysWhatThereIs(String text, String said) {
        assertThatThrownBy(() -> BoardSpec.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }

    @Test
    void helpNamesEveryFault() {
        assertThat(BoardSpec.help()).contains("soc=", "fault=", "corrupt-write", "other-chip", "xTIMES");
    }
}
