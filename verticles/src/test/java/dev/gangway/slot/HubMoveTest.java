package dev.gangway.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.channel.UsbHub;
import dev.gangway.config.StationConfig.PortEntry;
import dev.gangway.model.HubPath;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HubMoveTest {
    private static final UsbHub ROOT = hub("usb1", "1d6b:0002", 16, "0000:00:14.0");

    private static UsbHub hub(String path, String ids, int ports, String serial) {
        return new UsbHub(new HubPath(path), new UsbHub.Shape(ids, ports, serial.isEmpty() ? null : serial), false);
    }

    private static UsbHub four(String path) {
        return hub(path, "05e3:0610", 4, "");
    }

    /** What a lesson stores that was held on these hubs: the slots 01, 02 … on these ports. */
    private static PortNames taught(List<UsbHub> hubs, String... ports) {
        LearnedMap map = LearnedMap.NOTHING;
        int number = 0;
        for (String port : ports) {
            number++;
            map = map.with(new PortPath(port), new LearnedMap.Place(new Slot(String.format("%02d", number))), hubs);
        }
        return new PortNames(List.of(), map);
    }

    private static HubMove only(PortNames names, UsbHub... present) {
        List<HubMove> moves = HubMove.find(names, List.of(present));
        assertThat(moves).hasSize(1);
        return moves.get(0);
    }

    @Test
    void nothingIsSaidWhileAllIsInPlace() {
        PortNames names = taught(List.of(ROOT, four("1-2"), four("1-2.4")), "1-2.1", "1-2.4.1", "1-7");

        assertThat(HubMove.find(names, List.of(ROOT, four("1-2"), four("1-2.4"), four("1-9"))))
                .isEmpty();
    }

    @Test
    void aHubOnAnotherRootPortIsFoundByItsShape() {
        PortNames names = taught(List.of(ROOT, four("1-2")), "1-2.1", "1-2.4");

        HubMove move = only(names, ROOT, four("1-4"), hub("1-5", "0424:2514", 4, ""));

        assertThat(move.from()).isEqualTo(new HubPath("1-2"));
        assertThat(move.to()).containsExactly(new HubPath("1-4"));
        assertThat(move.message())
                .isEqualTo("the hub that was on 1-2 (slots 01, 02) seems to be on 1-4 now: plug it back into 1-2, or"
                        + " run gangway ports move 1-2 1-4");
        assertThat(move.advice().to()).isEqualTo(new HubPath("1-4"));
    }

    @Test
    void portTwelveOfHubOneIsNotPortTwoOfHubEleven() {
        UsbHub sixteen = hub("1-1", "1a40:0201", 16, "");
        PortNames names = taught(List.of(ROOT, sixteen), "1-1.12");

        HubMove gone = only(names, ROOT, four("1-11"));
        HubMove moved = only(names, ROOT, four("1-11"), hub("1-3", "1a40:0201", 16, ""));

        assertThat(gone.to()).isEmpty();
        assertThat(gone.message()).contains("is not there: plug it in again");
        assertThat(moved.to()).containsExactly(new HubPath("1-3"));
        assertThat(names.learned().moved(moved.from(), moved.to().get(0)).slots())
                .containsOnlyKeys(new PortPath("1-3.12"));
    }

    @Test
    void nestedHubsGoWithTheirTopmostOne() {
        PortNames names = taught(List.of(ROOT, four("1-2"), four("1-2.4")), "1-2.1", "1-2.4.1");

        HubMove move = only(names, ROOT, four("1-6"), four("1-6.4"));

        assertThat(move.from()).isEqualTo(new HubPath("1-2"));
        assertThat(move.to()).containsExactly(new HubPath("1-6"));
        LearnedMap after = names.learned().moved(move.from(), new HubPath("1-6"));
        assertThat(after.slots()).containsOnlyKeys(new PortPath("1-6.1"), new PortPath("1-6.4.1"));
        assertThat(after.hubs()).containsOnlyKeys(new HubPath("usb1"), new HubPath("1-6"), new HubPath("1-6.4"));
    }

    @Test
    void aHubWhoseOwnHubMovedIsFoundBehindIt() {
        PortNames names = taught(List.of(ROOT, four("1-2"), four("1-2.4")), "1-2.1", "1-2.4.1");

        HubMove move = only(names, ROOT, four("1-2"), four("1-2.3"));

        assertThat(move.from()).isEqualTo(new HubPath("1-2.4"));
        assertThat(move.to()).containsExactly(new HubPath("1-2.3"));
        assertThat(move.slots()).containsExactly("02");
    }

    @Test
    void twoHubsOfOneKindAreToldApartByWhatIsInUse() {
        PortNames names = taught(List.of(ROOT, four("1-2"), four("1-3")), "1-2.1", "1-3.1");

        assertThat(only(names, ROOT, four("1-2"), four("1-5")).to()).containsExactly(new HubPath("1-5"));
    }

    @Test
    void aHubThatMayBeOneOfSeveralIsNotGuessed() {
        PortNames names = taught(List.of(ROOT, four("1-2")), "1-2.1");

        HubMove move = only(names, ROOT, four("1-5"), four("1-6"));

        assertThat(move.to()).containsExactly(new HubPath("1-5"), new HubPath("1-6"));
        assertThat(move.advice().to()).isNull();
        assertThat(move.message()).contains("may be any of 1-5, 1-6 now").contains("gangway ports move 1-2 ONE");
    }

    @Test
    void twoHubsThatChangedPlacesAreSeenByTheirSerials() {
        UsbHub a = hub("1-2", "05e3:0610", 4, "A");
        UsbHub b = hub("1-3", "05e3:0610", 4, "B");
        PortNames names = taught(List.of(ROOT, a, b), "1-2.1", "1-3.2");

        List<HubMove> moves =
                HubMove.find(names, List.of(ROOT, hub("1-3", "05e3:0610", 4, "A"), hub("1-2", "05e3:0610", 4, "B")));

        assertThat(moves).hasSize(2);
        assertThat(moves.get(0).to()).containsExactly(new HubPath("1-3"));
        LearnedMap after = names.learned().moved(new HubPath("1-2"), new HubPath("1-3"));
        assertThat(after.portOf(new Slot("01"))).contains(new PortPath("1-3.1"));
        assertThat(after.portOf(new Slot("02"))).contains(new PortPath("1-2.2"));
        assertThat(HubMove.find(
                        names.relearned(after),
                        List.of(ROOT, hub("1-3", "05e3:0610", 4, "A"), hub("1-2", "05e3:0610", 4, "B"))))
                .isEmpty();
    }

    @Test
    void aBusThatGotAnotherNumberIsFoundByItsController() {
        PortNames names = taught(List.of(ROOT, four("1-2")), "1-2.1", "1-7");

        HubMove move = only(
                names,
                hub("usb1", "1d6b:0002", 16, "0000:05:00.0"),
                hub("usb3", "1d6b:0002", 16, "0000:00:14.0"),
                four("3-2"));

        assertThat(move.from()).isEqualTo(new HubPath("usb1"));
        assertThat(move.to()).containsExactly(new HubPath("usb3"));
        assertThat(names.learned().moved(move.from(), new HubPath("usb3")).slots())
                .containsOnlyKeys(new PortPath("3-2.1"), new PortPath("3-7"));
    }

    @Test
    void theOtherHalfOfAUsb3HubIsNoCandidateForAHubOfUnknownLooks() {
        LearnedMap byHand =
                new LearnedMap(Map.of(new PortPath("1-2.1"), new LearnedMap.Place(new Slot("01"))), Map.of());
        PortNames names = new PortNames(List.of(), byHand);
        UsbHub other = new UsbHub(new HubPath("2-4"), new UsbHub.Shape("05e3:0612", 4, null), true);
        UsbHub root2 = new UsbHub(new HubPath("usb2"), new UsbHub.Shape("1d6b:0003", 8, null), true);

        assertThat(only(names, ROOT, root2, four("1-4"), other).to()).containsExactly(new HubPath("1-4"));
    }

    @Test
    void whatTheConfigurationNamesIsChangedThere() {
        PortEntry entry = new PortEntry(new PortPath("1-2.1"), new Slot("A"), 0, 0, List.of());
        PortNames names = new PortNames(List.of(entry), LearnedMap.NOTHING);

        HubMove move = only(names, ROOT, four("1-4"));

        assertThat(move.message()).endsWith("or write its new ports into station.yaml, which names them");
        assertThat(move.advice().to()).isNull();
    }

    @Test
    void aSystemThatTellsNoHubsGivesNoAdvice() {
        assertThat(HubMove.find(taught(List.of(ROOT), "1-2.1"), List.of())).isEmpty();
    }
}
