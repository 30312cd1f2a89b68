package dev.gangway.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.bus.Addresses;
import dev.gangway.channel.BoardBus;
import dev.gangway.channel.PortPower;
import dev.gangway.message.PortCommand;
import dev.gangway.message.PortCommand.Power.Wish;
import dev.gangway.message.PortReply;
import dev.gangway.message.PowerStatus;
import dev.gangway.model.JobId;
import dev.gangway.model.PortPath;
import dev.gangway.model.PortState;
import dev.gangway.model.PowerState;
import dev.gangway.model.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person switches the power of a port of a running station. */
class SwitchedPowerTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final List<PowerStatus> told = new CopyOnWriteArrayList<>();

    private LineHarness line(UnaryOperator<BoardBus> bus) throws StartFailure {
        LineHarness line = LineSetup.in(folder).ports(1).bus(bus).start();
        line.station().bus().subscribe(Addresses.PORT_POWER, told::add);
        return line;
    }

    private static PowerState powered(PortReply reply) {
        return ((PortReply.Powered) reply).status().state();
    }

    private static String refusal(PortReply reply) {
        return ((PortReply.Refused) reply).reason();
    }

    @Test
    void offTakesTheBoardAwayOnBringsItBackAndBothAreOnRecord() throws Exception {
        try (LineHarness line = line(UnaryOperator.identity())) {
            line.plug(1, TestBoard.chip(1));
            line.awaitState(1, PortState.AwaitingScan.class);

            assertThat(powered(line.command(1, new PortCommand.Power("lind", Wish.OFF))))
                    .isEqualTo(PowerState.OFF);
            line.awaitState(1, PortState.Empty.class);
            assertThat(powered(line.command(1, new PortCommand.PowerReport()))).isEqualTo(PowerState.OFF);
            assertThat(powered(line.command(1, new PortCommand.Power("lind", Wish.ON))))
                    .isEqualTo(PowerState.ON);
            line.awaitState(1, PortState.AwaitingScan.class);

            assertThat(told).extracting(PowerStatus::state).containsExactly(PowerState.OFF, PowerState.ON);
            assertThat(line.notes("power"))
                    .hasSize(2)
                    .allMatch(note -> note.operator().equals("lind"))
                    .extracting(note -> note.facts().get("result"))
                    .containsExactly("off", "on");
        }
    }

    @Test
    void aCycledBoardReturnsToItsSlotAndPasses() throws Exception {
        try (LineHarness line = line(UnaryOperator.identity())) {
            line.plug(1, TestBoard.chip(1));
            line.awaitState(1, PortState.AwaitingScan.class);
            long before = line.status(1).epoch().value();

            assertThat(powered(line.command(1, new PortCommand.Power("lind", Wish.CYCLE))))
                    .isEqualTo(PowerState.ON);

            line.awaitArrivalAfter(1, before);
            line.awaitState(1, PortState.AwaitingScan.class);
            JobId job = line.start(1, "CP-00001");
            assertThat(line.ended(job).summary().verdict()).isEqualTo(Verdict.PASSED);
        }
    }

    @Test
    void aRunningJobKeepsItsPower() throws Exception {
        try (LineHarness line = line(UnaryOperator.identity())) {
            JobId job = line.begin(1, TestBoard.chip(1), "CP-00001");

            assertThat(refusal(line.command(1, new PortCommand.Power("lind", Wish.OFF))))
                    .isEqualTo("in-use");

            assertThat(line.ended(job).summary().verdict()).isEqualTo(Verdict.PASSED);
            assertThat(line.notes("power")).isEmpty();
        }
    }

    @Test
    void aHubWithoutSwitchesIsSaid() throws Exception {
        try (LineHarness line = line(bus -> withPower(bus, Optional.empty()))) {
            assertThat(powered(line.command(1, new PortCommand.PowerReport()))).isEqualTo(PowerState.NOT_SWITCHED);

            PortReply reply = line.command(1, new PortCommand.Power("lind", Wish.OFF));

            assertThat(refusal(reply)).isEqualTo("not-switched");
            assertThat(((PortReply.Refused) reply).message()).contains("pull the plug");
        }
    }

    @Test
    void aBoardThatStillAnswersIsNotBelievedToBeOff() throws Exception {
        PortPower stubborn = new Fixed(PowerState.STILL_ANSWERS);
        try (LineHarness line = line(bus -> withPower(bus, Optional.of(stubborn)))) {
            assertThat(powered(line.command(1, new PortCommand.Power("lind", Wish.OFF))))
                    .isEqualTo(PowerState.STILL_ANSWERS);
        }
    }

    @Test
    void powerThatComesBackAtOnceIsNoticed() throws Exception {
        PortPower generous = new Fixed(PowerState.ON);
        try (LineHarness line = line(bus -> withPower(bus, Optional.of(generous)))) {
            assertThat(powered(line.command(1, new PortCommand.Power("lind", Wish.OFF))))
                    .isEqualTo(PowerState.CAME_BACK);
        }
    }

    @Test
    void powerThatComesBackLaterIsNoticedAndOnRecord() throws Exception {
        try (LineHarness line = line(UnaryOperator.identity())) {
            line.plug(1, TestBoard.chip(1));
            line.awaitState(1, PortState.AwaitingScan.class);
            line.command(1, new PortCommand.Power("lind", Wish.OFF));
            line.awaitState(1, PortState.Empty.class);

            line.hub().power(PortPath.virtual(1)).orElseThrow().set(true);

            await().atMost(LineHarness.PATIENCE)
                    .until(() -> told.stream().anyMatch(status -> status.state() == PowerState.CAME_BACK));
            await().atMost(LineHarness.PATIENCE)
                    .until(() -> !line.notes("power-came-back").isEmpty());
            assertThat(powered(line.command(1, new PortCommand.PowerReport())))
                    .as("it stays said until a person switches")
                    .isEqualTo(PowerState.CAME_BACK);
        }
    }

    /** A hub that says the same whatever is asked of it. */
    private record Fixed(PowerState state) implements PortPower {
        @Override
        public PowerState set(boolean on) {
            return state;
        }
    }

    /** The bus with other switches. */
    private static BoardBus withPower(BoardBus bus, Optional<PortPower> power) {
        return new OtherSwitches(bus, power);
    }
}
