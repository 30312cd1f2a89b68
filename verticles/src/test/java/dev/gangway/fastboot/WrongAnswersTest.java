package dev.gangway.fastboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A board that answers one thing wrongly, at each place of a whole flash and read-back, never leaves a green behind. */
class WrongAnswersTest {
    private static final byte[] IMAGE = "twenty bytes of data".getBytes(StandardCharsets.US_ASCII);

    /** A sound board; what it has is what was downloaded, unless it is told to lie. */
    private static final class Board implements Function<String, List<String>> {
        private final int wrongAt;
        private final List<String> wrong;
        private int place;

        Board(int wrongAt, List<String> wrong) {
            this.wrongAt = wrongAt;
            this.wrong = wrong;
        }

        @Override
        public List<String> apply(String command) {
            return place++ == wrongAt ? wrong : sound(command);
        }

        private static List<String> sound(String command) {
            if (command.startsWith("download:")) {
                return List.of("DATA" + command.substring("download:".length()));
            }
            if (command.startsWith("fetch:")) {
                return List.of("INFOreading", "DATA00000014", new String(IMAGE, StandardCharsets.US_ASCII), "OKAY");
            }
            return switch (command) {
                case "getvar:has-slot:boot" -> List.of("OKAYyes");
                case "getvar:current-slot" -> List.of("OKAYb");
                case "getvar:is-logical:boot_b" -> List.of("OKAYyes");
                case "getvar:is-userspace" -> List.of("OKAYyes");
                case "getvar:max-download-size" -> List.of("OKAY0x100000");
                case "getvar:max-fetch-size" -> List.of("OKAY0x100000");
                default -> List.of("INFOworking", "OKAY");
            };
        }
    }

    private static ScriptedSession job(Board board) throws FailureException {
        ScriptedSession session = new ScriptedSession(board);
        FastbootClient client = FastbootClient.open(session);
        ImageData image = ImageData.of(ByteBuffer.wrap(IMAGE));
        Partitions partitions = new Partitions(client);
        for (String name : partitions.named("boot", Optional.empty())) {
            partitions.makeRoom(name, image);
            client.flash(name, image, moved -> {});
            client.verify(name, image, moved -> {});
        }
        return session;
    }

    private static int places() throws FailureException {
        Board board = new Board(-1, List.of());
        assertThat(job(board).downloads).containsExactly(IMAGE);
        return board.place;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FAIL",
                "FAILno",
                "HELLO",
                "OKAYnonsense",
                "OKAY",
                "OK",
                "DATA00000001",
                "DATAffffffff",
                "DATA",
                "TEXTa"
            })
    void aWrongAnswerAtAnyPlaceEndsItOrChangesNothing(String answer) throws FailureException {
        int places = places();
        assertThat(places).isGreaterThan(9);
        for (int place = 0; place < places; place++) {
            ScriptedSession session;
            try {
                session = job(new Board(place, List.of(answer)));
            } catch (FailureException e) {
                assertThat(e.failure().kind()).as("place %d", place).isNotEqualTo(FailureKind.INTERNAL_ERROR);
                continue;
            }
            // Whatever it said of itself, the whole image went to a partition of that name and was read back from
            // there.
            String flashed = session.commands.stream()
                    .filter(one -> one.startsWith("flash:"))
                    .findFirst()
                    .orElseThrow();
            assertThat(session.downloads).as("place %d", place).containsExactly(IMAGE);
            assertThat(session.commands).anyMatch(one -> one.startsWith(flashed.replace("flash:", "fetch:") + ":"));
        }
    }

    @Test
    void silenceAtAnyPlaceEndsIt() throws FailureException {
        int places = places();
        for (int place = 0; place < places; place++) {
            Board board = new Board(place, List.of());
            assertThatThrownBy(() -> job(board)).as("place %d", place).isInstanceOf(FailureException.class);
        }
    }

    /** An answer that came too late would be taken for the next command's, and so on to the end. */
    @Test
    void afterAnAnswerThatDidNotComeNothingIsSentAnyMore() throws FailureException {
        ScriptedSession session = new ScriptedSession(command -> List.of());
        FastbootClient client = FastbootClient.open(session);
        assertThatThrownBy(() -> client.getvar("version")).isInstanceOf(FailureException.class);

        assertThatThrownBy(() -> client.getvar("product")).hasMessageContaining("open it again");
        assertThatThrownBy(() -> client.erase("boot")).hasMessageContaining("open it again");

        assertThat(session.commands).containsExactly("getvar:version");
    }

    @ParameterizedTest
    @CsvSource({
        "DATA00000013, instead of its data",
        "DATA00000015, instead of its data",
        "DATA1, instead of its data",
        "DATAxxxxxxxx, instead of its data",
        "OKAY, instead of its data",
        "FAILno, the board said"
    })
    void aReadBackOfAnotherLengthIsNotTaken(String answer, String told) throws FailureException {
        FastbootClient client = FastbootClient.open(new ScriptedSession(command ->
                command.startsWith("fetch:") ? List.of(answer, "twenty bytes of data", "OKAY") : Board.sound(command)));

        assertThatThrownBy(() -> client.verify("boot", ImageData.of(ByteBuffer.wrap(IMAGE)), moved -> {}))
                .hasMessageContaining(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x0", "-1", "0x", "lots", "0x1ffffffffffffffff"})
    void aSizeThatIsNoneIsNotBelieved(String told) throws FailureException {
        FastbootClient client = FastbootClient.open(new ScriptedSession(
                command -> command.contains("size") ? List.of("OKAY" + told) : Board.sound(command)));
        ImageData image = ImageData.of(ByteBuffer.wrap(IMAGE));

        assertThatThrownBy(() -> client.verify("boot", image, moved -> {})).hasMessageContaining("max-fetch-size");
        assertThatThrownBy(() -> client.flash("boot", image, moved -> {})).hasMessageContaining("max-download-size");
        assertThatThrownBy(() -> client.fetch("boot", (at, bytes) -> {}, moved -> {}))
                .isInstanceOf(FailureException.class);
    }
}
