package dev.gangway.offer;

import dev.gangway.bus.Addresses;
import dev.gangway.bus.Bus;
import dev.gangway.image.source.Uploaded;
import dev.gangway.message.ChosenRecipe;
import dev.gangway.message.LedgerAppend;
import dev.gangway.message.LedgerQuery;
import dev.gangway.message.LedgerReply;
import dev.gangway.message.Offer;
import dev.gangway.message.OfferCommand;
import dev.gangway.message.OfferReply;
import dev.gangway.message.PortStatus;
import dev.gangway.message.StoredJob;
import dev.gangway.model.FileTrouble;
import dev.gangway.model.PortPath;
import dev.gangway.model.Verdict;
import dev.gangway.time.SteadyClock;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers what may be flashed, looks at what links name, and has a person's choice hold. One instance, on its event loop. */
public final class OfferVerticle extends VerticleBase implements OfferCommand.Handler<Future<OfferReply>> {
    private static final Duration LEDGER_PATIENCE = Duration.ofSeconds(5);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 16;

    /** Looks that are kept; the oldest goes, with its images. */
    private static final int MOST_LOOKS = 4;

    private static final String NO_LOOK = "Nobody looks at that any more: open the link, or choose the file, again.";

    /** Longer than the pages' server lets a connection be silent. */
    private static final Duration SILENCE = Duration.ofMinutes(2);

    /** As many of the newest jobs tell how long those of a recipe take. */
    private static final int PAST_JOBS = 300;

    private final Choices choices;
    private final Set<String> supervisors;
    private final SteadyClock clock;
    private final Duration patience;
    private final Map<PortPath, PortStatus> ports = new HashMap<>();
    private final LinkedHashMap<String, LookRun> looks = new LinkedHashMap<>();
    private Map<String, Double> seconds = Map.of();
    private boolean choosing;

    @SuppressWarnings("NullAway.Init")
    private Bus bus;

    @SuppressWarnings("NullAway.Init")
    private WorkerExecutor workers;

    /** A file that comes holds a thread for as long as it comes. */
    @SuppressWarnings("NullAway.Init")
    private WorkerExecutor senders;

    /**
     * Looks and chooses.
     *
     * @param choices what holds
     * @param supervisors whose badges may choose; empty = everybody's
     * @param clock the station's
     */
    public OfferVerticle(Choices choices, Set<String> supervisors, SteadyClock clock) {
        this(choices, supervisors, clock, SILENCE);
    }

    /** The same, where whoever sends a file may be silent for so long. */
    OfferVerticle(Choices choices, Set<String> supervisors, SteadyClock clock, Duration patience) {
        this.patience = patience;
        this.choices = choices;
        this.supervisors = Set.copyOf(supervisors);
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        bus = new Bus(vertx);
        workers = vertx.createSharedWorkerExecutor("offers", MOST_LOOKS, 1, TimeUnit.DAYS);
        senders = vertx.createSharedWorkerExecutor("sent-files", MOST_LOOKS, 1, TimeUnit.DAYS);
        bus.subscribe(Addresses.PORT_STATUS, status -> ports.put(status.port(), status));
        bus.answer(Addresses.OFFERS, command -> command.to(this));
        tell();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        looks.values().forEach(LookRun::stop);
        return workers.executeBlocking(
                        () -> {
                            looks.values().forEach(LookRun::close);
                            return null;
                        },
                        false)
                .eventually(senders::close)
                .eventually(workers::close);
    }

    private OfferView view() {
        return new OfferView(choices, ports.values(), seconds);
    }

    /** How long jobs took that passed; without the ledger's answer the last figures stay. */
    private Future<Void> measure() {
        return bus.ask(Addresses.LEDGER_QUERY, new LedgerQuery.Recent(PAST_JOBS), LEDGER_PATIENCE)
                .<Void>map(reply -> {
                    Map<String, List<Double>> each = new HashMap<>();
                    for (StoredJob job : reply.as(LedgerReply.Jobs.class).jobs()) {
                        if (job.summary().verdict() == Verdict.PASSED) {
                            each.computeIfAbsent(job.summary().recipe(), name -> new ArrayList<>())
                                    .add(job.summary().seconds());
                        }
                    }
                    Map<String, Double> middle = new HashMap<>();
                    each.forEach((name, times) -> {
                        times.sort(null);
                        middle.put(name, times.get(times.size() / 2));
                    });
                    seconds = Map.copyOf(middle);
                    return null;
                })
                .otherwiseEmpty();
    }

    private Future<OfferReply> blocking(Supplier<OfferReply> work) {
        return workers.executeBlocking(work::get, false);
    }

    @Override
    public Future<OfferReply> show(OfferCommand.Show command) {
        return measure().compose(measured -> {
            OfferView view = view();
            return blocking(() -> new OfferReply.Shelf(
                    choices.chosen().map(view::chosen).orElse(null),
                    choices.book().own().stream().map(view::own).toList(),
                    choices.hosts()));
        });
    }

    @Override
    public Future<OfferReply> look(OfferCommand.Look command) {
        if (command.recipe().isEmpty() && command.name().isEmpty()) {
            return refused(
                    "no-recipe",
                    "The link says no recipe: add &recipe= with a link, or the name of one of this station's.");
        }
        return begin(new LookRun(newId(), choices, command, System::nanoTime), workers);
    }

    private static String newId() {
        byte[] random = new byte[ID_BYTES];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private Future<OfferReply> begin(LookRun look, WorkerExecutor on) {
        Iterator<LookRun> oldest = looks.values().iterator();
        while (looks.size() >= MOST_LOOKS && oldest.hasNext()) {
            LookRun one = oldest.next();
            if (!isBeingSent(one)) {
                oldest.remove();
                end(one);
            }
        }
        if (looks.size() >= MOST_LOOKS) {
            return refused("busy", "Others send files just now: wait until one of them is done.");
        }
        looks.put(look.id(), look);
        on.executeBlocking(
                () -> {
                    look.run();
                    return null;
                },
                false);
        return seen(look);
    }

    private static boolean isBeingSent(LookRun look) {
        return look.sent() != null && look.phase() == Offer.Phase.FETCHING;
    }

    private void end(LookRun look) {
        look.stop();
        workers.executeBlocking(
                () -> {
                    look.close();
                    return null;
                },
                false);
    }

    @Override
    public Future<OfferReply> send(OfferCommand.Send command) {
        if (!mayChoose(command.operator())) {
            return refused(
                    "supervisor", "Sending a file for the line needs a supervisor: scan a supervisor's badge first.");
        }
        if (command.bytes() < 1) {
            return refused("no-file", "The file is empty: choose another one.");
        }
        Uploaded from = new Uploaded(command.operator(), command.file());
        OfferCommand.Look look = new OfferCommand.Look("", "", command.recipe(), command.stands(), command.member());
        return workers.executeBlocking(
                        () -> {
                            choices.requireSendable(LookRun.choice(look, from), command.bytes());
                            return null;
                        },
                        false)
                .compose(
                        sendable -> begin(
                                new LookRun(
                                        newId(),
                                        choices,
                                        look,
                                        new ArrivingFile(from, command.bytes(), patience),
                                        System::nanoTime),
                                senders),
                        no -> refused("not-taken", from.file() + " can't be taken: " + told(no)));
    }

    @Override
    public Future<OfferReply> piece(OfferCommand.Piece command) {
        LookRun look = looks.get(command.id());
        ArrivingFile file = look == null ? null : look.sent();
        if (file == null) {
            return refused("no-look", NO_LOOK);
        }
        return file.put(command.at(), command.declared(), command.bytes())
                .<OfferReply>map(came -> new OfferReply.Taken(came, file.length()))
                .recover(no -> refused("not-taken", file.from().file() + ": " + told(no)));
    }

    @Override
    public Future<OfferReply> drop(OfferCommand.Drop command) {
        LookRun look = looks.remove(command.id());
        if (look != null) {
            end(look);
        }
        return show(new OfferCommand.Show());
    }

    @Override
    public Future<OfferReply> follow(OfferCommand.Follow command) {
        LookRun look = looks.get(command.id());
        return look == null ? refused("no-look", NO_LOOK) : seen(look);
    }

    private Future<OfferReply> seen(LookRun look) {
        OfferView view = view();
        return blocking(() -> new OfferReply.Seen(view.of(look)));
    }

    @Override
    public Future<OfferReply> choose(OfferCommand.Choose command) {
        LookRun look = looks.get(command.id());
        if (look == null) {
            return refused("no-look", NO_LOOK);
        }
        Proposal proposal = look.proposal();
        if (look.phase() != Offer.Phase.READY || proposal == null) {
            return refused("not-ready", "It is not all there yet: wait until it is fetched.");
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("recipe", proposal.recipe().name());
        facts.put("sha256", proposal.recipe().digest().hex());
        if (!proposal.source().isEmpty()) {
            facts.put("from", proposal.source());
        }
        proposal.choice().pins().forEach((image, digest) -> facts.put("image." + image, digest.hex()));
        return change(
                        command.operator(),
                        "recipe-chosen",
                        facts,
                        new Proposal(
                                proposal.choice().by(command.operator()),
                                proposal.recipe(),
                                proposal.linked(),
                                proposal.from()))
                .onSuccess(done -> {
                    if (done instanceof OfferReply.Shelf) {
                        looks.remove(look.id());
                        end(look);
                    }
                });
    }

    @Override
    public Future<OfferReply> release(OfferCommand.Release command) {
        Map<String, String> facts = new LinkedHashMap<>();
        choices.chosen().ifPresent(before -> facts.put("recipe", before.recipe().name()));
        return change(command.operator(), "recipe-released", facts, null);
    }

    /** On disk, then on record, then in force; what fails on the way leaves all as it was. */
    private Future<OfferReply> change(
            String operator, String kind, Map<String, String> facts, @Nullable Proposal next) {
        if (!mayChoose(operator)) {
            return refused(
                    "supervisor",
                    "Choosing what the line flashes needs a supervisor: scan a supervisor's badge first.");
        }
        if (choosing) {
            return refused("busy", "Somebody else just chooses: look again in a moment.");
        }
        choosing = true;
        Optional<Proposal> before = choices.chosen();
        return save(next)
                .compose(saved -> bus.ask(
                                Addresses.LEDGER_APPEND,
                                new LedgerAppend.Note(kind, operator, clock.wall(), facts),
                                LEDGER_PATIENCE)
                        .map(reply -> reply.refusal().map(no -> no.message()).orElse(""))
                        .otherwise(e -> "the ledger does not answer"))
                .compose(problem -> problem.isEmpty()
                        ? hold(next)
                        : save(before.orElse(null))
                                .compose(undone -> refused(
                                        "not-recorded", "It is not on record, so nothing has changed: " + problem)))
                .recover(e -> refused("not-stored", "Nothing has changed: " + told(e)))
                .onComplete(done -> choosing = false);
    }

    private boolean mayChoose(String operator) {
        return supervisors.isEmpty() || supervisors.contains(operator);
    }

    private static String told(Throwable failure) {
        return failure instanceof IOException file ? FileTrouble.told(file) : String.valueOf(failure.getMessage());
    }

    private Future<Void> save(@Nullable Proposal proposal) {
        return workers.executeBlocking(
                () -> {
                    choices.save(proposal == null ? null : proposal.choice());
                    return null;
                },
                false);
    }

    private Future<OfferReply> hold(@Nullable Proposal proposal) {
        return workers.<Void>executeBlocking(
                        () -> {
                            if (proposal == null) {
                                choices.release();
                            } else {
                                choices.hold(proposal);
                            }
                            return null;
                        },
                        false)
                .onSuccess(held -> tell())
                .compose(held -> show(new OfferCommand.Show()));
    }

    private void tell() {
        bus.publish(
                Addresses.CHOICES,
                choices.chosen()
                        .map(now -> new ChosenRecipe(
                                now.recipe().name(), now.source(), now.choice().operator()))
                        .orElse(ChosenRecipe.NONE));
    }

    private static Future<OfferReply> refused(String reason, String message) {
        return Future.succeededFuture(new OfferReply.Refused(reason, message));
    }
}
