package dev.gangway.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.Channel;
import dev.gangway.channel.ChannelException;
import dev.gangway.model.FailureException;
import dev.gangway.model.PortPath;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A protocol's bench verbs on the boards of a virtual hub, called from a folder. */
public final class VerbsOnHub implements AutoCloseable {
    private static final int PORTS = 2;

    private final BenchVerbs verbs;
    private final Path folder;
    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(PORTS);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    public VerbsOnHub(BenchVerbs verbs, Path folder) {
        this.verbs = verbs;
        this.folder = folder;
    }

    private record OnHub(VirtualHub hub, VirtualAttach attach) implements BenchBoard {
        @Override
        public PortPath port() {
            return attach.path();
        }

        @Override
        public int bus() {
            return 1;
        }

        @Override
        public int device() {
            return 7;
        }

        @Override
        public Optional<String> usbSerial() {
            return Optional.ofNullable(attach.identity().serial());
        }

        @Override
        public <C extends Channel> C open(Class<C> over) throws FailureException {
            try {
                return hub.open(attach.path(), attach.deviceKey(), over);
            } catch (ChannelException e) {
                throw e.asFailure("opening");
            }
        }
    }

    /** Plugs a board in and waits until it is seen. */
    public <B> B plug(Class<B> kind, int port, String spec) {
        B board = kind.cast(BoardSpec.parse(spec, port).plug(hub, port, pages, line -> {}));
        seen(port, 0);
        return board;
    }

    public void unplug(int port) {
        assertThat(hub.unplug(port)).as("a board on port %d", port).isPresent();
    }

    /** Waits for an attach that began after this one; returns its key. */
    public long seen(int port, long before) {
        await().pollInterval(Duration.ofMillis(5)).until(() -> hub.attach(port)
                .filter(VirtualAttach::isIdentified)
                .filter(attach -> attach.deviceKey() > before)
                .isPresent());
        return hub.attach(port).orElseThrow().deviceKey();
    }

    /** Runs these words, of which a blank separates each from the next. */
    public int run(String words) {
        return run(List.of(words.split(" ")));
    }

    /** Runs these words, which may hold blanks. */
    public int run(List<String> words) {
        Caller caller = new Caller(
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                folder);
        return verbs.run(this::survey, caller, words);
    }

    /** Runs these words with an input that is no terminal. */
    public int run(InputStream in, String words) {
        Caller caller = new Caller(
                in,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                folder);
        return verbs.run(this::survey, caller, List.of(words.split(" ")));
    }

    /** Runs these words for a person at a terminal. */
    public int run(InputStream keys, Terminal terminal, String words) {
        Caller caller = new Caller(
                        keys,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        folder)
                .at(terminal);
        return verbs.run(this::survey, caller, List.of(words.split(" ")));
    }

    private List<BenchBoard> survey() {
        return IntStream.rangeClosed(1, PORTS)
                .mapToObj(hub::attach)
                .flatMap(Optional::stream)
                .<BenchBoard>map(attach -> new OnHub(hub, attach))
                .toList();
    }

    /** Lets go of what was printed until now. */
    public void forget() {
        out.reset();
        err.reset();
    }

    /** What was printed. */
    public String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What was complained about. */
    public String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        hub.close();
        pages.close();
    }
}
