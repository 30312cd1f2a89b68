package dev.gangway.serve;

import dev.gangway.protocol.FileSource;
import dev.gangway.protocol.WebDelivery;
import dev.gangway.protocol.WebOffer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the files that jobs offer over HTTP, and no others: addresses are looked up in memory, whole, and mean no path. Bound to one
 * address. One event loop of its own does all transfers; the other methods may be called by any thread.
 */
public final class HttpFileServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpFileServer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int TOKEN = 16;
    private static final int LONGEST_NAME = 100;

    private final Vertx vertx;
    private final Context loop;
    private final Limits limits;
    private final Map<String, HttpFile> offers = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private volatile InetSocketAddress address;

    // Of the event loop.
    private final Map<String, Integer> busy = new HashMap<>();
    private int connections;
    private int transfers;

    /**
     * What is too much. More connections are closed at once; more transfers are told to come again (503). Boards that an emulator or
     * a router hides have one address together.
     *
     * @param stall a client that takes nothing, or asks nothing, for this long is dropped
     */
    record Limits(int connections, int transfers, int ofOneAddress, Duration stall) {
        static final Limits USUAL = new Limits(1024, 256, 64, Duration.ofSeconds(40));
    }

    private HttpFileServer(Vertx vertx, InetSocketAddress address, Limits limits) {
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.address = address;
        this.limits = limits;
    }

    /**
     * Binds and serves.
     *
     * @param address of the one interface that boards are on
     * @param port the TCP port; 0 = any free one
     * @throws IOException when it can't be bound
     */
    public static HttpFileServer open(InetAddress address, int port) throws IOException {
        return open(address, port, Limits.USUAL);
    }

    static HttpFileServer open(InetAddress address, int port, Limits limits) throws IOException {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        HttpFileServer server = new HttpFileServer(vertx, new InetSocketAddress(address, port), limits);
        try {
            server.listen();
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private void listen() throws IOException {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(address.getAddress().getHostAddress())
                .setPort(address.getPort())
                .setReuseAddress(true)
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) limits.stall().toMillis());
        CompletableFuture<HttpServer> bound = new CompletableFuture<>();
        loop.runOnContext(now -> vertx.createHttpServer(options)
                .connectionHandler(this::connected)
                .requestHandler(this::asked)
                .listen()
                .onSuccess(bound::complete)
                .onFailure(bound::completeExceptionally));
        try {
            int port = bound.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).actualPort();
            address = new InetSocketAddress(address.getAddress(), port);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while a server was started");
        } catch (ExecutionException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            throw new IOException(String.valueOf(why.getMessage()), why);
        } catch (TimeoutException e) {
            throw new IOException("no answer of this machine within " + PATIENCE.toSeconds() + " s", e);
        }
    }

    /** Where it is asked. */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Offers a file until the offer is closed.
     *
     * @param name its last name; what an address may not have becomes {@code _}
     */
    public WebOffer publish(String name, FileSource source) {
        byte[] token = new byte[TOKEN];
        random.nextBytes(token);
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
        String last = plain.substring(Math.max(0, plain.length() - LONGEST_NAME));
        HttpFile file = new HttpFile("/" + HexFormat.of().formatHex(token) + "/" + last, source);
        offers.put(file.path(), file);
        return new Offer(file);
    }

    private final class Offer implements WebOffer {
        private final HttpFile file;

        Offer(HttpFile file) {
            this.file = file;
        }

        @Override
        public String link() {
            String host = address.getAddress().getHostAddress();
            return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + file.path();
        }

        @Override
        public WebDelivery delivered() {
            // Behind what the loop is about to count: the client may have had it before.
            CompletableFuture<WebDelivery> told = new CompletableFuture<>();
            loop.runOnContext(now -> told.complete(file.delivered()));
            try {
                return told.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("stopped while it was counted what was fetched", e);
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException("the server for boards does not count any more", e);
            }
        }

        @Override
        public void close() {
            offers.remove(file.path());
            loop.runOnContext(now -> file.withdraw());
        }
    }

    private void connected(HttpConnection connection) {
        connections++;
        connection.closeHandler(closed -> connections--);
        if (connections > limits.connections()) {
            connection.close();
        }
    }

    private void asked(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            request.response().putHeader("Allow", "GET, HEAD");
            refuse(request, 405, "files can be fetched here, nothing else");
            return;
        }
        HttpFile file = offers.get(request.uri());
        if (file == null) {
            refuse(request, 404, "there is no such file");
            return;
        }
        String peer = request.remoteAddress().hostAddress();
        int same = busy.getOrDefault(peer, 0);
        if (transfers >= limits.transfers() || same >= limits.ofOneAddress()) {
            request.response().putHeader("Retry-After", "1");
            refuse(request, 503, "too many transfers at once");
            return;
        }
        transfers++;
        busy.put(peer, same + 1);
        new HttpTransfer(request, file, loop, () -> ended(peer)).begin();
    }

    private void ended(String peer) {
        transfers--;
        int left = busy.getOrDefault(peer, 0) - 1;
        if (left > 0) {
            busy.put(peer, left);
        } else {
            busy.remove(peer);
        }
    }

    private static void refuse(HttpServerRequest request, int status, String why) {
        // Whoever can send a request must not fill the log.
        LOG.atDebug().addKeyValue("peer", request.remoteAddress()).log("HTTP refused: " + why);
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/plain")
                .putHeader("Connection", "close")
                .end(why + "\n")
                .onComplete(sent -> request.connection().close());
    }

    /** Ends all transfers and lets go of the address. */
    @Override
    public void close() {
        try {
            Future<Void> closed = vertx.close();
            closed.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn().log("HTTP: the server did not end: " + e.getMessage());
        }
    }
}
