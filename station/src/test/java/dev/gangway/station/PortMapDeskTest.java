package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gangway.bus.Addresses;
import dev.gangway.config.StationConfig;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortMap;
import dev.gangway.message.PortMapCommand;
import dev.gangway.message.PortMapReply;
import dev.gangway.message.ScanOutcome;
import dev.gangway.message.ScanRead;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.Slot;
import dev.gangway.model.Verdict;
import dev.gangway.slot.LearnedPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The port map of a running station on a virtual hub with three ports: taught, edited, and never under a job. */
class PortMapDeskTest {
    private static final PortPath FIRST = PortPath.virtual(1);
    private static final PortPath SECOND = PortPath.virtual(2);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private LineHarness line;

    @BeforeEach
    void start() throws StartFailure {
        line = LineSetup.in(folder).ports(3).start();
    }

    @AfterEach
    void stop() {
        line.close();
    }

    private PortMapReply ask(PortMapCommand command) {
        return LineHarness.answered(line.station().bus().ask(Addresses.PORT_MAP, command, Duration.ofSeconds(10)));
    }

    private PortMap map() {
        return ((PortMapReply.Current) ask(new PortMapCommand.Show())).map();
    }

    private String refusal(PortMapCommand command) {
        return ((PortMapReply.Refused) ask(command)).reason();
    }

    private void begin() {
        assertThat(line.scan("OP-boss")).isInstanceOf(ScanOutcome.Badge.class);
        assertThat(line.scan("CMD-LEARN")).isInstanceOf(ScanOutcome.Done.class);
    }

    private void awaitAsking(PortPath port) {
        await().atMost(LineHarness.PATIENCE)
                .until(() -> map().lesson() != null
                        && port.equals(Objects.requireNonNull(map().lesson()).asking()));
    }

    private void awaitSlot(int port, String label) {
        await().atMost(LineHarness.PATIENCE)
                .until(() -> line.status(port).slot().label().equals(label));
    }

    @Test
    void aScannerAloneTeachesTheMap() throws IOException {
        begin();
        line.plug(2, TestBoard.chip(1));
        awaitAsking(SECOND);
        assertThat(line.scan("SLOT-A7")).isInstanceOf(ScanOutcome.Done.class);
        line.plug(1, TestBoard.chip(2));
        awaitAsking(FIRST);
        assertThat(line.scan("B1")).isInstanceOf(ScanOutcome.Done.class);

        awaitSlot(2, "A7");
        awaitSlot(1, "B1");
        assertThat(LearnedPorts.in(folder.resolve("data")).load().slots().keySet())
                .containsExactly(SECOND, FIRST);
        assertThat(map().ports().get(0).slot()).isEqualTo(new Slot("A7"));
        assertThat(map().ports().get(0).origin()).isEqualTo(PortMap.Origin.LEARNED);
        assertThat(line.scan("CMD-LEARN")).isInstanceOf(ScanOutcome.Done.class);
        assertThat(map().lesson()).isNull();
        assertThat(line.scanFor("A7", "CP-00001")).isInstanceOf(ScanOutcome.Started.class);
    }

    @Test
    void aPortThatNoBusServesIsNotPutOnTheMap() throws IOException {
        begin();

        PortMapReply reply = ask(new PortMapCommand.Put("boss", new PortPath("1-2.4"), new Slot("S1"), 0, 0));

        assertThat(((PortMapReply.Refused) reply).message())
                .isEqualTo("no bus of this station serves port 1-2.4 (it has: virtual, network): take the port out"
                        + " of the port map, or set up the bus that has it");
        assertThat(LearnedPorts.in(folder.resolve("data")).load().slots()).isEmpty();
    }

    @Test
    void aStationWithAPortThatNoBusServesDoesNotStart() {
        StationConfig.PortEntry serial =
                new StationConfig.PortEntry(new PortPath("1-2.4"), new Slot("S1"), 0, 0, List.of());

        assertThatThrownBy(() ->
                        LineSetup.in(folder.resolve("other")).slots(serial).start())
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("no bus of this station serves port 1-2.4 (it has: virtual, network)");
    }

    @Test
    void aSerialIsNeverTakenForALabelAtTheLine() {
        begin();
        line.plug(1, TestBoard.chip(1));
        awaitAsking(FIRST);
        line.awaitState(1, PortState.AwaitingScan.class);

        ScanOutcome started = line.scan("CP-00001");

        assertThat(started).isInstanceOf(ScanOutcome.Started.class);
        assertThat(line.ended(((ScanOutcome.Started) started).job()).summary().verdict())
                .isEqualTo(Verdict.PASSED);
    }

    @Test
    void onThePageOfTheMapAnythingIsALabelAndEnterTakesTheNextFreeNumber() {
        begin();
        line.plug(3, TestBoard.chip(1));
        awaitAsking(PortPath.virtual(3));
        ScanOutcome named = LineHarness.answered(line.station()
                .bus()
                .ask(Addresses.SCAN, new ScanRead(ScanRead.PORT_MAP, "bench-left", "-"), Duration.ofSeconds(10)));
        assertThat(named).isInstanceOf(ScanOutcome.Done.class);
        line.plug(2, TestBoard.chip(2));
        awaitAsking(SECOND);
        assertThat(ask(new PortMapCommand.Answer("-", ""))).isInstanceOf(PortMapReply.Current.class);

        awaitSlot(3, "bench-left");
        awaitSlot(2, "01");
        await().atMost(LineHarness.PATIENCE)
                .until(() -> !line.status(1).slot().label().equals("01"));
    }

    @Test
    void withoutALessonNothingChanges() {
        assertThat(refusal(new PortMapCommand.Put("-", FIRST, new Slot("X"), 0, 0)))
                .isEqualTo("no-lesson");
        assertThat(refusal(new PortMapCommand.Remove("-", FIRST))).isEqualTo("no-lesson");
        assertThat(line.scan("CMD-LEARN"))
                .as("nobody's badge was scanned")
                .isInstanceOfSatisfying(ScanOutcome.Refused.class, refused -> assertThat(refused.message())
                        .contains("supervisor"));
        assertThat(folder.resolve("data/ports.map")).doesNotExist();
    }

    @Test
    void aPortWithARunningJobKeepsItsLabelAndTheJobPasses() {
        JobId job = line.begin(1, TestBoard.chip(1), "CP-00001");
        begin();

        assertThat(refusal(new PortMapCommand.Put("-", FIRST, new Slot("X"), 0, 0)))
                .isEqualTo("in-use");

        assertThat(ask(new PortMapCommand.Put("-", SECOND, new Slot("Y"), 0, 0)))
                .isInstanceOf(PortMapReply.Current.class);
        awaitSlot(2, "Y");
        assertThat(line.ended(job).summary().verdict()).isEqualTo(Verdict.PASSED);
        assertThat(line.ended(job).summary().slot()).isEqualTo(new Slot("01"));
    }

    @Test
    void editsRowsAndColumnsAndRemoves() {
        begin();
        ask(new PortMapCommand.Put("-", FIRST, new Slot("X"), 2, 3));
        PortMap.Entry placed = map().ports().stream()
                .filter(entry -> entry.port().equals(FIRST))
                .findFirst()
                .orElseThrow();
        assertThat(placed).isEqualTo(new PortMap.Entry(FIRST, new Slot("X"), 2, 3, PortMap.Origin.LEARNED));

        assertThat(ask(new PortMapCommand.Remove("-", FIRST))).isInstanceOf(PortMapReply.Current.class);

        assertThat(map().ports().stream()
                        .filter(entry -> entry.port().equals(FIRST))
                        .findFirst()
                        .orElseThrow()
                        .origin())
                .isEqualTo(PortMap.Origin.GIVEN);
        assertThat(refusal(new PortMapCommand.Remove("-", FIRST))).isEqualTo("no-port");
    }

    @Test
    void aLabelGoesWhereItWasScannedUnlessABoardSitsInItsOldSlot() {
        begin();
        ask(new PortMapCommand.Put("-", FIRST, new Slot("X"), 0, 0));
        assertThat(ask(new PortMapCommand.Put("-", SECOND, new Slot("X"), 0, 0)))
                .isInstanceOf(PortMapReply.Current.class);
        awaitSlot(2, "X");
        line.plug(2, TestBoard.chip(1));
        line.awaitState(2, PortState.AwaitingScan.class);

        assertThat(refusal(new PortMapCommand.Put("-", FIRST, new Slot("X"), 0, 0)))
                .isEqualTo("taken");
    }

    @Test
    void aMapThatCannotBeStoredDoesNotCount() throws IOException {
        begin();
        Files.createDirectories(folder.resolve("data/ports.map/in-the-way"));

        assertThat(refusal(new PortMapCommand.Put("-", FIRST, new Slot("X"), 0, 0)))
                .isEqualTo("not-stored");

        assertThat(line.status(1).slot()).isEqualTo(new Slot("01"));
        assertThat(map().ports().get(0).slot()).isEqualTo(new Slot("01"));
    }

    @Test
    void aQuarantineOutlivesANewLabel() {
        line.command(1, new PortCommand.Quarantine("lind", "bad contact"));
        begin();
        ask(new PortMapCommand.Put("-", FIRST, new Slot("X"), 0, 0));

        awaitSlot(1, "X");
        assertThat(line.state(1)).isEqualTo(new PortState.Quarantined("bad contact"));
    }
}
