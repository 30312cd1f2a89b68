package dev.gangway.web.browser;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One page of the browser: go, ask, type, look. One thread at a time. */
public final class BrowserPage implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String DISPATCH_KEY = "Input.dispatchKeyEvent";

    /** Seconds between two keys of a keyboard-wedge scanner. */
    private static final double SCANNER_KEY = 0.005;

    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    BrowserPage(URI devTools) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(devTools, new Ears())
                .join();
        for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
            call(domain + ".enable", new JsonObject());
        }
        call("Emulation.setFocusEmulationEnabled", new JsonObject().put("enabled", true));
    }

    /** Opens an address; the page may still be loading afterwards. */
    public void open(String url) {
        call("Page.navigate", new JsonObject().put("url", url));
    }

    /** The value of a JavaScript expression, awaited when it is a promise: String, Number, Boolean, or null. */
    public @Nullable Object evaluate(String expression) {
        JsonObject answer = call(
                "Runtime.evaluate",
                new JsonObject()
                        .put("expression", expression)
                        .put("awaitPromise", true)
                        .put("returnByValue", true));
        if (answer.containsKey("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.getJsonObject("exceptionDetails"));
        }
        return answer.getJsonObject("result").getValue("value");
    }

    /** The same as text, "" for null. */
    public String text(String expression) {
        Object value = evaluate(expression);
        return value == null ? "" : value.toString();
    }

    /**
     * Types each character as a key press, as fast as a scanner does: the keys carry their times, and none waits for the
     * browser's answer to the one before, so that a busy machine makes no slow typist of a scanner.
     */
    public void type(String text) {
        double at = System.currentTimeMillis() / 1000.0 - text.length() * SCANNER_KEY;
        List<CompletableFuture<JsonObject>> answers = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            String key = text.substring(i, i + 1);
            at += SCANNER_KEY;
            for (String type : List.of("keyDown", "keyUp")) {
                answers.add(send(DISPATCH_KEY, keyEvent(type, key, key, 0).put("timestamp", at)));
            }
        }
        answers.forEach(answer -> await(DISPATCH_KEY, answer));
    }

    /** Presses and releases one key: a character, or a name such as {@code Enter} or {@code ArrowLeft}. */
    public void press(String key) {
        press(key, key, 0);
    }

    /**
     * Presses and releases one key.
     *
     * @param key what it means, for example {@code ]}
     * @param code which key it is, for example {@code BracketRight}
     * @param modifiers 1 Alt, 2 Ctrl, 4 Meta, 8 Shift
     */
    public void press(String key, String code, int modifiers) {
        key("keyDown", key, code, modifiers);
        key("keyUp", key, code, modifiers);
    }

    /** Presses ({@code keyDown}) or releases ({@code keyUp}) one key. */
    public void key(String type, String key, String code, int modifiers) {
        call(DISPATCH_KEY, keyEvent(type, key, code, modifiers));
    }

    private static JsonObject keyEvent(String type, String key, String code, int modifiers) {
        JsonObject event = new JsonObject()
                .put("type", type)
                .put("key", key)
                .put("code", code)
                .put("modifiers", modifiers)
                .put("windowsVirtualKeyCode", virtualKey(key));
        String text = key.equals("Enter") ? "\r" : key.length() == 1 && modifiers == 0 ? key : "";
        if (type.equals("keyDown") && !text.isEmpty()) {
            event.put("text", text);
        }
        return event;
    }

    private static int virtualKey(String key) {
        return switch (key) {
            case "Enter" -> 13;
            case "Tab" -> 9;
            case "Escape" -> 27;
            case "Alt" -> 18;
            case "ArrowLeft" -> 37;
            case "ArrowUp" -> 38;
            case "ArrowRight" -> 39;
            case "ArrowDown" -> 40;
            case "F4" -> 115;
            default -> key.matches("[A-Za-z0-9 ]") ? Character.toUpperCase(key.charAt(0)) : 0;
        };
    }

    /** Gives a file of this machine to a file input, as a person does in the window that it opens. */
    public void chooseFile(String selector, Path file) {
        int document =
                call("DOM.getDocument", new JsonObject()).getJsonObject("root").getInteger("nodeId");
        int input = call(
                        "DOM.querySelector",
                        new JsonObject().put("nodeId", document).put("selector", selector))
                .getInteger("nodeId");
        call(
                "DOM.setFileInputFiles",
                new JsonObject()
                        .put("nodeId", input)
                        .put("files", List.of(file.toAbsolutePath().toString())));
    }

    /** Sets the size of the window's inside, in CSS pixels. */
    public void size(int width, int height) {
        call(
                "Emulation.setDeviceMetricsOverride",
                new JsonObject()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", false));
    }

    /** Makes the system prefer a dark or light look, and fewer or all movements. */
    public void prefer(boolean dark, boolean reducedMotion) {
        call(
                "Emulation.setEmulatedMedia",
                new JsonObject()
                        .put(
                                "features",
                                new io.vertx.core.json.JsonArray()
                                        .add(new JsonObject()
                                                .put("name", "prefers-color-scheme")
                                                .put("value", dark ? "dark" : "light"))
                                        .add(new JsonObject()
                                                .put("name", "prefers-reduced-motion")
                                                .put("value", reducedMotion ? "reduce" : "no-preference"))));
    }

    /** Writes what is seen as a PNG file. */
    public void screenshot(Path file) throws IOException {
        JsonObject answer = call("Page.captureScreenshot", new JsonObject().put("format", "png"));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, Base64.getDecoder().decode(answer.getString("data")));
    }

    /** Every address that the page has asked for since it was opened here. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Uncaught errors and what the browser logged as an error, for example a violated content security policy. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        socket.abort();
    }

    private JsonObject call(String method, JsonObject parameters) {
        return await(method, send(method, parameters));
    }

    private CompletableFuture<JsonObject> send(String method, JsonObject parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        asked.put(id, answer);
        socket.sendText(
                        new JsonObject()
                                .put("id", id)
                                .put("method", method)
                                .put("params", parameters)
                                .encode(),
                        true)
                .join();
        return answer;
    }

    private static JsonObject await(String method, CompletableFuture<JsonObject> answer) {
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted in " + method, e);
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            throw new AssertionError(method + " failed", e);
        }
    }

    private void heard(JsonObject message) {
        Integer id = message.getInteger("id");
        if (id != null) {
            CompletableFuture<JsonObject> answer = asked.remove(id);
            if (answer != null && message.containsKey("error")) {
                answer.completeExceptionally(
                        new IOException(message.getJsonObject("error").encode()));
            } else if (answer != null) {
                answer.complete(message.getJsonObject("result"));
            }
            return;
        }
        JsonObject parameters = message.getJsonObject("params", new JsonObject());
        switch (message.getString("method", "")) {
            case "Network.requestWillBeSent" ->
                requests.add(parameters.getJsonObject("request").getString("url"));
            case "Runtime.exceptionThrown" -> complaints.add(parameters.encode());
            case "Log.entryAdded" -> {
                JsonObject entry = parameters.getJsonObject("entry");
                if ("error".equals(entry.getString("level"))) {
                    complaints.add(entry.getString("text") + " " + entry.getString("url", ""));
                }
            }
            default -> {}
        }
    }

    private final class Ears implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            parts.append(part);
            if (last) {
                heard(new JsonObject(parts.toString()));
                parts.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
