package dev.gangway.web;

import static dev.gangway.web.FakeLine.R8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.bus.Addresses;
import dev.gangway.message.DeskStatus;
import dev.gangway.message.JobEvent;
import dev.gangway.message.JobOrder;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.ScanTold;
import dev.gangway.message.StoredJob;
import dev.gangway.model.DeskId;
import dev.gangway.model.Digest;
import dev.gangway.model.Epoch;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Serial;
import dev.gangway.model.Verdict;
import dev.gangway.web.live.PastJob;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveStreamTest {
    private static final String DESK_A = "a".repeat(32);
    private static final String DESK_B = "b".repeat(32);

    private FakeLine line;

    private record Event(long id, String name, JsonObject data) {}

    /** A page as a bare socket that reads only when it is told to. */
    private final class Reader implements AutoCloseable {
        private final Socket socket = new Socket();
        private final BufferedReader in;
        private final Event first;

        /** Has read the snapshot, so that whatever is published from now on comes as a delta. */
        Reader() throws IOException {
            this("");
        }

        /** A page at this desk; none when it is empty. */
        Reader(String desk) throws IOException {
            socket.setReceiveBufferSize(4096);
            socket.setSoTimeout(30_000);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), line.servedPort()));
            String request = "GET /api/v1/events" + (desk.isEmpty() ? "" : "?desk=" + desk)
                    + " HTTP/1.1\r\nHost: 127.0.0.1:" + line.servedPort() + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            first = next();
        }

        Event next() throws IOException {
            long id = 0;
            String name = "";
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                if (text.startsWith("id: ")) {
                    id = Long.parseLong(text.substring(4));
                } else if (text.startsWith("event: ")) {
                    name = text.substring(7);
                } else if (text.startsWith("data: ")) {
                    return new Event(id, name, new JsonObject(text.substring(6)));
                }
            }
            throw new IOException("the stream ended");
        }

        List<Event> until(Predicate<Event> last) throws IOException {
            List<Event> all = new ArrayList<>();
            Instant end = Instant.now().plusSeconds(60);
            do {
                assertThat(Instant.now()).as("time to see it among %s", all).isBefore(end);
                all.add(next());
            } while (!last.test(all.get(all.size() - 1)));
            return all;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @BeforeEach
    void serve() throws Exception {
        line = new FakeLine(1, 2);
        line.serve();
    }

    @AfterEach
    void stop() {
        line.close();
    }

    /** One who watches without a desk, and who knows how it ends. */
    private Socket foreign() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), line.servedPort());
        socket.setSoTimeout(30_000);
        socket.getOutputStream()
                .write(("GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:" + line.servedPort() + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        return socket;
    }

    @Test
    void whoOpensManyStreamsTakesFromItselfOnly() throws Exception {
        List<Socket> foreign = new ArrayList<>();
        try (Reader before = new Reader(DESK_A)) {
            for (int i = 0; i < 100; i++) {
                foreign.add(foreign());
            }
            try (Reader after = new Reader(DESK_B)) {
                line.show(2, new PortState.AwaitingScan(R8), null);

                assertThat(before.until(event -> isPort(event, "awaiting-scan")))
                        .isNotEmpty();
                assertThat(after.until(event -> isPort(event, "awaiting-scan"))).isNotEmpty();
                foreign.get(0).getInputStream().readAllBytes();
            }
        } finally {
            for (Socket socket : foreign) {
                socket.close();
            }
        }
    }

    @Test
    void pagesOfMadeUpDesksKeepNoPageOut() throws Exception {
        List<Reader> foreign = new ArrayList<>();
        try {
            for (int i = 0; i < 70; i++) {
                foreign.add(new Reader("%032d".formatted(i)));
            }
            try (Reader page = new Reader(DESK_A)) {
                assertThat(page.first.name()).isEqualTo("snapshot");
            }
        } finally {
            for (Reader reader : foreign) {
                reader.close();
            }
        }
    }

    private static boolean isPort(Event event, String state) {
        return event.name().equals("port") && state.equals(event.data().getString("state"));
    }

    private PortState.Running step(String name) {
        return new PortState.Running(1, 3, name, 1, 9, null);
    }

    /** Also after a restart: what the record knows of the recipe's steps counts from the first job on. */
    @Test
    void tellsOfEveryRunningJobHowFarItIsAndHowLongItStillTakes() throws Exception {
        line.close();
        line = new FakeLine(1, 2);
        line.past.add(new StoredJob(7, PastJob.of(Verdict.PASSED, 80), "aa", "bb"));
        line.serve();
        try (Reader reader = new Reader()) {
            JobOrder order = new JobOrder(JobId.random(), new Serial("CP-1"), "chip-pro", "-", false);
            line.bus.publish(
                    Addresses.JOB_EVENTS,
                    new JobEvent.JobStarted(
                            PortPath.virtual(2),
                            FakeLine.slot(2),
                            new Epoch(1),
                            Instant.now(),
                            order,
                            new Digest("ab".repeat(32))));
            line.show(2, new PortState.Running(1, 3, "write", 2, 3, null), "CP-1");
            line.say(2, "write", 50, 1_000, "erasing boot_a");
            List<Event> deltas = reader.until(
                    event -> event.name().equals("progress") && event.data().getInteger("bytes", 0) == 50);
            JsonObject progress = deltas.get(deltas.size() - 1).data();
            assertThat(progress.getDouble("done")).isEqualTo(0.14);
            assertThat(progress.getInteger("secondsLeft")).isBetween(80, 90);
            assertThat(progress.getString("said")).isEqualTo("erasing boot_a");
            line.show(2, step("reset"), "CP-1");
            line.show(2, new PortState.Passed(8, 100), "CP-1");
            reader.until(event -> isPort(event, "passed"));
        }
    }

    @Test
    void sendsTheWholeLineFirstAndThenEveryChangeWithGrowingIds() throws Exception {
        try (Reader reader = new Reader()) {
            Event first = reader.first;
            assertThat(first.name()).isEqualTo("snapshot");
            assertThat(first.data().getJsonArray("slots")).hasSize(2);
            line.show(2, new PortState.AwaitingScan(R8), null);
            line.show(2, step("write"), "CP-1");
            List<Event> deltas = reader.until(event -> isPort(event, "running"));
            assertThat(deltas).anyMatch(event -> isPort(event, "awaiting-scan"));
            assertThat(deltas.stream().map(Event::id)).isSorted().doesNotHaveDuplicates();
            assertThat(deltas.get(0).id()).isGreaterThan(first.id());
        }
    }

    @Test
    void aPageHearsOfItsOwnDeskAndOfScannersAndOfNoOtherPage() throws Exception {
        DeskId mine = DeskId.page("." + DESK_A);
        DeskId other = DeskId.page("." + DESK_B);
        line.show(new DeskStatus(mine, new DeskStatus.Badge("boss", FakeLine.later()), FakeLine.later(), null));
        try (Reader reader = new Reader(DESK_A)) {
            Event first = reader.until(event -> event.name().equals("desk")).get(0);
            assertThat(first.data().getString("badge")).isEqualTo("boss");
            assertThat(first.data().getString("reworkUntil")).isNotNull();
            assertThat(first.data().encode()).doesNotContain(DESK_A);

            line.show(new DeskStatus(other, new DeskStatus.Badge("anna", FakeLine.later()), null, null));
            scanned(other, "FOREIGN");
            scanned(new DeskId("serial:/dev/ttyACM0"), "SCANNER");
            scanned(mine, "MINE");
            line.show(new DeskStatus(mine, null, null, new DeskStatus.Choice(FakeLine.slot(2), FakeLine.later())));

            List<Event> seen = reader.until(event -> event.name().equals("desk"));
            assertThat(seen.stream().filter(event -> event.name().equals("scan")))
                    .extracting(event -> event.data().getString("shown"))
                    .containsExactly("SCANNER", "MINE");
            assertThat(seen.get(seen.size() - 1).data().getString("slot")).isEqualTo("02");
            assertThat(seen.get(seen.size() - 1).data().containsKey("badge")).isFalse();
        }
    }

    private void scanned(DeskId desk, String shown) {
        line.bus.publish(
                Addresses.SCAN_OUTCOMES, new ScanTold(desk, new ScanOutcome.Done(shown, Instant.now(), "done"), false));
    }

    @Test
    void aLateMessageOfAnEarlierAttachChangesNothing() throws Exception {
        try (Reader reader = new Reader()) {
            line.bus.publish(Addresses.PORT_STATUS, FakeLine.status(2, 5, new PortState.AwaitingScan(R8), null));
            line.bus.publish(Addresses.PORT_STATUS, FakeLine.status(2, 4, new PortState.Passed(1, 2.0), "CP-1"));
            line.bus.publish(Addresses.PORT_STATUS, FakeLine.status(2, 5, step("write"), "CP-2"));
            List<Event> seen = reader.until(event -> isPort(event, "running"));
            assertThat(seen).noneMatch(event -> isPort(event, "passed"));
        }
    }

    @Test
    void progressComesAtMostFourTimesASecond() throws Exception {
        try (Reader reader = new Reader()) {
            line.show(2, step("write"), "CP-1");
            reader.until(event -> isPort(event, "running"));
            Instant begin = Instant.now();
            long timer = line.vertx.setPeriodic(5, tick -> line.move(2, "write", tick, 1000));
            // So many, however long a busy machine takes for them: what counts is that they do not come sooner.
            int wanted = 8;
            for (int progress = 0; progress < wanted; ) {
                if (reader.next().name().equals("progress")) {
                    progress++;
                }
            }
            line.vertx.cancelTimer(timer);
            assertThat(Duration.between(begin, Instant.now()).toMillis()).isGreaterThan((wanted - 1) * 250L - 50);
        }
    }

    @Test
    void progressOfAnotherStepOrAttachIsDropped() throws Exception {
        try (Reader reader = new Reader()) {
            line.show(2, step("write"), "CP-1");
            line.move(2, "verify", 5, 10);
            line.move(2, "write", 7, 10);
            List<Event> seen = reader.until(event -> event.name().equals("progress"));
            assertThat(seen.get(seen.size() - 1).data().getLong("bytes")).isEqualTo(7);
        }
    }

    @Test
    void aSlowPageSkipsToTheNewestStateInsteadOfQueueing() throws Exception {
        // Few and long: more than any socket buffers, and done before the page that takes nothing is given up.
        int changes = 6_000;
        String padding = " and so on".repeat(200);
        try (Reader slow = new Reader();
                Reader quick = new Reader()) {
            for (int n = 1; n <= changes; n++) {
                line.show(2, step("step " + n + padding), "CP-1");
            }
            String last = "step " + changes + padding;
            quick.until(event -> last.equals(event.data().getString("step")));
            line.show(2, new PortState.Passed(1, 2.0), "CP-1");
            List<Event> seen = slow.until(event -> isPort(event, "passed"));
            assertThat(seen.stream()
                            .filter(event -> event.name().equals("port"))
                            .count())
                    .isLessThan(changes / 2);
            assertThat(seen.stream().map(Event::id)).isSorted();
        }
    }

    @Test
    void aClosedPageIsForgotten() throws Exception {
        for (int n = 0; n < 200; n++) {
            try (Reader reader = new Reader()) {
                Event first = reader.first;
                assertThat(first.name()).isEqualTo("snapshot");
            } catch (IOException refused) {
                // 64 at once is the limit; closing frees places a moment later.
                await().atMost(Duration.ofSeconds(30))
                        .until(() ->
                                new RawHttp(line.servedPort()).get("/healthz").status() == 200);
            }
        }
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            try (Reader reader = new Reader()) {
                assertThat(reader.first.name()).isEqualTo("snapshot");
            }
        });
    }
}
