package dev.gangway.station;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.channel.BoardBus;
import dev.gangway.clock.ClockVerticle;
import dev.gangway.config.KafkaConfig;
import dev.gangway.config.RecipeLoader;
import dev.gangway.config.StationConfig;
import dev.gangway.console.ConsoleVerticle;
import dev.gangway.console.Consoles;
import dev.gangway.dispatch.DispatchSettings;
import dev.gangway.dispatch.DispatchVerticle;
import dev.gangway.export.kafka.KafkaExporterVerticle;
import dev.gangway.hub.HubWatcherVerticle;
import dev.gangway.label.LabelReader;
import dev.gangway.ledger.LedgerException;
import dev.gangway.ledger.LedgerVerticle;
import dev.gangway.ledger.h2.H2Ledger;
import dev.gangway.message.ExportStatus;
import dev.gangway.message.StationStops;
import dev.gangway.model.FileTrouble;
import dev.gangway.offer.Choices;
import dev.gangway.offer.OfferVerticle;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.StationBarcodes;
import dev.gangway.scan.serial.SerialScannerVerticle;
import dev.gangway.serial.TtyLine;
import dev.gangway.slot.SlotSettings;
import dev.gangway.slot.SlotVerticle;
import dev.gangway.time.SteadyClock;
import dev.gangway.unit.PoolVerticle;
import dev.gangway.web.LabelDecoder;
import dev.gangway.web.Login;
import dev.gangway.web.PasswordHash;
import dev.gangway.web.ShellAccess;
import dev.gangway.web.WebSettings;
import dev.gangway.web.WebVerticle;
import dev.gangway.web.live.LineIdentity;
import dev.gangway.web.live.SlotPlace;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running station: one Vert.x, its verticles in their order, the ledger. Any thread may close it. */
public final class Station implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Station.class);
    private static final long START_SECONDS = 30;
    private static final long STOP_SECONDS = 15;
    private static final long END_SECONDS = 5;
    private static final Duration LOOK_AT_CLOCK = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final StationPlan plan;
    private final H2Ledger ledger;
    private final SteadyClock clock;
    private final Deque<String> deployed = new ArrayDeque<>();
    private final Deque<String> atWork = new ArrayDeque<>();
    private @Nullable WebVerticle web;

    private Station(Vertx vertx, StationPlan plan, H2Ledger ledger, SteadyClock clock) {
        this.vertx = vertx;
        this.plan = plan;
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * Starts everything and returns when it is usable. Blocks; not for event loops.
     *
     * @throws StartFailure when this machine does not let it: the address is in use, the folder is held or read-only …
     */
    public static Station start(StationPlan plan) throws StartFailure {
        return start(plan, new VertxOptions(), SteadyClock.ofMachine());
    }

    /** The same on a Vert.x that watches its event loops in another way, and by this clock. */
    static Station start(StationPlan plan, VertxOptions options, SteadyClock clock) throws StartFailure {
        H2Ledger ledger;
        try {
            ledger = H2Ledger.open(plan.data(), Clock.systemUTC());
        } catch (LedgerException e) {
            plan.buses().forEach(BoardBus::close);
            boolean twice =
                    e.reason() == LedgerException.Reason.HELD && !plan.pools().isEmpty();
            throw new StartFailure(
                    e.getMessage()
                            + (twice
                                    ? ", and pools with other values: a ledger of its own would hand out these again, and two"
                                            + " units would have one"
                                    : ""),
                    e);
        }
        Vertx vertx = Vertx.vertx(options.setFileSystemOptions(
                new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false)));
        Station station = new Station(vertx, plan, ledger, clock);
        try {
            station.deployAll();
            return station;
        } catch (StartFailure e) {
            station.close();
            throw e;
        }
    }

    private void deployAll() throws StartFailure {
        Consoles consoles = new Consoles(plan.data(), plan.consoleKeep());
        Choices choices = choices();
        deploy(new LedgerVerticle(ledger));
        deploy(new ConsoleVerticle(consoles));
        deploy(new ClockVerticle(clock, LOOK_AT_CLOCK));
        deploy(new DispatchVerticle(
                new DispatchSettings(new HashSet<>(plan.supervisors()), plan.prefixes(), plan.badgeIdle()),
                plan.recipes(),
                clock));
        KafkaConfig kafka = plan.kafka();
        if (kafka != null) {
            deploy(exporter(kafka));
        }
        StationConfig.Http http = plan.http();
        if (http != null) {
            web = webOn(http);
            deploy(web);
        }
        if (!plan.pools().isEmpty()) {
            deploy(new PoolVerticle(plan.pools(), plan.recipes()));
        }
        deploy(new OfferVerticle(choices, new HashSet<>(plan.supervisors()), clock));
        if (kafka == null) {
            bus().publish(Addresses.EXPORT_STATUS, new ExportStatus("off", 0, clock.instant(), ""));
        }
        work(new SlotVerticle(
                new SlotSettings(
                        plan.slots(),
                        plan.data(),
                        plan.prefixes().slot(),
                        plan.prefixes().command(),
                        plan::unserved),
                plan.buses(),
                new PortDeployer(vertx, plan, clock, consoles, choices),
                clock));
        for (StationConfig.SerialScanner scanner : plan.scanners()) {
            work(new SerialScannerVerticle(scanner.device(), scanner.baud(), TtyLine::open));
        }
        work(new HubWatcherVerticle(plan.buses(), plan.hub()));
    }

    private Choices choices() throws StartFailure {
        Choices choices = new Choices(
                plan.recipes(),
                () -> new RecipeLoader(StationProtocols.language()),
                plan.links(),
                plan.images(),
                new StationBarcodes(
                        plan.prefixes().command(),
                        plan.prefixes().slot(),
                        plan.prefixes().badge(),
                        plan.slots().names().entries().stream()
                                .map(entry -> entry.slot().label())
                                .toList()),
                plan.data());
        try {
            choices.restore();
        } catch (IOException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
        return choices;
    }

    private KafkaExporterVerticle exporter(KafkaConfig kafka) throws StartFailure {
        try {
            TreeMap<String, String> properties = new TreeMap<>(kafka.resolved(plan.environment()));
            properties.put("bootstrap.servers", String.join(",", kafka.bootstrap()));
            properties.put("client.id", kafka.clientId());
            return new KafkaExporterVerticle(ledger, properties, kafka.topic());
        } catch (IOException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private Optional<Login> login(StationConfig.Http http) throws StartFailure {
        List<Login.Account> accounts = new ArrayList<>();
        for (StationConfig.Account account : http.login()) {
            try {
                accounts.add(new Login.Account(account.name(), new PasswordHash(account.hash(plan.environment()))));
            } catch (IOException e) {
                throw new StartFailure("the login of " + account.name() + ": " + e.getMessage(), e);
            } catch (IllegalArgumentException e) {
                throw new StartFailure(
                        "the login of " + account + ": " + e.getMessage() + "; gangway password makes one", e);
            }
        }
        return accounts.isEmpty() ? Optional.empty() : Optional.of(new Login(accounts));
    }

    private WebVerticle webOn(StationConfig.Http http) throws StartFailure {
        for (BoardBus bus : plan.buses()) {
            bus.ports().stream().filter(port -> !port.isUsb()).forEach(plan.slots()::of);
        }
        List<SlotPlace> places = plan.slots().all().stream()
                .map(slot -> new SlotPlace(slot.slot(), slot.port(), slot.row(), slot.column()))
                .toList();
        LineIdentity line = new LineIdentity(
                plan.station(),
                plan.line(),
                plan.recipes().all().stream().map(Recipe::name).toList(),
                Version.TEXT,
                new LineIdentity.Barcodes(
                        plan.prefixes().slot(),
                        plan.prefixes().command(),
                        plan.prefixes().badge()));
        LabelDecoder labels = picture -> vertx.executeBlocking(() -> LabelReader.read(picture), false);
        return new WebVerticle(
                new WebSettings(
                        http.host(),
                        http.port(),
                        line,
                        places,
                        http.names(),
                        login(http),
                        Optional.ofNullable(http.tls()).map(PageKeys::of),
                        http.unencrypted(),
                        new ShellAccess(
                                new HashSet<>(http.shells().engineers()),
                                http.shells().idle())),
                labels,
                clock);
    }

    /** What goes first when the station stops. */
    private void work(Deployable verticle) throws StartFailure {
        atWork.push(await(vertx.deployVerticle(verticle)));
    }

    /** Adds to a running station what goes before everything else when it stops; blocks until it is up. */
    public void add(Deployable verticle) throws StartFailure {
        work(verticle);
    }

    private void deploy(Deployable verticle) throws StartFailure {
        deployed.push(await(vertx.deployVerticle(verticle)));
    }

    private static <T> T await(Future<T> future) throws StartFailure {
        try {
            return future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StartFailure(
                    cause instanceof IOException file ? FileTrouble.told(file) : String.valueOf(cause.getMessage()),
                    cause);
        } catch (TimeoutException e) {
            throw new StartFailure("the station did not start within " + START_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted while starting", e);
        }
    }

    /** The address of the pages; empty when none are served. */
    public String url() {
        return web == null ? "" : web.url();
    }

    /** The bus, for those who follow along. */
    public Bus bus() {
        return new Bus(vertx);
    }

    /** The Vert.x instance that everything runs on. */
    public Vertx vertx() {
        return vertx;
    }

    /** The clock that all of it goes by. */
    public SteadyClock clock() {
        return clock;
    }

    /** The ledger. */
    public H2Ledger ledger() {
        return ledger;
    }

    /**
     * Takes no scan any more and ends what runs; when this returns, within 5 s, the jobs' ends are on record and told, while
     * pages and ledger are still there. Only {@link #close} may follow.
     *
     * @param operator who stops the station, and with it the jobs; null when nobody is known who does
     */
    public synchronized void endJobs(@Nullable String operator) {
        if (atWork.isEmpty()) {
            return;
        }
        bus().publish(Addresses.STATION_STOPS, new StationStops(operator));
        undeploy(atWork, END_SECONDS);
    }

    /** Stops everything in order: running jobs first, the ledger last. Takes some seconds at most. */
    @Override
    public synchronized void close() {
        endJobs(null);
        undeploy(deployed, STOP_SECONDS);
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn().log("the station stopped with trouble: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        plan.buses().forEach(BoardBus::close);
        ledger.close();
    }

    /** What was deployed last goes first: what is left can still do its part for those before it. */
    private void undeploy(Deque<String> verticles, long seconds) {
        try {
            while (!verticles.isEmpty()) {
                vertx.undeploy(verticles.pop())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(seconds, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn().log("the station stopped with trouble: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
