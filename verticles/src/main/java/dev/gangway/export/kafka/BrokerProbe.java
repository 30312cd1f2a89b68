package dev.gangway.export.kafka;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Asks who answers where a broker should be. The client itself only says that a topic is not known, after some seconds;
 * and of whatever answers it takes the first four bytes for a length, which for a TLS alert is 350 MB of memory.
 */
final class BrokerProbe {
    private static final int PATIENCE_MS = 1_000;

    /** ApiVersions in its first version: every broker answers it, also before a login. */
    private static final byte[] QUESTION = ByteBuffer.allocate(14)
            .putInt(10)
            .putShort((short) 18)
            .putShort((short) 0)
            .putInt(7)
            .putShort((short) -1)
            .array();

    /** What answered. */
    enum Answer {
        /** A broker, without TLS. */
        KAFKA,
        /** Somebody who wants TLS. */
        TLS,
        /** A web server. */
        WEB,
        /** Somebody who said nothing that is known. */
        SILENT
    }

    private BrokerProbe() {}

    /**
     * Asks these brokers, one after the other, until one is what it should be. Blocks up to 2 s for each.
     *
     * @param tls whether they are spoken to over TLS
     * @throws IOException saying what each of them is, when none can be a broker to which that is spoken
     */
    static void ask(List<String> brokers, boolean tls) throws IOException {
        StringBuilder told = new StringBuilder();
        for (String broker : brokers) {
            String problem = problem(broker, tls);
            if (problem.isEmpty()) {
                return;
            }
            told.append(told.isEmpty() ? "" : "; ").append(problem);
        }
        throw new IOException(told.toString());
    }

    private static String problem(String broker, boolean tls) {
        Answer answer;
        try {
            answer = answerOf(broker);
        } catch (IOException e) {
            return "nobody can be reached at " + broker + " (" + reason(e) + ")";
        }
        return switch (answer) {
            case WEB -> broker + " is a web server, no broker: correct kafka.bootstrap";
            case TLS -> tls ? "" : broker + " is a TLS port: write security.protocol: SSL or SASL_SSL";
            case KAFKA ->
                tls
                        ? broker
                                + " is a broker's port without TLS: ask for its TLS port or write another security.protocol"
                        : "";
            case SILENT -> "";
        };
    }

    private static String reason(IOException failure) {
        if (failure instanceof UnknownHostException) {
            return "no such host";
        }
        return failure instanceof SocketTimeoutException ? "no answer" : String.valueOf(failure.getMessage());
    }

    static Answer answerOf(String broker) throws IOException {
        int colon = broker.lastIndexOf(':');
        String host = broker.substring(0, colon).replaceAll("^\\[|]$", "");
        InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(broker.substring(colon + 1)));
        if (address.isUnresolved()) {
            throw new UnknownHostException(host);
        }
        try (Socket socket = new Socket()) {
            socket.connect(address, PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            return answerOf(socket);
        }
    }

    private static Answer answerOf(Socket socket) throws IOException {
        byte[] first = new byte[8];
        try {
            socket.getOutputStream().write(QUESTION);
            // A web server waits for the end of a line before it says that it understood nothing.
            InputStream in = socket.getInputStream();
            if (in.readNBytes(first, 0, first.length) < first.length && first[0] == 0) {
                throw new EOFException();
            }
        } catch (SocketTimeoutException e) {
            return first[0] == 0 ? asWeb(socket) : named(first);
        } catch (IOException e) {
            return Answer.SILENT;
        }
        return named(first);
    }

    private static Answer asWeb(Socket socket) {
        byte[] first = new byte[8];
        try {
            socket.getOutputStream().write("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readNBytes(first, 0, first.length);
        } catch (IOException e) {
            return named(first);
        }
        return named(first);
    }

    private static Answer named(byte[] first) {
        if (new String(first, 0, 5, StandardCharsets.ISO_8859_1).equals("HTTP/")) {
            return Answer.WEB;
        }
        // An alert or a handshake record of TLS, whichever version.
        if ((first[0] == 0x15 || first[0] == 0x16) && first[1] == 3) {
            return Answer.TLS;
        }
        // A length, and the number of the question.
        return ByteBuffer.wrap(first).getInt(4) == 7 ? Answer.KAFKA : Answer.SILENT;
    }
}
