package dev.gangway.uboot.bundle.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gangway.model.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A registry on the loopback that does what a test wants it to, right or wrong. */
public final class TinyRegistry implements AutoCloseable {
    /** Answers a request. */
    public interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile String wants = "";

    /** One without anything. */
    public TinyRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        asked.add(path + (authorization == null ? "" : " " + authorization));
        Handler handler = handlers.get(path);
        if (path.startsWith("/v2/") && !wants.isEmpty() && !("Bearer " + wants).equals(authorization)) {
            exchange.getResponseHeaders()
                    .set(
                            "WWW-Authenticate",
                            "Bearer realm=\"http://" + host()
                                    + "/token\",service=\"tiny\",scope=\"repository:a:pull\"");
            send(exchange, 401, new byte[0]);
        } else if (handler == null) {
            send(exchange, 404, new byte[0]);
        } else {
            handler.handle(exchange);
        }
    }

    /** Answers. */
    public static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Its name in references. */
    public String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** What was asked for, with who asked. */
    public List<String> asked() {
        return asked;
    }

    /** Whoever wants something has to have this token, which {@code user:password} gets. */
    public void wants(String token, String basic) {
        wants = token;
        on("/token", exchange -> {
            boolean right = basic.equals(exchange.getRequestHeaders().getFirst("Authorization"));
            send(
                    exchange,
                    right ? 200 : 401,
                    right ? ("{\"token\":\"" + token + "\"}").getBytes(StandardCharsets.UTF_8) : new byte[0]);
        });
    }

    /** What is done for a path. */
    public void on(String path, Handler handler) {
        handlers.put(path, handler);
    }

    /** Offers a bundle; returns the digest of its manifest. */
    public String push(String name, String tag, Map<String, byte[]> files) {
        files.values().forEach(file -> serve("/v2/" + name + "/blobs/" + digest(file), file));
        byte[] manifest = manifest(files);
        serve("/v2/" + name + "/manifests/" + tag, manifest);
        serve("/v2/" + name + "/manifests/" + digest(manifest), manifest);
        return digest(manifest);
    }

    /** A manifest as {@code oras push} makes it. */
    public static byte[] manifest(Map<String, byte[]> files) {
        StringBuilder layers = new StringBuilder();
        files.forEach((title, bytes) -> layers.append(layers.isEmpty() ? "" : ",")
                .append("{\"mediaType\":\"application/octet-stream\",\"digest\":\"")
                .append(digest(bytes))
                .append("\",\"size\":")
                .append(bytes.length)
                .append(",\"annotations\":{\"org.opencontainers.image.title\":\"")
                .append(title)
                .append("\"}}"));
        String config = "{}";
        return ("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                        + "\"artifactType\":\"application/vnd.oci.bundle.v1\","
                        + "\"config\":{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"digest\":\""
                        + digest(config.getBytes(StandardCharsets.UTF_8)) + "\",\"size\":2},\"layers\":[" + layers
                        + "]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Answers with this. */
    public void serve(String path, byte[] body) {
        on(path, exchange -> send(exchange, 200, body));
    }

    /** As a manifest has it. */
    public static String digest(byte[] bytes) {
        return "sha256:" + Digest.of(ByteBuffer.wrap(bytes)).hex();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
