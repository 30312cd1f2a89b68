package dev.gangway.dfu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.dfu.MemoryLayout.Segment;
import dev.gangway.format.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of DfuSe memories, as boards of several makers write them. */
class MemoryLayoutTest {
    @Test
    void readsSectorsOfSeveralSizes() throws FormatException {
        MemoryLayout layout = MemoryLayout.parse("@Internal Flash  /0x08000000/04*016Kg,01*064Kg,07*128Kg");

        assertThat(layout.name()).isEqualTo("Internal Flash");
        assertThat(layout.segments())
                .containsExactly(
                        new Segment(0x08000000, 0x4000, 4, 7),
                        new Segment(0x08010000, 0x10000, 1, 7),
                        new Segment(0x08020000, 0x20000, 7, 7));
        assertThat(layout.pages(0x0800ffff, 0x08020001))
                .extracting(MemoryLayout.Page::from)
                .containsExactly(0x0800c000L, 0x08010000L, 0x08020000L);
    }

    @Test
    void readsWhatMayBeDone() throws FormatException {
        MemoryLayout core = MemoryLayout.parse("@Internal Flash   /0x08000000/20*001Ka,108*001Kg");

        assertThat(core.segments().get(0)).matches(s -> s.isReadable() && !s.isErasable() && !s.isWritable());
        assertThat(core.segments().get(1)).matches(s -> s.isReadable() && s.isErasable() && s.isWritable());
        assertThat(MemoryLayout.parse("@Option Bytes  /0x1FFFC000/01*016 e")
                        .segments()
                        .get(0))
                .matches(s -> s.isReadable() && !s.isErasable() && s.isWritable());
    }

    @Test
    void readsWhatIsWrittenCarelessly() throws FormatException {
        assertThat(MemoryLayout.parse("@OTP Memory /0x1FFF7800/01*512 e,01*016 e")
                        .segments())
                .hasSize(2);
        assertThat(MemoryLayout.parse("@No unit/0x100/01*016e").segments())
                .containsExactly(new Segment(0x100, 16, 1, 5));
        assertThat(MemoryLayout.parse("@Two/0x0/1*1Kg/0x10000/2*4Kg").segments())
                .extracting(Segment::from)
                .containsExactly(0L, 0x10000L);
        assertThat(MemoryLayout.parse("@Device Feature/0xFFFF0000/01*004 e")
                        .segments()
                        .get(0)
                        .isWritable())
                .isTrue();
        // Decimal, though it begins with a zero.
        assertThat(MemoryLayout.parse("@a/0x0/010*010Kg").segments()).containsExactly(new Segment(0, 10240, 10, 7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Internal Flash",
                "@Flash",
                "@Flash/0x08000000",
                "@Flash/08000000/1*1Kg",
                "@Flash/0x123456789/1*1Kg",
                "@Flash/0x0/1*1Kg/0x1000",
                "@Flash/0x0/0*1Kg",
                "@Flash/0x0/1*0Kg",
                "@Flash/0x0/1*1Kz",
                "@Flash/0x0/1*1K",
                "@Flash/0x0/",
                "@Flash/0xffffffff/2*1Bg",
                "@Flash/0x0/99999*9999999Mg",
                "@Flash/0x0/1*1Kg,"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> MemoryLayout.parse(text)).isInstanceOf(FormatException.class);
    }

    @Test
    void saysWhichAddressIsInNone() throws FormatException {
        MemoryLayout layout = MemoryLayout.parse("@Flash/0x1000/2*1Kg");

        assertThatThrownBy(() -> layout.pages(0x1400, 0x1801)).hasMessageContaining("0x00001800 is in no memory");
    }
}
