package dev.gangway.export.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BrokerProbeTest {
    private static final byte[] TLS_ALERT = {0x15, 3, 3, 0, 2, 2, 10};
    private static final byte[] KAFKA = {0, 0, 0, 10, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0};

    private final ExecutorService others = Executors.newCachedThreadPool();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        others.shutdownNow();
    }

    private String broker() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Answers each question with these bytes, as soon as so many bytes have come. */
    private void answer(byte[] bytes, int after) {
        others.execute(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    InputStream in = socket.getInputStream();
                    in.readNBytes(after);
                    socket.getOutputStream().write(bytes);
                    in.readAllBytes();
                } catch (IOException e) {
                    // The test has ended, or the one who asked has gone.
                }
            }
        });
    }

    @Test
    void aBrokerIsTakenAsOne() {
        answer(KAFKA, 14);

        assertThatCode(() -> BrokerProbe.ask(List.of(broker()), false)).doesNotThrowAnyException();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> BrokerProbe.ask(List.of(broker()), true))
                .withMessageContaining(broker() + " is a broker's port without TLS");
    }

    @Test
    void aTlsPortIsToldBeforeTheClientTakesItsAlertForALength() {
        answer(TLS_ALERT, 14);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> BrokerProbe.ask(List.of(broker()), false))
                .withMessage(broker() + " is a TLS port: write security.protocol: SSL or SASL_SSL");
        assertThatCode(() -> BrokerProbe.ask(List.of(broker()), true)).doesNotThrowAnyException();
    }

    @Test
    void aWebServerIsToldAlsoWhenItWaitsForALine() {
        answer("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII), 18);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> BrokerProbe.ask(List.of(broker()), false))
                .withMessage(broker() + " is a web server, no broker: correct kafka.bootstrap");
    }

    @Test
    void nobodyAndNoSuchHostAreTold() throws IOException {
        String broker = broker();
        server.close();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> BrokerProbe.ask(List.of(broker, "broker.invalid:9092"), false))
                .withMessage("nobody can be reached at " + broker
                        + " (Connection refused); nobody can be reached at broker.invalid:9092 (no such host)");
    }

    @Test
    void oneOfSeveralIsEnough() {
        answer(KAFKA, 14);

        assertThatCode(() -> BrokerProbe.ask(List.of("broker.invalid:9092", broker()), false))
                .doesNotThrowAnyException();
    }
}
