package dev.gangway.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.ImxContainer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What an i.MX boot ROM that takes a stream is given. */
class ImxContainerTest {
    private static ImageData data(byte[] bytes) {
        return Streams.data(bytes);
    }

    @Test
    void whatABootRomWantsEndsWithTheLastImageOfTheSecondContainer() {
        assertThat(ImxContainer.wanted(data(Streams.containers()))).isEqualTo(0x3800);
    }

    @Test
    void behindAContainerForTheV2xCoreTheNextOneCounts() {
        assertThat(ImxContainer.wanted(data(Streams.behindV2x()))).isEqualTo(0x3c00);
    }

    @Test
    void withoutASecondContainerOrWithALongerOneThanTheFileAllIsWanted() {
        assertThat(ImxContainer.wanted(data(Streams.single(9000)))).isEqualTo(9000);
        assertThat(ImxContainer.wanted(data(Arrays.copyOf(Streams.containers(), 0x2001))))
                .isEqualTo(0x2001);
        assertThat(ImxContainer.wanted(data(Arrays.copyOf(Streams.containers(), 0x418))))
                .isEqualTo(0x418);
    }

    @Test
    void aFileThatNoSuchBootRomStartsIsRefused() throws FormatException {
        ImxContainer.require(data(Streams.containers()));
        ImxContainer.require(data(Streams.marked(5000)));
        ImxContainer.require(data(Imx.plain(5000)));
        byte[] other = Streams.single(5000);
        other[3] = 0;

        assertThatThrownBy(() -> ImxContainer.require(data(other)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("no flash.bin");
        assertThatThrownBy(() -> ImxContainer.require(data(new byte[3]))).isInstanceOf(FormatException.class);
    }
}
