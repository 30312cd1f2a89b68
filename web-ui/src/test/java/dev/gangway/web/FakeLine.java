package dev.gangway.web;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.message.DeskStatus;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.Offer;
import dev.gangway.message.OfferCommand;
import dev.gangway.message.OfferReply;
import dev.gangway.message.PictureOutcome;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortMap;
import dev.gangway.message.PortMapCommand;
import dev.gangway.message.PortMapReply;
import dev.gangway.message.PortReply;
import dev.gangway.message.PortStatus;
import dev.gangway.message.PowerStatus;
import dev.gangway.message.Progress;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.ScanRead;
import dev.gangway.message.ScanTold;
import dev.gangway.message.SerialsWaiting;
import dev.gangway.message.StoredJob;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.DeskId;
import dev.gangway.model.Digest;
import dev.gangway.model.Epoch;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.PowerState;
import dev.gangway.model.Prompt;
import dev.gangway.model.Serial;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import dev.gangway.web.live.LineIdentity;
import dev.gangway.web.live.SlotPlace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The rest of the station, as the page sees it on the bus: a line of so many slots, a dispatcher and a ledger. */
final class FakeLine implements AutoCloseable {
    static final BoardIdentity R8 = new BoardIdentity(BootMode.FEL, "R8", null);
    static final LabelDecoder NO_PICTURES = picture -> Future.succeededFuture(List.of());

    private static final String CANCEL = "GANGWAY:CANCEL:";

    final Vertx vertx = Vertx.vertx();
    final Bus bus = new Bus(vertx);
    final List<ScanRead> scans = new CopyOnWriteArrayList<>();
    final List<PortCommand> commands = new CopyOnWriteArrayList<>();
    final Map<DeskId, DeskStatus> desks = new ConcurrentHashMap<>();
    final List<OfferCommand> offers = new CopyOnWriteArrayList<>();
    final List<PortMapCommand> mapCommands = new CopyOnWriteArrayList<>();
    volatile PowerStatus power = new PowerStatus(PortPath.virtual(1), PowerState.ON, "-", Instant.now());
    volatile String ledgerProblem = "";

    /** How long the dispatcher takes for a scan, ms. */
    volatile long slowness;

    /** What barcodes begin with, from the next serving on. */
    LineIdentity.Barcodes barcodes = new LineIdentity.Barcodes("SLOT-", "CMD-", "OP-");

    volatile PortMap map = new PortMap(List.of(), null, List.of());
    private SerialsWaiting waiting = SerialsWaiting.NONE;
    final List<SlotPlace> places = new ArrayList<>();
    final List<StoredJob> past = new CopyOnWriteArrayList<>();

    @Nullable
    WebVerticle web;

    FakeLine(int rows, int columns) {
        for (int number = 1; number <= rows * columns; number++) {
            places.add(new SlotPlace(
                    slot(number), PortPath.virtual(number), 1 + (number - 1) / columns, 1 + (number - 1) % columns));
        }
        bus.answer(
                Addresses.SCAN,
                scan -> slowness == 0
                        ? scanned(scan)
                        : vertx.timer(slowness, TimeUnit.MILLISECONDS).compose(late -> scanned(scan)));
        bus.answer(Addresses.PICTURE, picture -> {
            List<ScanOutcome> outcomes = new ArrayList<>();
            picture.texts()
                    .forEach(text -> scanned(new ScanRead(ScanRead.IMAGE, picture.desk(), text, picture.operator()))
                            .onSuccess(outcomes::add));
            return Future.succeededFuture(new PictureOutcome(outcomes));
        });
        bus.answer(Addresses.LEDGER_QUERY, query -> {
            if (query instanceof LedgerQuery.Health) {
                return Future.succeededFuture(new LedgerReply.Health(ledgerProblem));
            }
            return Future.succeededFuture(
                    query instanceof LedgerQuery.Recent
                            ? new LedgerReply.Jobs(past)
                            : new LedgerReply.Today(41, 2, 0, 43, 42, 37.6));
        });
        bus.answer(Addresses.PORT_MAP, this::mapCommand);
        bus.answer(Addresses.OFFERS, command -> {
            offers.add(command);
            return Future.succeededFuture(
                    command instanceof OfferCommand.Show
                            ? new OfferReply.Shelf(null, List.of(offer("")), List.of("gitlab.example.com"))
                            : new OfferReply.Seen(offer("00112233445566778899aabbccddeeff")));
        });
        bus.answer(
                Addresses.DESK,
                query -> Future.succeededFuture(desks.getOrDefault(query.desk(), DeskStatus.blank(query.desk()))));
        bus.answer(Addresses.PORT_COMMAND.at(PortPath.virtual(1)), command -> {
            commands.add(command);
            if (command instanceof PortCommand.PowerReport) {
                return Future.succeededFuture(new PortReply.Powered(power));
            }
            if (command instanceof PortCommand.Power order) {
                return Future.succeededFuture(switched(order));
            }
            return Future.succeededFuture(
                    command instanceof PortCommand.Release
                            ? new PortReply.Refused("port-busy", "Slot 01 is in use already: nothing to release.")
                            : new PortReply.Accepted(status(1, new PortState.Quarantined("bad contact"), "CP-00101")));
        });
    }

    /** A recipe of the station with an image that was fetched and one that was not. */
    private static Offer offer(String id) {
        Digest digest = Digest.of(ByteBuffer.allocate(1));
        return new Offer(
                id,
                Offer.Phase.READY,
                "",
                "chip-pro",
                "CHIP Pro",
                3,
                digest,
                "https://gitlab.example.com/chip-pro.yaml",
                List.of(
                        new Offer.Image("spl", "spl.bin", 32_768, digest, "", "", true),
                        new Offer.Image("root", "root.ubi", 0, null, "https://gitlab.example.com/root", "RWQ", false)),
                List.of(slot(1)),
                List.of(slot(2)),
                null,
                212);
    }

    /** A hub that switches, and whose board answers on when the power is off; or one without switches. */
    private PortReply switched(PortCommand.Power order) {
        if (power.state() == PowerState.NOT_SWITCHED) {
            return new PortReply.Refused("not-switched", "The hub of this slot does not switch: pull the plug.");
        }
        PowerState now = order.wish() == PortCommand.Power.Wish.OFF ? PowerState.STILL_ANSWERS : PowerState.ON;
        tellPower(now);
        return new PortReply.Powered(power);
    }

    void tellPower(PowerState state) {
        power = new PowerStatus(PortPath.virtual(1), state, "lind", Instant.now());
        bus.publish(Addresses.PORT_POWER, power);
    }

    private Future<PortMapReply> mapCommand(PortMapCommand command) {
        if (!(command instanceof PortMapCommand.Show)) {
            mapCommands.add(command);
        }
        if (command instanceof PortMapCommand.Put put && put.slot().label().equals("02")) {
            return Future.succeededFuture(
                    new PortMapReply.Refused("taken", "Slot 02 is on virtual:2 already: pull the board there first."));
        }
        return Future.succeededFuture(new PortMapReply.Current(map, "Slot is stored."));
    }

    /** Shows this map: who named the slots, and what a lesson asks for. */
    void showMap(PortMap.@Nullable Lesson lesson, List<PortMap.HubAdvice> advice) {
        map = new PortMap(
                places.stream()
                        .map(place -> new PortMap.Entry(
                                place.port(),
                                place.slot(),
                                place.row(),
                                place.column(),
                                place.slot().label().equals("01") ? PortMap.Origin.LEARNED : PortMap.Origin.GIVEN))
                        .toList(),
                lesson,
                advice);
        bus.publish(Addresses.PORT_MAPS, map);
    }

    static PortMap.Lesson lesson(@Nullable PortPath asking) {
        return new PortMap.Lesson(Instant.now(), "boss", DeskId.WEB, asking, new Slot("05"), 0);
    }

    LineIdentity identity() {
        return new LineIdentity("station-2", "Line 2", List.of("chip-pro"), "0.1.0", barcodes);
    }

    WebVerticle serve() throws Exception {
        return serve(WebSettings.loopback(0, identity(), places), NO_PICTURES);
    }

    WebVerticle serve(WebSettings settings, LabelDecoder decoder) throws Exception {
        WebVerticle verticle = new WebVerticle(settings, decoder, InstantSource.system());
        vertx.deployVerticle(verticle).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        web = verticle;
        return verticle;
    }

    /** Where the page is. */
    String url() {
        return Objects.requireNonNull(web).url();
    }

    /** Stops the page and leaves the rest running. */
    void stopServing() {
        vertx.undeploy(Objects.requireNonNull(web).deploymentID())
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    int servedPort() {
        return Objects.requireNonNull(web).actualPort();
    }

    private Future<ScanOutcome> scanned(ScanRead scan) {
        scans.add(scan);
        String text = scan.text().length() > 40 ? scan.text().substring(0, 40) : scan.text();
        if (text.startsWith("OP-")) {
            String owner = text.substring(3);
            show(new DeskStatus(
                    scan.desk(), owner.equals("-") ? null : new DeskStatus.Badge(owner, later()), null, null));
            return Future.succeededFuture(new ScanOutcome.Badge(text, Instant.now(), owner, "Badge works here."));
        }
        if (text.startsWith(CANCEL)) {
            return Future.succeededFuture(cancelled(text, text.substring(CANCEL.length())));
        }
        ScanOutcome outcome = text.startsWith("BAD")
                ? new ScanOutcome.Refused(
                        text, Instant.now(), "passed-before", "This serial has passed already: check the label.")
                : new ScanOutcome.Started(
                        text,
                        Instant.now(),
                        new Serial(text.replaceAll("[^!-~]", "_")),
                        PortPath.virtual(2),
                        slot(2),
                        JobId.random());
        bus.publish(Addresses.SCAN_OUTCOMES, new ScanTold(scan.desk(), outcome, false));
        return Future.succeededFuture(outcome);
    }

    /** This holds at a desk from now on. */
    void show(DeskStatus status) {
        desks.put(status.desk(), status);
        bus.publish(Addresses.DESKS, status);
    }

    /** These serials wait for a board from now on. */
    void showWaiting(SerialsWaiting.Entry... serials) {
        waiting = new SerialsWaiting(List.of(serials));
        bus.publish(Addresses.WAITING, waiting);
    }

    private ScanOutcome cancelled(String text, String serial) {
        showWaiting(waiting.serials().stream()
                .filter(entry -> !entry.serial().value().equals(serial))
                .toArray(SerialsWaiting.Entry[]::new));
        return new ScanOutcome.Done(text, Instant.now(), serial + " no longer waits for a board.");
    }

    static Instant later() {
        return Instant.now().plusSeconds(60);
    }

    static Slot slot(int number) {
        return new Slot("%02d".formatted(number));
    }

    static PortStatus status(int number, PortState state, @Nullable String serial) {
        return status(number, 1, state, serial);
    }

    static PortStatus status(int number, long epoch, PortState state, @Nullable String serial) {
        return new PortStatus(
                PortPath.virtual(number),
                slot(number),
                new Epoch(epoch),
                state,
                Instant.now(),
                state instanceof PortState.Empty ? null : R8,
                List.of("chip-pro"),
                serial == null ? null : new Serial(serial),
                null);
    }

    void show(int number, PortState state, @Nullable String serial) {
        bus.publish(Addresses.PORT_STATUS, status(number, state, serial));
    }

    /** In this slot an engineer of this name has a shell; null = nobody has one. */
    void showShell(int number, PortState state, @Nullable String engineer) {
        PortStatus seen = status(number, state, null);
        bus.publish(
                Addresses.PORT_STATUS,
                new PortStatus(
                        seen.port(),
                        seen.slot(),
                        seen.epoch(),
                        state,
                        seen.since(),
                        seen.board(),
                        seen.recipes(),
                        null,
                        null,
                        false,
                        engineer));
    }

    void move(int number, String step, long bytes, long total) {
        say(number, step, bytes, total, "");
    }

    /** The same, and the board has said this. */
    void say(int number, String step, long bytes, long total, String said) {
        bus.publish(
                Addresses.PROGRESS,
                new Progress(PortPath.virtual(number), new Epoch(1), step, bytes, total, 12_000_000, said));
    }

    /** One slot in every state, and more of the common ones up to the given number of slots. */
    void showEveryState(int slots) {
        for (int n = 1; n <= slots; n++) {
            String serial = "CP-%05d".formatted(140 + n);
            switch (n) {
                case 1, 20 -> show(n, new PortState.Empty(null), null);
                case 2, 14 -> show(n, new PortState.AwaitingScan(R8), null);
                case 4 ->
                    show(
                            n,
                            new PortState.Retrying(
                                    2,
                                    3,
                                    new Failure(FailureKind.CABLE_LOST, "no answer"),
                                    Instant.now().plusSeconds(4)),
                            serial);
                case 5, 17 -> show(n, new PortState.Passed(1000 + n, 38.2), serial);
                case 6 -> fail(n, FailureKind.MEDIUM_FAILED, serial);
                case 7 ->
                    show(
                            n,
                            new PortState.Running(1, 3, "start FEL", 4, 12, urgent("Keep the FEL button pressed")),
                            serial);
                case 8 -> show(n, new PortState.Quarantined("3 boards failed in a row"), null);
                case 9 -> show(n, new PortState.Disabled("maintenance"), null);
                case 10 -> show(n, new PortState.Detected(BootMode.UNKNOWN, null), null);
                case 11 -> show(n, new PortState.Empty(new Serial(serial)), null);
                case 12 -> fail(n, FailureKind.TRANSFER_TIMEOUT, serial);
                case 15 -> fail(n, FailureKind.IMAGE_MISSING, serial);
                default -> {
                    show(n, new PortState.Running(n == 16 ? 2 : 1, 3, "write rootfs", 7, 12, null), serial);
                    move(n, "write rootfs", 37_000_000L * n % 400_000_000L, 400_000_000L);
                }
            }
        }
    }

    /** A sentence that has to be followed now. */
    static Prompt urgent(String text) {
        return new Prompt(text, Instant.now().minusSeconds(1));
    }

    private void fail(int number, FailureKind kind, String serial) {
        show(number, new PortState.Failed(Verdict.FAILED, new Failure(kind, "what exactly happened"), 99L), serial);
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
