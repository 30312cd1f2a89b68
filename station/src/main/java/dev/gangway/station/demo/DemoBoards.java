package dev.gangway.station.demo;

import dev.gangway.protocol.Target;
import dev.gangway.recipe.Recipe;
import dev.gangway.station.StationProtocols;
import dev.gangway.virtual.VirtualBoard;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.fault.Fault;
import dev.gangway.virtual.kind.BoardIds;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardKinds;
import dev.gangway.virtual.spec.BoardSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The boards of the demo: those that its recipe wants, for an operator to plug into a virtual hub. All share one store of
 * flash pages, so that many boards with the same image need the memory of one. Safe for several threads.
 */
public final class DemoBoards implements AutoCloseable {
    private static final int LONGEST_ID = 80;

    private final VirtualHub hub;
    private final BoardSpec spec;
    private final List<Fault> speed;
    private final PageStore pages = PageStore.temporary();
    private final AtomicLong nextSeed;
    private final Map<Integer, DemoFault> faults = new HashMap<>();
    private Supplier<Map<String, String>> ids = Map::of;

    /**
     * Boards that nobody has plugged in yet.
     *
     * @param hub where they are plugged in
     * @param spec what they are
     * @param bytesPerSecond how fast a board's USB runs, 0 = as fast as possible
     * @param seed what ids are made from
     */
    public DemoBoards(VirtualHub hub, BoardSpec spec, long bytesPerSecond, long seed) {
        this.hub = hub;
        this.spec = spec;
        this.speed = bytesPerSecond > 0 ? List.of(new Fault.Slow(0, Fault.ALWAYS, bytesPerSecond)) : List.of();
        this.nextSeed = new AtomicLong(seed * 1_000_003L);
    }

    /**
     * The boards that a recipe wants.
     *
     * @param bytes what its largest image has
     * @throws IllegalArgumentException when no kind of virtual board serves it
     */
    public static BoardSpec wantedBy(Recipe recipe, long bytes) {
        String mode = recipe.serves().mode().code();
        Set<String> chips = recipe.serves().chips();
        return BoardKinds.ALL.stream()
                .map(kind -> kind.serving(mode, chips, bytes))
                .flatMap(Optional::stream)
                .findFirst()
                .map(BoardSpec::parse)
                .map(spec -> spec.with(spec.kind()
                        .holding(targets(recipe).map(Target::partition).collect(Collectors.toSet()), bytes)))
                .orElseThrow(() -> new IllegalArgumentException("there is no virtual board for " + recipe.name()
                        + ", which starts from " + mode + " on " + chips + "; take another --recipe"));
    }

    /** What the steps of a recipe write on the boards' medium. */
    static Stream<Target> targets(Recipe recipe) {
        return recipe.steps().stream().flatMap(step -> StationProtocols.ALL.all().stream()
                .flatMap(protocol -> protocol.target(step.verb(), step.arguments()).stream()));
    }

    /**
     * Has each board's id match an expression, as a recipe may want it.
     *
     * @throws IllegalArgumentException when boards of this kind can have no such id
     */
    public synchronized void identifyAs(String boardIds) {
        Random random = new Random(nextSeed.get());
        ids = () -> idFor(spec, boardIds, random);
        spec.with(ids.get());
    }

    /**
     * The keys that give a board an id that an expression matches; none when it is empty.
     *
     * @throws IllegalArgumentException when such a board can have no such id
     */
    static Map<String, String> idFor(BoardSpec spec, String boardIds, Random random) {
        if (boardIds.isEmpty()) {
            return Map.of();
        }
        BoardIds known = spec.kind()
                .ids()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the ids of virtual " + spec.kind().name() + " boards cannot be chosen"));
        return new PatternText(List.of(known.form(), Pattern.compile(boardIds)), LONGEST_ID, random)
                .next()
                .map(id -> Map.of(known.key(), known.value().apply(id)))
                .orElseThrow(() -> new IllegalArgumentException("no id could be made up that matches boardIds: "
                        + boardIds + " and is one of a virtual " + spec.kind().name() + " board: " + known.form()));
    }

    /**
     * Boards that are plugged into this port from now on have this fault.
     *
     * @throws IllegalArgumentException when boards of this kind cannot have it, saying which they can
     */
    public synchronized void setFault(int port, DemoFault fault) {
        read(fault);
        faults.put(port, fault);
    }

    /** Whether boards of this kind can have this fault. */
    public boolean canHave(DemoFault fault) {
        return spec.kind().faultText().knows(fault.faults());
    }

    private List<Fault> read(DemoFault fault) {
        return fault.faults().isEmpty() ? List.of() : spec.kind().faultText().parse(fault.faults());
    }

    /** The fault of boards on this port. */
    public synchronized DemoFault fault(int port) {
        return faults.getOrDefault(port, DemoFault.NONE);
    }

    /** Plugs a new board in, with its boot button pressed. */
    public synchronized void plug(int port) {
        List<Fault> all = new ArrayList<>(read(fault(port)));
        all.addAll(speed);
        spec.with(ids.get()).with(nextSeed.incrementAndGet(), all).plug(hub, port, pages, line -> {});
    }

    /** Pulls the board out. */
    public synchronized void unplug(int port) {
        hub.unplug(port);
    }

    /** The operator does what the tile says about the boot button. */
    public synchronized void followPrompt(int port, String prompt) {
        followPrompt(hub, port, prompt);
    }

    static void followPrompt(VirtualHub hub, int port, String prompt) {
        if (prompt.toLowerCase(Locale.ROOT).contains("let go")) {
            hub.board(port).ifPresent(DemoBoards::letGo);
        }
    }

    private static void letGo(VirtualBoard board) {
        board.bootButton(false);
    }

    @Override
    public void close() {
        pages.close();
    }
}
