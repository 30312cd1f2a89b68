package dev.gangway.station.cli.line;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gangway.channel.BoardBus;
import dev.gangway.channel.UsbTopology;
import dev.gangway.config.StationConfig;
import dev.gangway.json.JobJson;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.PortPath;
import dev.gangway.model.PowerState;
import dev.gangway.model.Slot;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.shell.ExitCode;
import dev.gangway.slot.PortNames;
import dev.gangway.station.cli.call.JsonOut;
import dev.gangway.station.cli.call.Root;
import dev.gangway.station.cli.call.TextTable;
import dev.gangway.station.cli.place.Boards;
import dev.gangway.station.cli.place.PowerWords;
import dev.gangway.station.cli.place.Workplace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code gangway list}: the boards that are plugged in. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Boards seen: port, slot, mode, ids, and the recipe that fits.")
public final class ListCommand implements Callable<Integer> {
    private static final long SURVEY_MS = 500;

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    @Option(names = "--watch", description = "go on and say what comes and goes, until interrupted")
    private boolean watch;

    @Override
    public Integer call() throws InterruptedException {
        Workplace place = Workplace.of(root.globals());
        Describe describe = new Describe(place.recipes(), place.portNames());
        try (BoardBus bus = place.bus()) {
            if (watch) {
                watch(bus, describe);
                return ExitCode.INTERRUPTED;
            }
            TextTable table = new TextTable("port", "slot", "mode", "id", "chip", "board", "recipe", "power");
            List<BoardSighting> boards = wanted(bus);
            Map<PortPath, PowerState> powers = boards.isEmpty()
                    ? Map.of()
                    : bus.topology().map(UsbTopology::powers).orElse(Map.of());
            for (BoardSighting board : boards) {
                Boards.Seen seen = Boards.ask(bus, board);
                PowerState power = powers.getOrDefault(board.port(), PowerState.UNKNOWN);
                if (root.globals().json()) {
                    JsonOut.line(describe.json(JsonOut.object(), seen).put("power", power.code()));
                } else {
                    List<String> cells = new ArrayList<>(List.of(describe.cells(seen)));
                    cells.add(PowerWords.of(power));
                    table.row(cells.toArray(String[]::new));
                }
            }
            if (!root.globals().json()) {
                table.print(System.out);
                tellIfNone(boards);
            }
            return ExitCode.OK;
        }
    }

    /** Beside the table: standard output holds boards only. */
    private void tellIfNone(List<BoardSighting> boards) {
        if (boards.isEmpty() && !root.globals().quiet()) {
            System.err.println(
                    "gangway: no board is plugged in; `gangway doctor` tells what may hinder one from being seen"
                            + (root.globals().verbose() ? "" : ", `gangway list -v` shows other USB devices too"));
        }
    }

    private List<BoardSighting> wanted(BoardBus bus) {
        return Boards.survey(bus).stream()
                .filter(board -> root.globals().verbose() || board.mode() != BootMode.NOT_A_BOARD)
                .toList();
    }

    private void watch(BoardBus bus, Describe describe) throws InterruptedException {
        Semaphore hint = new Semaphore(0);
        bus.onChange(hint::release);
        Map<PortPath, BoardSighting> before = new TreeMap<>();
        while (!Thread.currentThread().isInterrupted()) {
            Map<PortPath, BoardSighting> now = new TreeMap<>();
            wanted(bus).forEach(board -> now.put(board.port(), board));
            before.forEach((port, was) -> {
                BoardSighting is = now.get(port);
                if (is == null || is.deviceKey() != was.deviceKey()) {
                    say("board.left", describe, new Boards.Seen(was, null, ""));
                }
            });
            for (BoardSighting board : now.values()) {
                if (!board.equals(before.get(board.port()))) {
                    say("board.arrived", describe, Boards.ask(bus, board));
                }
            }
            before.clear();
            before.putAll(now);
            hint.drainPermits();
            hint.tryAcquire(SURVEY_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void say(String event, Describe describe, Boards.Seen seen) {
        if (root.globals().json()) {
            ObjectNode json = JsonOut.object().put("event", event).put("at", JobJson.time(Instant.now()));
            JsonOut.line(describe.json(json, seen));
        } else {
            System.out.println((event.equals("board.left") ? "- " : "+ ") + String.join("  ", describe.cells(seen)));
        }
        System.out.flush();
    }

    /** How a board is told. */
    private record Describe(RecipeBook recipes, PortNames names) {
        String recipe(Boards.Seen seen) {
            BoardIdentity identity = seen.identity();
            if (identity == null) {
                return "";
            }
            List<String> allowed = names.entry(seen.sighting().port())
                    .map(StationConfig.PortEntry::recipes)
                    .orElse(List.of());
            return recipes.fitting(identity).stream()
                    .map(Recipe::name)
                    .filter(name -> allowed.isEmpty() || allowed.contains(name))
                    .findFirst()
                    .orElse("");
        }

        private String boardId(Boards.Seen seen) {
            BoardIdentity identity = seen.identity();
            return identity == null || identity.boardId() == null
                    ? ""
                    : identity.boardId().value();
        }

        private String chip(Boards.Seen seen) {
            BoardIdentity identity = seen.identity();
            return identity == null ? "" : identity.chip();
        }

        String[] cells(Boards.Seen seen) {
            BoardSighting board = seen.sighting();
            return new String[] {
                board.port().text(),
                names.slotOf(board.port()).map(Slot::label).orElse("-"),
                board.mode().code(),
                String.format("%04x:%04x", board.vid(), board.pid()),
                dash(chip(seen)),
                dash(boardId(seen)),
                seen.problem().isEmpty() ? dash(recipe(seen)) : "(" + seen.problem() + ")"
            };
        }

        private static String dash(String text) {
            return text.isEmpty() ? "-" : text;
        }

        private static @org.jspecify.annotations.Nullable String orNull(String text) {
            return text.isEmpty() ? null : text;
        }

        ObjectNode json(ObjectNode json, Boards.Seen seen) {
            BoardSighting board = seen.sighting();
            return json.put("port", board.port().text())
                    .put("slot", names.slotOf(board.port()).map(Slot::label).orElse(null))
                    .put("mode", board.mode().code())
                    .put("vid", String.format("%04x", board.vid()))
                    .put("pid", String.format("%04x", board.pid()))
                    .put("chip", orNull(chip(seen)))
                    .put("boardId", orNull(boardId(seen)))
                    .put("recipe", orNull(recipe(seen)))
                    .put("problem", orNull(seen.problem()));
        }
    }
}
