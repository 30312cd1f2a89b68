package dev.gangway.download;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatientBodyTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final PatientBody body = new PatientBody(LONG);

    @Test
    void whatCameBeforeTheClientSaidThatItIsCutIsReadFirst() throws IOException {
        body.onNext(List.of(ByteBuffer.wrap("half of".getBytes(US_ASCII))));
        body.broken(new EOFException("7 of 14 bytes"));

        assertThat(body.readNBytes(7)).asString(US_ASCII).isEqualTo("half of");
        assertThatThrownBy(body::read)
                .isInstanceOf(IOException.class)
                .hasMessage("the server broke off: 7 of 14 bytes");
    }

    @Test
    void aCutThatTheClientTellsTheBodyIsTheSame() throws IOException {
        body.onNext(List.of(ByteBuffer.wrap("half of".getBytes(US_ASCII))));
        body.onError(new EOFException());

        assertThat(body.readNBytes(7)).asString(US_ASCII).isEqualTo("half of");
        assertThatThrownBy(body::read).isInstanceOf(IOException.class).hasMessage("the server broke off");
    }

    @Test
    void aServerThatFallsSilentIsTold() {
        PatientBody impatient = new PatientBody(Duration.ofMillis(1));

        assertThatThrownBy(impatient::read)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the server stopped half-way");
    }
}
