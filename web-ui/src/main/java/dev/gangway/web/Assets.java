package dev.gangway.web;

import dev.gangway.model.Digest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The page's files, all in memory: a request either names one of them exactly or there is nothing, so that no path can
 * lead anywhere else. Lit and xterm.js come out of their webjars, as they are.
 */
final class Assets {
    private static final List<String> PAGES =
            List.of("index.html", "ports.html", "flash.html", "shell.html", "login.html");

    /** What people open, by the file that it is. */
    private static final Map<String, String> PLACES =
            Map.of("/", "/index.html", "/ports", "/ports.html", "/flash", "/flash.html", "/shell", "/shell.html");

    private static final Pattern IMPORT_MAP =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    /** What the import map and the pages can lead to: webjar, file in it, name here. */
    private static final List<List<String>> LIBRARIES = List.of(
            List.of("lit", "index.js", "/lib/lit/index.js"),
            List.of("lit-html", "lit-html.js", "/lib/lit-html/lit-html.js"),
            List.of("lit-html", "is-server.js", "/lib/lit-html/is-server.js"),
            List.of("lit-element", "lit-element.js", "/lib/lit-element/lit-element.js"),
            List.of("lit__reactive-element", "reactive-element.js", "/lib/reactive-element/reactive-element.js"),
            List.of("lit__reactive-element", "css-tag.js", "/lib/reactive-element/css-tag.js"),
            List.of("xterm", "lib/xterm.js", "/lib/xterm/xterm.js"),
            List.of("xterm", "css/xterm.css", "/lib/xterm/xterm.css"));

    private record Asset(Buffer bytes, String type, String etag) {}

    private final Map<String, Asset> assets = new HashMap<>();
    private final List<String> scriptHashes = new ArrayList<>();

    private Assets() {}

    /** Reads everything from the class path; blocking. Throws {@link IOException} when the installation is incomplete. */
    static Assets load() throws IOException {
        Assets all = new Assets();
        for (String name : new String(resource("web/files.txt"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList()) {
            byte[] bytes = resource("web/" + name);
            all.add("/" + name, bytes);
            if (PAGES.contains(name)) {
                all.allowImportMap(new String(bytes, StandardCharsets.UTF_8));
            }
        }
        for (List<String> library : LIBRARIES) {
            String jar = library.get(0);
            byte[] bytes = resource("META-INF/resources/webjars/" + jar + "/" + version(jar) + "/" + library.get(1));
            all.add(library.get(2), bytes);
        }
        for (Map.Entry<String, String> place : PLACES.entrySet()) {
            Asset page = all.assets.get(place.getValue());
            if (page == null) {
                throw new IOException(
                        "the installation is incomplete: web/files.txt does not list " + place.getValue());
            }
            all.assets.put(place.getKey(), page);
        }
        return all;
    }

    /** Whether a person who asks for this path wants a page, and may be sent to log in first. */
    static boolean isPage(String path) {
        return PLACES.containsKey(path);
    }

    /** The content security policy's script sources: our own files, and the import map by its hash. */
    String scriptSources() {
        return "'self' " + String.join(" ", scriptHashes);
    }

    /** Answers with the file of this path, if there is one. */
    boolean serve(String path, HttpServerRequest request) {
        @Nullable Asset asset = assets.get(path);
        if (asset == null) {
            return false;
        }
        HttpServerResponse response = request.response()
                .putHeader(HttpHeaders.ETAG, asset.etag())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.CONTENT_TYPE, asset.type());
        if (asset.etag().equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(304).end();
        } else {
            response.end(asset.bytes());
        }
        return true;
    }

    private void add(String path, byte[] bytes) {
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalArgumentException("no content type is known for " + path);
        }
        MessageDigest digest = Digest.sha256();
        digest.update(bytes);
        assets.put(
                path,
                new Asset(
                        Buffer.buffer(bytes),
                        type,
                        "\"" + Digest.of(digest).hex().substring(0, 32) + "\""));
    }

    private void allowImportMap(String html) {
        Matcher map = IMPORT_MAP.matcher(html);
        while (map.find()) {
            byte[] hash = Digest.sha256().digest(map.group(1).getBytes(StandardCharsets.UTF_8));
            scriptHashes.add("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
        }
    }

    private static String version(String webjar) throws IOException {
        Properties properties = new Properties();
        String name = "META-INF/maven/org.webjars.npm/" + webjar + "/pom.properties";
        try (InputStream in = open(name)) {
            properties.load(in);
        }
        String version = properties.getProperty("version");
        if (version == null) {
            throw new IOException("the installation is damaged: " + name + " names no version");
        }
        return version;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = open(name)) {
            return in.readAllBytes();
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = Assets.class.getClassLoader().getResourceAsStream(name);
        if (in == null) {
            throw new IOException("the installation is incomplete: " + name + " is missing; install it again");
        }
        return in;
    }
}
