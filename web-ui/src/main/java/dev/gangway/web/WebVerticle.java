package dev.gangway.web;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.HubEvent;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortReply;
import dev.gangway.message.StationTrouble;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortPath;
import dev.gangway.web.live.LineBoard;
import dev.gangway.web.live.LiveStream;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;

/**
 * Serves the page. Everything runs on this verticle's event loop; the files are read on a worker at the start.
 *
 * <p>It refuses to start on an address that others can reach when no login is configured, or neither encryption nor consent
 * to go without, and says so when the address is in use.
 */
public final class WebVerticle extends VerticleBase {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** At most four progress updates a second and port (screens.md). */
    private static final long PROGRESS_MILLIS = 250;

    /** The page takes a station for stopped after two and a half of them (feed.js). */
    private static final long BEAT_MILLIS = 1_000;

    /** Longer than the slowest answer. */
    private static final int IDLE_SECONDS = 90;

    /** Figures are asked for again soon after a job ended, once for all that ended meanwhile. */
    private static final long COUNT_SOON_MILLIS = 200;

    /** And now and then: a day ends, or the ledger was late. */
    private static final long COUNT_LATER_MILLIS = 10_000;

    /** As many of the newest jobs tell of each slot's last ones, and how long the steps of every recipe that a line runs take. */
    private static final int PAST_JOBS = 1_000;

    private final WebSettings settings;
    private final LabelDecoder decoder;
    private final InstantSource clock;
    private volatile int actualPort;
    private boolean countingSoon;
    private boolean knowsThePast;

    /**
     * Nothing happens before the deployment.
     *
     * @param settings where and what to serve
     * @param decoder reads pictures of labels
     * @param clock the station's clock
     */
    public WebVerticle(WebSettings settings, LabelDecoder decoder, InstantSource clock) {
        this.settings = settings;
        this.decoder = decoder;
        this.clock = clock;
    }

    /** The TCP port it listens on; 0 before the deployment has succeeded. Any thread. */
    public int actualPort() {
        return actualPort;
    }

    /** The address to open, for example {@code http://127.0.0.1:8080}. Any thread. */
    public String url() {
        String host = settings.host().contains(":") && !settings.host().startsWith("[")
                ? "[" + settings.host() + "]"
                : settings.host();
        return (settings.tls().isPresent() ? "https://" : "http://") + host + ":" + actualPort;
    }

    @Override
    public Future<?> start() {
        if (!settings.isLoopback() && settings.login().isEmpty()) {
            return Future.failedFuture(new FailureException(
                    FailureKind.HOST_IO,
                    "http.host is " + settings.host() + ", which others can reach, but no login is configured: write"
                            + " http.login in station.yaml (gangway password makes the hash), or set http.host to"
                            + " 127.0.0.1"));
        }
        if (!settings.isLoopback() && settings.tls().isEmpty() && !settings.unencrypted()) {
            return Future.failedFuture(
                    new FailureException(
                            FailureKind.HOST_IO,
                            "http.host is " + settings.host()
                                    + ", which others can reach, but the page is not encrypted: write"
                                    + " http.tls with certificate and key in station.yaml, or http.unencrypted: accepted where"
                                    + " everybody on that network may read passwords and scans, or set http.host to 127.0.0.1"));
        }
        return EventLoops.of(vertx)
                .compose(loops -> vertx.executeBlocking(this::load).compose(loaded -> serve(loaded, loops)));
    }

    /** What is read once, at the start. */
    private record Loaded(Assets assets, Optional<KeyManagerFactory> keys) {}

    private Loaded load() throws IOException {
        Optional<TlsFiles> tls = settings.tls();
        return new Loaded(Assets.load(), tls.isPresent() ? Optional.of(tls.get().keys()) : Optional.empty());
    }

    private Future<?> serve(Loaded loaded, EventLoops loops) {
        Bus bus = new Bus(vertx);
        LiveStream live = new LiveStream(settings.line(), settings.slots(), clock);
        Guard guard = new Guard(settings);
        Sessions sessions =
                new Sessions(vertx, settings.login(), clock, settings.tls().isPresent());
        Health health = new Health(vertx, bus, loops, System::nanoTime);
        Site site = new Site(
                guard,
                sessions,
                loaded.assets(),
                new ApiRoutes(vertx, bus, live, sessions, decoder, settings.shells()),
                live,
                health);
        follow(bus, live, health);
        String host = settings.host().replace("[", "").replace("]", "");
        HttpServerOptions options = new HttpServerOptions()
                .setHost(host)
                .setPort(settings.port())
                .setReuseAddress(true)
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(true)
                .setIdleTimeout(IDLE_SECONDS);
        loaded.keys()
                .ifPresent(keys -> options.setSsl(true).setUseAlpn(false).setKeyCertOptions(KeyCertOptions.wrap(keys)));
        return vertx.createHttpServer(options)
                .requestHandler(site.router(vertx))
                .listen()
                .onSuccess(server -> listening(server, guard))
                .recover(failure -> Future.failedFuture(explain(failure)));
    }

    private void listening(HttpServer server, Guard guard) {
        actualPort = server.actualPort();
        guard.listeningOn(actualPort);
    }

    private Throwable explain(Throwable failure) {
        if (failure instanceof BindException || failure.getCause() instanceof BindException) {
            return new FailureException(
                    FailureKind.HOST_IO,
                    "the address " + settings.host() + ":" + settings.port() + " cannot be used ("
                            + failure.getMessage() + "): stop the program that holds it, or choose another with"
                            + " --http or http.port in station.yaml",
                    failure);
        }
        return failure;
    }

    private void follow(Bus bus, LiveStream live, Health health) {
        LineBoard board = live.board();
        bus.subscribe(Addresses.PORT_STATUS, board::accept);
        bus.subscribe(Addresses.PROGRESS, board::accept);
        bus.subscribe(Addresses.JOB_EVENTS, board::accept);
        bus.subscribe(Addresses.SCAN_OUTCOMES, board::accept);
        bus.subscribe(Addresses.DESKS, board::accept);
        bus.subscribe(Addresses.WAITING, board::accept);
        bus.subscribe(Addresses.CHOICES, board::accept);
        bus.subscribe(Addresses.POOLS, board::accept);
        bus.subscribe(Addresses.EXPORT_STATUS, board::accept);
        bus.subscribe(Addresses.PORT_POWER, board::accept);
        bus.subscribe(Addresses.PORT_MAPS, board::accept);
        bus.subscribe(Addresses.TROUBLES, board::accept);
        HubEvent.Listener troubles = new BusTroubles(board, health);
        bus.subscribe(Addresses.HUB_EVENTS, event -> event.tell(troubles));
        bus.subscribe(Addresses.LEDGER_STORED, stored -> {
            board.accept(stored.stored());
            countSoon(bus, board);
        });
        vertx.setPeriodic(PROGRESS_MILLIS, timer -> board.tellProgress());
        vertx.setPeriodic(BEAT_MILLIS, timer -> live.beat());
        vertx.setPeriodic(COUNT_LATER_MILLIS, timer -> {
            count(bus, board);
            askPast(bus, board);
            askSilentPorts(bus, board);
        });
        askSilentPorts(bus, board);
        askPast(bus, board);
        countSoon(bus, board);
    }

    /** What was done before this start, oldest first; asked for until the ledger answers. */
    private void askPast(Bus bus, LineBoard board) {
        if (knowsThePast) {
            return;
        }
        bus.ask(Addresses.LEDGER_QUERY, new LedgerQuery.Recent(PAST_JOBS), PATIENCE)
                .map(reply -> reply.as(LedgerReply.Jobs.class).jobs())
                .onSuccess(jobs -> {
                    knowsThePast = true;
                    for (int at = jobs.size() - 1; at >= 0; at--) {
                        board.accept(jobs.get(at));
                    }
                });
    }

    private void countSoon(Bus bus, LineBoard board) {
        if (!countingSoon) {
            countingSoon = true;
            vertx.setTimer(COUNT_SOON_MILLIS, timer -> {
                countingSoon = false;
                count(bus, board);
            });
        }
    }

    /** Without an answer the page keeps the last figures; they are asked for again. */
    private static void count(Bus bus, LineBoard board) {
        bus.ask(Addresses.LEDGER_QUERY, new LedgerQuery.Today(), PATIENCE)
                .map(reply -> reply.as(LedgerReply.Today.class))
                .onSuccess(board::accept);
    }

    /** A page that starts after the ports hears of them at once. */
    private static void askSilentPorts(Bus bus, LineBoard board) {
        for (PortPath port : board.silentPorts()) {
            bus.ask(Addresses.PORT_COMMAND.at(port), new PortCommand.Report(), PATIENCE)
                    .onSuccess(reply -> reply.to(new FirstWord(board)));
        }
    }

    /** What the page shows of the hubs: boards it hears of by their ports. */
    private static final class BusTroubles implements HubEvent.Listener {
        private final LineBoard board;
        private final Health health;

        BusTroubles(LineBoard board, Health health) {
            this.board = board;
            this.health = health;
        }

        @Override
        public void busTrouble(HubEvent.BusTrouble event) {
            health.heard(event);
            board.accept(new StationTrouble(event.bus(), event.problem()));
        }

        @Override
        public void boardArrived(HubEvent.BoardArrived event) {
            // Its port tells.
        }

        @Override
        public void boardLeft(HubEvent.BoardLeft event) {
            // Its port tells.
        }

        @Override
        public void portUnstable(HubEvent.PortUnstable event) {
            // That port tells.
        }

        @Override
        public void hubSurveyed(HubEvent.HubSurveyed event) {
            // The ports heal themselves, and tell.
            health.surveyed();
        }
    }

    /** What a port that was asked for its status says; answers whether it said any. */
    private static final class FirstWord implements PortReply.Handler<Boolean> {
        private final LineBoard board;

        FirstWord(LineBoard board) {
            this.board = board;
        }

        @Override
        public Boolean accepted(PortReply.Accepted reply) {
            return board.accept(reply.status());
        }

        @Override
        public Boolean powered(PortReply.Powered reply) {
            board.accept(reply.status());
            return false;
        }

        @Override
        public Boolean refused(PortReply.Refused reply) {
            return false; // it stays silent, and is asked again
        }
    }
}
