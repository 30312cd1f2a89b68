package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.message.HubEvent;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureKind;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A board that comes and goes because its power is short. */
class FlappingBoardTest {
    private static final int FLAPS = 12;

    @TempDir
    Path folder;

    @Test
    void isOneStateAndOneSentenceAndNoStormOfEvents() throws Exception {
        try (LineHarness line = LineSetup.in(folder).start()) {
            TestBoard board = TestBoard.chip(1);
            for (int i = 0; i < FLAPS; i++) {
                line.plug(1, board);
                await().atMost(LineHarness.PATIENCE)
                        .until(() -> line.hub().attach(1).isPresent());
                line.awaitState(1, state -> !(state instanceof PortState.Empty));
                line.unplug(1);
                line.awaitState(
                        1,
                        state -> state instanceof PortState.Empty
                                || (state instanceof PortState.Detected detected && isUnstable(detected)));
            }

            PortState.Detected unstable = (PortState.Detected) line.state(1);
            assertThat(isUnstable(unstable)).isTrue();
            int before = line.states(1).size();
            List<HubEvent> told = onPort(line, 1);
            assertThat(told).filteredOn(HubEvent.PortUnstable.class::isInstance).hasSize(1);
            // Two per visit until the third change, then silence.
            assertThat(told.size()).isLessThan(FLAPS);
            assertThat(before).isLessThan(FLAPS + 3);

            line.plug(1, board);
            line.awaitState(1, PortState.AwaitingScan.class);

            assertThat(line.states(1).size() - before).isLessThanOrEqualTo(3);
            assertThat(onPort(line, 1))
                    .filteredOn(HubEvent.PortUnstable.class::isInstance)
                    .hasSize(2);
            assertThat(onPort(line, 2)).isEmpty();
        }
    }

    private static boolean isUnstable(PortState.Detected detected) {
        return detected.mode() == BootMode.UNKNOWN
                && detected.problem() != null
                && Objects.requireNonNull(detected.problem()).kind() == FailureKind.PORT_UNSTABLE;
    }

    private static List<HubEvent> onPort(LineHarness line, int number) {
        PortPath port = PortPath.virtual(number);
        return line.hubEvents().stream()
                .filter(event -> (event instanceof HubEvent.BoardArrived arrived
                                && arrived.board().port().equals(port))
                        || (event instanceof HubEvent.BoardLeft left
                                && left.port().equals(port))
                        || (event instanceof HubEvent.PortUnstable flap
                                && flap.port().equals(port)))
                .toList();
    }
}
