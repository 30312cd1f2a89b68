package dev.gangway.station.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RehearsalTest {
    static List<String> withBoards() {
        return Rehearsal.WITH_BOARDS;
    }

    /** A class that is not there ends the rehearsal, and the archive with it; nobody would see it but by slower starts. */
    @ParameterizedTest
    @MethodSource("withBoards")
    void theClassesThatItNamesAreThere(String name) throws ClassNotFoundException {
        Class<?> found = Class.forName(name, false, Rehearsal.class.getClassLoader());

        assertThat(found.getName()).isEqualTo(name);
    }
}
