package dev.gangway.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gangway.channel.Sighting;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.message.BoardSighting;
import dev.gangway.message.HubEvent;
import dev.gangway.message.HubEvent.BoardArrived;
import dev.gangway.message.HubEvent.BoardLeft;
import dev.gangway.message.HubEvent.PortUnstable;
import dev.gangway.model.BootMode;
import dev.gangway.model.Epoch;
import dev.gangway.model.PortPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SurveyDifferTest {
    private static final PortPath P1 = PortPath.virtual(1);
    private static final PortPath P2 = PortPath.virtual(2);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SurveyDiffer differ = new SurveyDiffer(HubSettings.DEFAULT);

    private static UsbIdentity identity(int pid, int interfaceClass, int subClass, int protocol) {
        var pair = List.of(new UsbIdentity.Endpoint(0x01, 2, 512), new UsbIdentity.Endpoint(0x82, 2, 512));
        return new UsbIdentity(
                0x1f3a,
                pid,
                0x200,
                0,
                UsbIdentity.Speed.HIGH,
                List.of(new UsbIdentity.Interface(0, 0, interfaceClass, subClass, protocol, pair, null)),
                null,
                null,
                "S");
    }

    private static Sighting fel(PortPath port, long key) {
        return new Sighting(port, key, identity(0xefe8, 0xff, 0xff, 0xff));
    }

    private static Sighting fastboot(PortPath port, long key) {
        return new Sighting(port, key, identity(0x1010, 0xff, 0x42, 3));
    }

    private List<HubEvent> at(double seconds, Sighting... seen) {
        return differ.take(List.of(seen), Set.of(), START.plusMillis((long) (seconds * 1000)));
    }

    private List<HubEvent> atWork(double seconds, Sighting... seen) {
        return differ.take(List.of(seen), Set.of(P1), START.plusMillis((long) (seconds * 1000)));
    }

    private static BoardSighting board(HubEvent event) {
        return ((BoardArrived) event).board();
    }

    @Test
    void tellsEachBoardOnceWithItsEpoch() {
        List<HubEvent> first = at(0, fel(P2, 8), fel(P1, 7));

        assertThat(first)
                .extracting(e -> board(e).port(), e -> board(e).epoch().value(), e -> board(e).mode())
                .containsExactly(tuple(P1, 1L, BootMode.FEL), tuple(P2, 1L, BootMode.FEL));
        assertThat(at(1, fel(P1, 7), fel(P2, 8))).isEmpty();
        assertThat(differ.present()).hasSize(2);
    }

    @Test
    void tellsTheSameEpochAgainWhenTheIdArrivesLate() {
        BoardSighting early = board(at(0, new Sighting(P1, 7, null)).get(0));
        List<HubEvent> late = at(4, fel(P1, 7));

        assertThat(early.mode()).isEqualTo(BootMode.UNKNOWN);
        assertThat(early.vid()).isZero();
        assertThat(late).hasSize(1);
        assertThat(board(late.get(0)).mode()).isEqualTo(BootMode.FEL);
        assertThat(board(late.get(0)).pid()).isEqualTo(0xefe8);
        assertThat(board(late.get(0)).epoch()).isEqualTo(early.epoch());
    }

    @Test
    void noticesASwapBetweenTwoSurveys() {
        at(0, fel(P1, 7));

        List<HubEvent> events = at(20, fel(P1, 9));

        assertThat(events).hasSize(2);
        assertThat(events.get(0)).isEqualTo(new BoardLeft(P1, new Epoch(1)));
        assertThat(board(events.get(1)).epoch()).isEqualTo(new Epoch(2));
        assertThat(board(events.get(1)).deviceKey()).isEqualTo(9);
    }

    @Test
    void takesTheLaterOfTwoAttachesInOneList() {
        assertThat(board(at(0, fel(P1, 9), fel(P1, 7)).get(0)).deviceKey()).isEqualTo(9);
    }

    @Test
    void saysOnceThatAPortIsUnstableAndOnceThatItIsSteady() {
        List<HubEvent> events = new ArrayList<>();
        for (int cycle = 0; cycle < 12; cycle++) {
            events.addAll(at(cycle * 5, fel(P1, 10 + cycle)));
            events.addAll(at(cycle * 5 + 1, fel(P1, 10 + cycle)));
            events.addAll(at(cycle * 5 + 2));
            // Steady means 4 s without change; the board is away for 3.
            events.addAll(at(cycle * 5 + 4));
        }
        assertThat(events).filteredOn(PortUnstable.class::isInstance).containsExactly(new PortUnstable(P1, true));
        assertThat(events).hasSizeLessThan(7);
        assertThat(differ.present()).isEmpty();

        events.clear();
        for (double second = 60; second < 70; second += 0.5) {
            events.addAll(at(second, fel(P1, 99)));
        }

        assertThat(events).hasSize(2);
        assertThat(events.get(0)).isEqualTo(new PortUnstable(P1, false));
        assertThat(board(events.get(1)).deviceKey()).isEqualTo(99);
        assertThat(board(events.get(1)).epoch()).isEqualTo(new Epoch(13));
    }

    @Test
    void isSteadyAgainOnAnEmptyPortToo() {
        at(0, fel(P1, 1));
        at(1);
        at(2, fel(P1, 2));
        assertThat(at(3)).contains(new PortUnstable(P1, true));

        assertThat(at(6.9)).isEmpty();
        assertThat(at(7)).containsExactly(new PortUnstable(P1, false));
    }

    @Test
    void doesNotCallAReEnumerationInAnotherModeFlapping() {
        List<HubEvent> events = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            events.addAll(at(i, i % 2 == 0 ? fel(P1, i) : fastboot(P1, i)));
        }

        assertThat(events).noneMatch(PortUnstable.class::isInstance).hasSize(19);
    }

    @Test
    void doesNotCallTheRoundsOfAJobFlapping() {
        List<HubEvent> events = new ArrayList<>(at(0, fel(P1, 0)));
        for (int i = 1; i < 10; i++) {
            events.addAll(atWork(i * 0.5, fel(P1, i)));
        }

        assertThat(events).noneMatch(PortUnstable.class::isInstance).hasSize(19);
    }

    @Test
    void doesNotCallAHandThatReseatsABoardFlapping() {
        List<HubEvent> events = new ArrayList<>();
        events.addAll(at(0, fel(P1, 1)));
        events.addAll(at(0.5));
        events.addAll(at(1, fel(P1, 2)));
        events.addAll(at(30, fel(P1, 2)));
        events.addAll(at(31));

        assertThat(events).noneMatch(PortUnstable.class::isInstance).hasSize(4);
    }

    @Test
    void callsAPortUnstableWhoseBoardNeverLivesLongEnoughForItsId() {
        List<HubEvent> events = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            events.addAll(at(i * 2, new Sighting(P1, i, null)));
            events.addAll(at(i * 2 + 1));
        }

        assertThat(events).filteredOn(PortUnstable.class::isInstance).hasSize(1);
    }

    @Test
    void leavesOtherPortsAlone() {
        at(0, fel(P1, 1), fel(P2, 50));
        for (int i = 1; i < 8; i++) {
            List<HubEvent> events = i % 2 == 0 ? at(i, fel(P1, i), fel(P2, 50)) : at(i, fel(P2, 50));
            assertThat(events)
                    .noneMatch(e -> e instanceof BoardLeft left && left.port().equals(P2));
        }
        assertThat(differ.present()).extracting(BoardSighting::port).containsExactly(P2);
    }

    /** Whatever boards do, a listener that believes the events knows what is there, and epochs only grow. */
    @Test
    void keepsAListenerRightThroughRandomWalks() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            SurveyDiffer walker = new SurveyDiffer(HubSettings.DEFAULT);
            Map<PortPath, BoardSighting> believed = new HashMap<>();
            Map<PortPath, Epoch> last = new HashMap<>();
            Map<PortPath, Sighting> world = new HashMap<>();
            Instant now = START;
            long key = 0;
            for (int step = 0; step < 300; step++) {
                now = now.plusMillis(random.nextInt(3000));
                for (PortPath port : List.of(P1, P2)) {
                    switch (random.nextInt(6)) {
                        case 0 -> world.remove(port);
                        case 1 -> world.put(port, fel(port, ++key));
                        case 2 -> world.put(port, fastboot(port, ++key));
                        case 3 -> world.put(port, new Sighting(port, ++key, null));
                        default -> {}
                    }
                }
                for (HubEvent event : walker.take(List.copyOf(world.values()), Set.of(), now)) {
                    apply(event, believed, last);
                }
                assertThat(believed.values())
                        .as("seed %s step %s", seed, step)
                        .containsExactlyInAnyOrderElementsOf(walker.present());
                for (BoardSighting board : believed.values()) {
                    assertThat(board.deviceKey()).isEqualTo(keyOf(world.get(board.port())));
                }
            }
        }
    }

    private static long keyOf(@Nullable Sighting sighting) {
        return sighting == null ? -1 : sighting.deviceKey();
    }

    private static void apply(HubEvent event, Map<PortPath, BoardSighting> believed, Map<PortPath, Epoch> last) {
        if (event instanceof BoardArrived arrived) {
            BoardSighting board = arrived.board();
            BoardSighting before = believed.put(board.port(), board);
            Epoch previous = last.getOrDefault(board.port(), Epoch.NONE);
            if (before == null) {
                assertThat(board.epoch()).isGreaterThan(previous);
            } else {
                assertThat(board.epoch()).isEqualTo(before.epoch());
            }
            last.put(board.port(), board.epoch());
        } else if (event instanceof BoardLeft left) {
            BoardSighting before = believed.remove(left.port());
            assertThat(before).isNotNull();
            assertThat(left.epoch()).isEqualTo(before == null ? Epoch.NONE : before.epoch());
        }
    }
}
