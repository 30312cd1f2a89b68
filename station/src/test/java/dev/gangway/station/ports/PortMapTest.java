package dev.gangway.station.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.config.StationConfig.PortEntry;
import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortMapTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void whatWasStoredIsLoadedInTheOrderOfPorts() throws IOException {
        LearnedPorts ports = LearnedPorts.in(folder.resolve("data"));

        ports.store(Map.of(new PortPath("1-1.12"), new Slot("12"), new PortPath("1-1.2"), new Slot("02")));

        assertThat(ports.load().keySet()).containsExactly(new PortPath("1-1.2"), new PortPath("1-1.12"));
        assertThat(ports.load().get(new PortPath("1-1.12"))).isEqualTo(new Slot("12"));
    }

    @Test
    void nothingLearnedIsAnEmptyMap() throws IOException {
        assertThat(LearnedPorts.in(folder).load()).isEmpty();
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
                Map.of(
                        new PortPath("1-1"), new Slot("B"),
                        new PortPath("1-2"), new Slot("A"),
                        new PortPath("1-3"), new Slot("C")));

        assertThat(names.slotOf(new PortPath("1-1"))).contains(new Slot("A"));
        assertThat(names.slotOf(new PortPath("1-2"))).isEmpty();
        assertThat(names.named("C")).isEqualTo(new PortPath("1-3"));
        assertThat(names.named("1-7.1")).isEqualTo(new PortPath("1-7.1"));
        assertThatThrownBy(() -> names.named("D")).hasMessageContaining("neither a slot of the port map nor a port");
    }
}
