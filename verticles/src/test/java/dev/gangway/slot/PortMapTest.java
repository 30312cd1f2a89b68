package dev.gangway.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.channel.UsbHub;
import dev.gangway.config.StationConfig.PortEntry;
import dev.gangway.model.HubPath;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortMapTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void whatWasStoredIsLoadedInTheOrderOfLearning() throws IOException {
        LearnedPorts ports = LearnedPorts.in(folder.resolve("data"));
        UsbHub.Shape root = new UsbHub.Shape("1d6b:0002", 16, "0000:00:14.0");
        UsbHub.Shape hub = new UsbHub.Shape("05e3:0610", 4, null);
        LearnedMap map = LearnedMap.NOTHING
                .with(new PortPath("1-1.12"), new LearnedMap.Place(new Slot("12"), 2, 3), List.of())
                .with(
                        new PortPath("1-1.2"),
                        new LearnedMap.Place(new Slot("02")),
                        List.of(
                                new UsbHub(new HubPath("usb1"), root, false),
                                new UsbHub(new HubPath("1-1"), hub, false),
                                new UsbHub(new HubPath("1-11"), hub, false)));

        ports.store(map);

        assertThat(ports.load()).isEqualTo(map);
        assertThat(ports.load().slots().keySet()).containsExactly(new PortPath("1-1.12"), new PortPath("1-1.2"));
        assertThat(ports.load().hubs()).containsOnlyKeys(new HubPath("usb1"), new HubPath("1-1"));
        assertThat(Files.readAllLines(ports.file()))
                .contains("1-1.12 12 2 3", "1-1.2 02", "hub usb1 1d6b:0002 16 0000:00:14.0", "hub 1-1 05e3:0610 4");
    }

    @Test
    void whatIsNoLongerNamedNeedsNoHub() {
        UsbHub hub = new UsbHub(new HubPath("1-1"), new UsbHub.Shape("05e3:0610", 4, null), false);
        LearnedMap map =
                LearnedMap.NOTHING.with(new PortPath("1-1.2"), new LearnedMap.Place(new Slot("02")), List.of(hub));

        assertThat(map.without(new PortPath("1-1.2"))).isEqualTo(LearnedMap.NOTHING);
    }

    @Test
    void nothingLearnedIsAnEmptyMap() throws IOException {
        assertThat(LearnedPorts.in(folder).load()).isEqualTo(LearnedMap.NOTHING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-1", "1-1 01 1", "hub 1-1", "hub x 1:2 4", "1-1 01 a b", "nonsense 01"})
    void aLineThatIsNeitherPortNorHubIsNamed(String line) throws IOException {
        Files.writeString(folder.resolve("ports.map"), "1-9 09\n" + line + "\n");

        assertThatThrownBy(() -> LearnedPorts.in(folder).load())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ports.map:2: ")
                .hasMessageContaining("mend or delete the line");
    }

    @Test
    void aLineThatMakesNoSenseIsNamed() throws IOException {
        Files.writeString(folder.resolve("ports.map"), "# head\n1-1 01\n1-2 01\n");

        assertThatThrownBy(() -> LearnedPorts.in(folder).load())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ports.map:3: the slot 01 is given twice");
    }

    @Test
    void theConfigurationWins() {
        PortEntry fixed = new PortEntry(new PortPath("1-1"), new Slot("A"), 0, 0, List.of());
        PortNames names = new PortNames(
                List.of(fixed),
                new LearnedMap(
                        Map.of(
                                new PortPath("1-1"), new LearnedMap.Place(new Slot("B")),
                                new PortPath("1-2"), new LearnedMap.Place(new Slot("A")),
                                new PortPath("1-3"), new LearnedMap.Place(new Slot("C"))),
                        Map.of()));

        assertThat(names.slotOf(new PortPath("1-1"))).contains(new Slot("A"));
        assertThat(names.slotOf(new PortPath("1-2"))).isEmpty();
        assertThat(names.named("C")).isEqualTo(new PortPath("1-3"));
        assertThat(names.named("1-7.1")).isEqualTo(new PortPath("1-7.1"));
        assertThatThrownBy(() -> names.named("D")).hasMessageContaining("neither a slot of the port map nor a port");
    }
}
