package dev.gangway.image.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on the loopback that does what a test wants it to, right or wrong. */
final class TinyServer implements AutoCloseable {
    /** Answers a request. */
    interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
    private final List<HttpExchange> asked = new CopyOnWriteArrayList<>();

    TinyServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            asked.add(exchange);
            Handler handler = handlers.get(exchange.getRequestURI().getPath());
            if (handler == null) {
                exchange.sendResponseHeaders(404, -1);
                exchange.close();
            } else {
                handler.handle(exchange);
            }
        });
        server.setExecutor(threads);
        server.start();
    }

    URI link(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** What was asked, in order: the path, and the header if it was there. */
    List<String> asked(String header) {
        return asked.stream()
                .map(exchange -> exchange.getRequestURI().getPath()
                        + (exchange.getRequestHeaders().containsKey(header)
                                ? " " + exchange.getRequestHeaders().getFirst(header)
                                : ""))
                .toList();
    }

    void on(String path, Handler handler) {
        handlers.put(path, handler);
    }

    void serve(String path, byte[] body) {
        on(path, exchange -> send(exchange, 200, body, body.length));
    }

    /** A file with an ETag whose connection is cut after so many bytes of each answer; goes on by ranges. */
    void cut(String path, byte[] body, int after) {
        on(path, exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            int from = range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
            exchange.getResponseHeaders().set("ETag", "\"one\"");
            if (range != null) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (body.length - 1) + "/" + body.length);
            }
            exchange.sendResponseHeaders(range == null ? 200 : 206, body.length - from);
            exchange.getResponseBody().write(body, from, Math.min(after, body.length - from));
            broken(exchange);
        });
    }

    /** Answers with this status; {@code told} is the length that it tells. */
    static void send(HttpExchange exchange, int status, byte[] body, long told) throws IOException {
        exchange.sendResponseHeaders(status, told == 0 ? -1 : told);
        exchange.getResponseBody().write(body);
        broken(exchange);
    }

    static void redirect(HttpExchange exchange, URI to) throws IOException {
        exchange.getResponseHeaders().set("Location", to.toString());
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    /** Ends an answer, whole or not. */
    private static void broken(HttpExchange exchange) {
        try {
            exchange.getResponseBody().flush();
        } catch (IOException e) {
            // The client had enough.
        }
        // Less was sent than told: then this cuts the connection, which closing the stream would not do.
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
