package dev.gangway.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Packets from whoever is on the network. */
class TftpPacketFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(
                        "\0\1a.img\0octet\0",
                        "\0\1a.img\0octet\0timeout\0005\0blksize\0001468\0windowsize\0008\0tsize\0000\0",
                        "\0\1../../etc/passwd\0OCTET\0",
                        "\0\2a\0octet\0",
                        "\0\4\0\7",
                        "\0\5\0\0gone\0",
                        "\0\3\0\1data")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void isReadOrRefused(byte[] bytes) {
        try {
            if (TftpPacket.parse(ByteBuffer.wrap(bytes)) instanceof TftpPacket.Request request) {
                assertThat(request.name().length() + request.mode().length()).isLessThan(bytes.length);
                TftpTerms terms = TftpTerms.of(request, 1L << 40);
                assertThat(terms.blockSize()).isBetween(8, 65_464);
                assertThat(terms.window()).isBetween(1, 64);
            }
        } catch (TftpRefusal refused) {
            assertThat(refused.code()).isBetween(0, 8);
            assertThat(refused.text()).isNotEmpty();
        }
    }
}
