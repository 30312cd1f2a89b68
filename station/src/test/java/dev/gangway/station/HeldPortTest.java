package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.message.LedgerAppend;
import dev.gangway.message.PortCommand;
import dev.gangway.model.JobId;
import dev.gangway.model.PortState;
import dev.gangway.model.Verdict;
import dev.gangway.station.beside.BesideException;
import dev.gangway.station.beside.HeldPort;
import dev.gangway.station.beside.StationBeside;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody works on a board of a running station by themselves: the station keeps its jobs away from that port. */
class HeldPortTest {
    private static final String WHY = "anna works at its console";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private StationBeside beside() throws BesideException {
        return StationBeside.on(folder.resolve("data")).orElseThrow();
    }

    @Test
    void noJobBeginsOnAPortThatIsHeldAndTheNextOneDoesAfterwards() throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            line.plug(1, TestBoard.chip(1));
            line.awaitState(1, PortState.AwaitingScan.class);
            try (HeldPort held = beside().hold("virtual:1", WHY, "anna")) {
                assertThat(line.state(1)).as("%s", held).isEqualTo(new PortState.Disabled(WHY));
                assertThatThrownBy(() -> beside().hold("virtual:1", WHY, "bert"))
                        .isInstanceOf(BesideException.class)
                        .hasMessageContaining("somebody works on virtual:1 already");
            }
            line.awaitState(1, PortState.AwaitingScan.class);
            assertThat(line.notes("disable"))
                    .extracting(LedgerAppend.Note::operator)
                    .containsExactly("anna");
            assertThat(line.notes("release"))
                    .extracting(LedgerAppend.Note::operator)
                    .containsExactly("anna");

            JobId job = line.start(1, "CP-00001");
            assertThatThrownBy(() -> beside().hold("virtual:1", WHY, "anna"))
                    .isInstanceOf(BesideException.class)
                    .hasMessageContaining("A job is running here");
            assertThat(line.ended(job).summary().verdict()).isEqualTo(Verdict.PASSED);
        }
    }

    @Test
    void aPortThatWasOutOfUseStaysSo() throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            line.plug(1, TestBoard.chip(1));
            line.awaitState(1, PortState.AwaitingScan.class);
            line.command(1, new PortCommand.Disable("boss", "new pins"));
            try (HeldPort held = beside().hold("virtual:1", WHY, "anna")) {
                assertThat(line.state(1)).as("%s", held).isEqualTo(new PortState.Disabled("new pins"));
            }
            assertThat(line.state(1)).isEqualTo(new PortState.Disabled("new pins"));
            assertThat(line.notes("release")).isEmpty();
        }
    }
}
