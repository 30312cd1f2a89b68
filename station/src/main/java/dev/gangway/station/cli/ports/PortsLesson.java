package dev.gangway.station.cli.ports;

import dev.gangway.channel.BoardBus;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BootMode;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import dev.gangway.slot.LearnedMap;
import dev.gangway.slot.LearnedPorts;
import dev.gangway.slot.Lesson;
import dev.gangway.slot.PortNames;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.station.cli.place.Boards;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A lesson at the terminal. What was learned is stored after each port. */
final class PortsLesson {
    private static final long SURVEY_MS = 250;
    private static final String DONE = "q";

    private final LearnedPorts file;
    private final BoardBus bus;
    private final BufferedReader in;
    private final String prefix;
    private final Lesson lesson = new Lesson(Instant.now(), Globals.person());
    private final BlockingQueue<Optional<String>> heard = new LinkedBlockingQueue<>();
    private PortNames names;
    private Set<PortPath> seen = Set.of();

    /**
     * A lesson that has not begun.
     *
     * @param in answers, a line each
     * @param prefix what a slot label's barcode begins with
     */
    PortsLesson(PortNames names, LearnedPorts file, BoardBus bus, BufferedReader in, String prefix) {
        this.names = names;
        this.file = file;
        this.bus = bus;
        this.in = in;
        this.prefix = prefix;
    }

    /** Runs until the person says q or input ends. */
    void run() throws IOException, InterruptedException {
        bus.onChange(() -> heard.add(Optional.empty()));
        seen = attached();
        Thread reader = new Thread(this::read, "answers");
        reader.setDaemon(true);
        reader.start();
        say("Plug a board into the first slot; q ends the lesson.");
        PortPath asked = null;
        while (true) {
            look();
            asked = ask(asked);
            Optional<String> word = heard.poll(SURVEY_MS, TimeUnit.MILLISECONDS);
            if (word == null || word.isEmpty()) {
                continue;
            }
            if (word.get().equals(DONE)) {
                say("The port map is in " + file.file());
                return;
            }
            answer(word.get());
        }
    }

    private void read() {
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard.add(Optional.of(line.strip()));
            }
        } catch (IOException e) {
            say("gangway: the answers cannot be read: " + e.getMessage());
        }
        heard.add(Optional.of(DONE));
    }

    private void look() {
        Set<PortPath> now = attached();
        Set<PortPath> gone = new HashSet<>(seen);
        gone.removeAll(now);
        gone.forEach(lesson::left);
        for (PortPath port : now) {
            if (!seen.contains(port)) {
                plugged(port);
            }
        }
        seen = now;
    }

    private void plugged(PortPath port) {
        if (names.entry(port).filter(names::isConfigured).isPresent()) {
            say(port + " is slot " + names.slotOf(port).orElseThrow() + " by the configuration. Plug the next one.");
        } else {
            lesson.arrived(port);
        }
    }

    private Set<PortPath> attached() {
        Set<PortPath> ports = new TreeSet<>();
        for (BoardSighting board : Boards.survey(bus)) {
            if (board.mode() != BootMode.NOT_A_BOARD) {
                ports.add(board.port());
            }
        }
        return ports;
    }

    /** Asks for the next port, unless that is asked for already. */
    private @Nullable PortPath ask(@Nullable PortPath asked) {
        PortPath port = lesson.asking().orElse(null);
        if (port != null && !port.equals(asked)) {
            prompt(port);
        }
        return port;
    }

    private void prompt(PortPath port) {
        System.err.print("Board on " + port + ". Its slot's label [" + suggestion(port) + "]: ");
        System.err.flush();
    }

    private Slot suggestion(PortPath port) {
        return names.slotOf(port).orElseGet(names::nextFree);
    }

    private void answer(String line) throws IOException {
        PortPath port = lesson.asking().orElse(null);
        if (port == null) {
            say("Plug a board into a slot first; q ends the lesson.");
            return;
        }
        String label = line.startsWith(prefix) ? line.substring(prefix.length()) : line;
        Slot slot;
        try {
            slot = label.isEmpty() ? suggestion(port) : new Slot(label);
        } catch (IllegalArgumentException e) {
            say("A slot label has 1 to 16 letters, digits, dots or dashes.");
            prompt(port);
            return;
        }
        Optional<PortPath> holder =
                names.portOf(slot).or(() -> names.learned().portOf(slot)).filter(other -> !other.equals(port));
        if (holder.isPresent()) {
            say("Slot " + slot + " is on " + holder.get() + " already: gangway ports remove " + slot + " frees it.");
            prompt(port);
            return;
        }
        LearnedMap.Place known = names.learned().slots().getOrDefault(port, new LearnedMap.Place(slot));
        LearnedMap learned = names.learned()
                .with(port, new LearnedMap.Place(slot, known.row(), known.column()), PortsCommand.hubs(bus));
        file.store(learned);
        names = names.relearned(learned);
        lesson.answered();
        say(port + " is slot " + slot + ". Plug the next one.");
    }

    private static void say(String text) {
        System.err.println(text);
    }
}
