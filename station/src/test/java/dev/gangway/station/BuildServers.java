package dev.gangway.station;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Two build servers as their documentation says, and the storage that both send to: GitLab's artifacts of a job, single files, with
 * {@code PRIVATE-TOKEN}; GitHub's artifact, a zip, with {@code Authorization: Bearer}. The storage wants no token and gives ranges.
 */
final class BuildServers implements AutoCloseable {
    static final String TOKEN = "glpat-kept-secret";

    private final HttpServer gitlab = server();
    private final HttpServer github = server();
    private final HttpServer storage = server();
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final AtomicInteger cuts = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();

    BuildServers() throws IOException {
        gitlab.createContext("/api/v4/projects/7/jobs/11/artifacts/", exchange -> {
            asked.incrementAndGet();
            if (TOKEN.equals(exchange.getRequestHeaders().getFirst("PRIVATE-TOKEN"))) {
                String path = exchange.getRequestURI().getPath();
                redirect(exchange, "gitlab/" + path.substring(path.indexOf("artifacts/") + "artifacts/".length()));
            } else {
                answer(exchange, 401, "{\"message\":\"401 Unauthorized\"}".getBytes(StandardCharsets.UTF_8));
            }
        });
        github.createContext("/repos/factory/board/actions/artifacts/5/zip", exchange -> {
            asked.incrementAndGet();
            if (("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                redirect(exchange, "github/5.zip");
            } else {
                answer(exchange, 401, "{\"message\":\"Requires authentication\"}".getBytes(StandardCharsets.UTF_8));
            }
        });
        storage.createContext("/", this::store);
        List.of(gitlab, github, storage).forEach(server -> {
            server.setExecutor(Executors.newCachedThreadPool());
            server.start();
        });
    }

    private static HttpServer server() throws IOException {
        return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    static String host(HttpServer server) {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    String gitlab() {
        return host(gitlab);
    }

    String github() {
        return host(github);
    }

    String storage() {
        return host(storage);
    }

    /** A file in the artifacts of GitLab's job. */
    void gitlabHas(String path, byte[] bytes) {
        objects.put("/gitlab/" + path, bytes);
    }

    /** The files of GitHub's artifact. */
    void githubHas(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        objects.put("/github/5.zip", bytes.toByteArray());
    }

    /** Cuts so many connections in the middle of what they carry. */
    void cut(int connections) {
        cuts.set(connections);
    }

    /** What the storage was told that it must not know. */
    List<String> complaints() {
        return complaints;
    }

    /** How often a build server was asked. */
    int asked() {
        return asked.get();
    }

    private void redirect(HttpExchange exchange, String object) throws IOException {
        exchange.getResponseHeaders().set("Location", "http://" + storage() + "/" + object + "?signature=abc");
        answer(exchange, 302, new byte[0]);
    }

    private void store(HttpExchange exchange) throws IOException {
        for (String header : List.of("PRIVATE-TOKEN", "Authorization", "JOB-TOKEN", "Cookie")) {
            if (exchange.getRequestHeaders().containsKey(header)) {
                complaints.add("the storage was told " + header);
            }
        }
        byte[] bytes = objects.get(exchange.getRequestURI().getPath());
        if (bytes == null) {
            answer(exchange, 404, new byte[0]);
            return;
        }
        exchange.getResponseHeaders().set("ETag", "\"" + Arrays.hashCode(bytes) + "\"");
        exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
        String range = exchange.getRequestHeaders().getFirst("Range");
        Matcher from = Pattern.compile("bytes=(\\d+)-").matcher(range == null ? "" : range);
        int at = from.matches() ? Integer.parseInt(from.group(1)) : 0;
        if (at > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + at + "-" + (bytes.length - 1) + "/" + bytes.length);
        }
        byte[] rest = Arrays.copyOfRange(bytes, at, bytes.length);
        if (rest.length > 8_192 && cuts.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            exchange.sendResponseHeaders(at > 0 ? 206 : 200, rest.length);
            exchange.getResponseBody().write(rest, 0, rest.length / 2);
            exchange.getResponseBody().flush();
            exchange.close();
            return;
        }
        answer(exchange, at > 0 ? 206 : 200, rest);
    }

    private static void answer(HttpExchange exchange, int status, byte[] bytes) throws IOException {
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    /** Switched off. */
    @Override
    public void close() {
        List.of(gitlab, github, storage).forEach(server -> server.stop(0));
    }
}
