package dev.gangway.virtual.busybox;

import dev.gangway.virtual.busybox.ShellSyntax.Group;
import dev.gangway.virtual.busybox.ShellSyntax.Item;
import dev.gangway.virtual.busybox.ShellSyntax.Kind;
import dev.gangway.virtual.busybox.ShellSyntax.Piece;
import dev.gangway.virtual.busybox.ShellSyntax.Pipe;
import dev.gangway.virtual.busybox.ShellSyntax.Redirect;
import dev.gangway.virtual.busybox.ShellSyntax.Sequence;
import dev.gangway.virtual.busybox.ShellSyntax.Simple;
import dev.gangway.virtual.busybox.ShellSyntax.Word;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Busybox's ash: runs what was read. What feeds one another, and what nobody waits for, has threads of its own. */
final class BusyboxShell {
    private static final int NOT_FOUND = 127;
    private static final int PIPE = 1 << 17;

    private final LinuxFiles files;
    private final BusyboxCommands commands;
    private final Map<String, String> variables;
    private boolean pipefail;
    private volatile int status;

    BusyboxShell(LinuxFiles files, BusyboxCommands commands) {
        this(files, commands, new HashMap<>());
        variables.put("PS1", "\\w \\$ ");
    }

    private BusyboxShell(LinuxFiles files, BusyboxCommands commands, Map<String, String> variables) {
        this.files = files;
        this.commands = commands;
        this.variables = variables;
    }

    /** What a command reads and writes. */
    record Streams(InputStream in, OutputStream out, OutputStream err) {}

    /** Its prompt. */
    String prompt() {
        return variables.getOrDefault("PS1", "").replace("\\w", "~").replace("\\$", "#");
    }

    /** Runs a line to its end. */
    void run(String line, OutputStream tty) throws IOException {
        try {
            status = run(ShellParser.parse(line), new Streams(new ByteArrayInputStream(new byte[0]), tty, tty));
        } catch (ShellParser.Wrong e) {
            say(tty, "sh: " + e.getMessage());
            status = 2;
        }
    }

    /** Another shell that begins as this one is. */
    private BusyboxShell child() {
        BusyboxShell child = new BusyboxShell(files, commands, new HashMap<>(variables));
        child.pipefail = pipefail;
        child.status = status;
        return child;
    }

    static void say(OutputStream to, String line) throws IOException {
        to.write((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
        to.flush();
    }

    private int run(ShellSyntax what, Streams streams) throws IOException {
        if (what instanceof Sequence sequence) {
            for (Item item : sequence.items()) {
                boolean skipped = (item.after().equals("&&") && status != 0)
                        || (item.after().equals("||") && status == 0);
                if (item.background()) {
                    BusyboxShell child = child();
                    thread(() -> child.run(item.command(), streams));
                    status = 0;
                } else if (!skipped) {
                    status = run(item.command(), streams);
                }
            }
            return status;
        }
        if (what instanceof Pipe pipe) {
            return pipe(pipe.parts(), streams);
        }
        if (what instanceof Group group) {
            Redirected redirected = redirect(group.redirects(), streams);
            try {
                return child().run(group.body(), redirected.streams());
            } finally {
                redirected.close();
            }
        }
        return simple((Simple) what, streams);
    }

    /** Something that runs beside. */
    private interface Body {
        void run() throws IOException;
    }

    private static Thread thread(Body body) {
        Thread thread = new Thread(
                () -> {
                    try {
                        body.run();
                    } catch (IOException e) {
                        Thread.currentThread().interrupt(); // its reader is gone: it ends, as by SIGPIPE
                    }
                },
                "virtual-busybox");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private int pipe(List<ShellSyntax> parts, Streams streams) throws IOException {
        int[] ended = new int[parts.size()];
        List<Thread> threads = new ArrayList<>();
        InputStream next = streams.in();
        for (int i = 0; i < parts.size() - 1; i++) {
            int each = i;
            BusyboxShell child = child();
            PipedInputStream feeds = new PipedInputStream(PIPE);
            PipedOutputStream out = new PipedOutputStream(feeds);
            Streams own = new Streams(next, out, streams.err());
            threads.add(thread(() -> {
                ended[each] = 141; // by SIGPIPE, unless it comes to its end
                try (out) {
                    ended[each] = child.run(parts.get(each), own);
                }
            }));
            next = feeds;
        }
        try (InputStream last = next) {
            ended[parts.size() - 1] =
                    child().run(parts.get(parts.size() - 1), new Streams(last, streams.out(), streams.err()));
        }
        for (Thread each : threads) {
            try {
                each.join();
            } catch (InterruptedException e) {
                throw new IOException("the board lost its power", e);
            }
        }
        int result = ended[parts.size() - 1];
        for (int each : ended) {
            result = pipefail && each != 0 ? each : result;
        }
        return result;
    }

    /** Streams, some of which lead to files. */
    private record Redirected(Streams streams, List<OutputStream> opened) {
        void close() throws IOException {
            for (OutputStream each : opened) {
                each.close();
            }
        }
    }

    private Redirected redirect(List<Redirect> redirects, Streams streams) throws IOException {
        InputStream in = streams.in();
        OutputStream out = streams.out();
        OutputStream err = streams.err();
        List<OutputStream> opened = new ArrayList<>();
        for (Redirect redirect : redirects) {
            String file = String.join(" ", expand(List.of(redirect.file())));
            if (redirect.from() == 0) {
                in = new ByteArrayInputStream(files.read(file)
                        .orElseThrow(() -> new IOException("sh: can't open " + file + ": no such file")));
                continue;
            }
            OutputStream to = file.equals("&1")
                    ? out
                    : file.equals("/dev/null")
                            ? OutputStream.nullOutputStream()
                            : file.equals(BusyboxCommands.CACHES)
                                    ? commands.cacheDropper()
                                    : files.write(file, redirect.appends());
            opened.add(to == out ? OutputStream.nullOutputStream() : to);
            out = redirect.from() == 1 ? to : out;
            err = redirect.from() == 2 ? to : err;
        }
        return new Redirected(new Streams(in, out, err), opened);
    }

    private int simple(Simple simple, Streams outer) throws IOException {
        List<Word> rest = new ArrayList<>(simple.words());
        while (!rest.isEmpty() && assignment(rest.get(0)).isPresent()) {
            String name = assignment(rest.get(0)).get();
            String whole = text(rest.remove(0));
            variables.put(name, whole.substring(name.length() + 1));
        }
        List<String> words = expand(rest);
        Redirected redirected = redirect(simple.redirects(), outer);
        try {
            return words.isEmpty() ? 0 : execute(words, redirected.streams());
        } finally {
            redirected.close();
        }
    }

    private int execute(List<String> words, Streams streams) throws IOException {
        if (words.equals(List.of("set", "-o", "pipefail"))) {
            pipefail = true;
            return 0;
        }
        Optional<BusyboxCommands.Command> command = commands.find(words.get(0));
        if (command.isEmpty()) {
            say(streams.err(), "sh: " + words.get(0) + ": not found");
            return NOT_FOUND;
        }
        return command.get().run(words, streams);
    }

    private static Optional<String> assignment(Word word) {
        if (word.pieces().isEmpty() || word.pieces().get(0).quoted()) {
            return Optional.empty();
        }
        String first = word.pieces().get(0).text();
        int end = first.indexOf('=');
        return word.pieces().get(0).kind() == Kind.TEXT
                        && end > 0
                        && first.substring(0, end).matches("[A-Za-z_][A-Za-z0-9_]*")
                ? Optional.of(first.substring(0, end))
                : Optional.empty();
    }

    private String text(Word word) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Piece piece : word.pieces()) {
            text.append(value(piece));
        }
        return text.toString();
    }

    private String value(Piece piece) throws IOException {
        return switch (piece.kind()) {
            case TEXT -> piece.text();
            case VARIABLE ->
                piece.text().equals("?") ? Integer.toString(status) : variables.getOrDefault(piece.text(), "");
            case COMMAND -> output(piece.text());
        };
    }

    private String output(String script) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        child().run(script, out);
        return out.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** Unquoted, what was put in is split at blanks, and stars mean files. */
    private List<String> expand(List<Word> words) throws IOException {
        List<String> out = new ArrayList<>();
        for (Word word : words) {
            boolean quoted = word.pieces().stream().anyMatch(Piece::quoted);
            boolean splits = word.pieces().stream().anyMatch(piece -> !piece.quoted() && piece.kind() != Kind.TEXT);
            String text = text(word);
            if (!quoted && splits) {
                for (String part : text.split("\\s+")) {
                    if (!part.isEmpty()) {
                        out.add(part);
                    }
                }
            } else if (!quoted && text.contains("*")) {
                List<String> found = files.glob(text);
                out.addAll(found.isEmpty() ? List.of(text) : found);
            } else {
                out.add(text);
            }
        }
        return out;
    }
}
