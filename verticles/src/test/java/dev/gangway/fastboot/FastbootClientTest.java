package dev.gangway.fastboot;

import static dev.gangway.model.Failures.kindOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.format.FormatException;
import dev.gangway.format.ImageData;
import dev.gangway.format.SparseImage;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FastbootClientTest {
    @Test
    void flashesASmallImageAsTheCapturedSessionDoes() throws FailureException {
        ScriptedSession session = new ScriptedSession(device(Map.of()));
        byte[] image = random(5000);
        AtomicLong moved = new AtomicLong();

        FastbootClient client = FastbootClient.open(session);
        client.flash("UBI", ImageData.of(ByteBuffer.wrap(image)), moved::addAndGet);
        client.continueBoot();

        assertThat(session.commands)
                .containsExactly("getvar:max-download-size", "download:00001388", "flash:UBI", "continue");
        assertThat(session.downloads).containsExactly(image);
        assertThat(moved).hasValue(5000);
    }

    @Test
    void splitsWhatIsTooLargeAndAsksForTheLimitOnce() throws FailureException, FormatException {
        ScriptedSession session = new ScriptedSession(device(Map.of()));
        byte[] image = random(100_000);

        FastbootClient.open(session).flash("UBI", ImageData.of(ByteBuffer.wrap(image)), n -> {});

        assertThat(session.downloads).hasSizeGreaterThan(2).allMatch(piece -> piece.length <= 0x8000);
        assertThat(session.commands)
                .filteredOn(c -> c.startsWith("getvar"))
                .containsExactly("getvar:max-download-size");
        assertThat(session.commands).filteredOn("flash:UBI"::equals).hasSize(session.downloads.size());
        assertThat(merged(session.downloads)).startsWith(image).hasSize(102_400);
    }

    @Test
    void sendsLongStretchesOfWholeKibibytesExceptTheLast() throws FailureException {
        Map<String, List<String>> answers = Map.of("getvar:max-download-size", List.of("OKAY0x00400000"));
        ScriptedSession session = new ScriptedSession(device(answers));
        byte[] image = random(6_000_001);

        FastbootClient.open(session).flash("UBI", ImageData.of(ByteBuffer.wrap(image)), n -> {});

        int at = 0;
        for (byte[] piece : session.downloads) {
            for (int sent = 0; sent < piece.length; at++) {
                sent += session.transfers.get(at);
                assertThat(session.transfers.get(at) % 1024 == 0 || sent == piece.length)
                        .isTrue();
            }
        }
        // Between two stretches the wire is idle: the data itself goes as one.
        assertThat(session.transfers).filteredOn(size -> size > 1 << 20).hasSize(session.downloads.size());
    }

    @Test
    void readsInfoLinesAndTextUntilTheEnd() throws FailureException {
        Map<String, List<String>> answers = Map.of(
                "getvar:all", List.of("INFOversion: 0.4", "INFOproduct: x", "OKAY"),
                "oem hi", List.of("TEXTone ", "TEXTtwo", "INFOthree", "OKAYdone"));
        FastbootClient client = FastbootClient.open(new ScriptedSession(device(answers)));
        List<String> lines = new ArrayList<>();

        client.listen(lines::add);
        client.getvarAll();
        String value = client.command("oem hi");

        assertThat(lines).containsExactly("version: 0.4", "product: x", "one two", "three");
        assertThat(value).isEqualTo("done");
        assertThat(client.getvar("nothing")).isEmpty();
    }

    @Test
    void staysUsableAfterAFail() throws FailureException {
        FastbootClient client = FastbootClient.open(new ScriptedSession(device(Map.of("erase:x", List.of("FAILno")))));

        assertThat(kindOf(() -> client.erase("x"))).isEqualTo(FailureKind.BOARD_REFUSED);
        assertThat(client.getvar("version")).contains("0.4");
    }

    @ParameterizedTest
    @CsvSource({"HELLO", "''", "OK", "OKAX", "DATA00000001", "++++"})
    void nonsenseEndsTheSession(String answer) throws FailureException {
        FastbootClient client =
                FastbootClient.open(new ScriptedSession(device(Map.of("getvar:version", List.of(answer)))));

        assertThat(kindOf(() -> client.getvar("version"))).isEqualTo(FailureKind.PROTOCOL_GARBAGE);
        assertThatThrownBy(() -> client.getvar("product"))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("no longer usable");
    }

    @Test
    void aMissingAnswerEndsTheSession() throws FailureException {
        FastbootClient client = FastbootClient.open(new ScriptedSession(device(Map.of("erase:x", List.of()))));

        assertThat(kindOf(() -> client.erase("x"))).isEqualTo(FailureKind.TRANSFER_TIMEOUT);
        assertThat(kindOf(() -> client.reboot(RebootTo.SYSTEM))).isEqualTo(FailureKind.PROTOCOL_GARBAGE);
    }

    @ParameterizedTest
    @CsvSource({
        "flash:UBI, error writing the image, MEDIUM_FAILED",
        "flash:UBI, failed erasing from device, MEDIUM_FAILED",
        "flash:UBI, sparse image block size issue, IMAGE_INVALID",
        "flash:UBI, Bogus chunk size for chunk type Raw, IMAGE_INVALID",
        "flash:UBI, too large for partition, IMAGE_TOO_LARGE",
        "flash:UBI, cannot find partition, RECIPE_INVALID",
        "flash:UBI, unrecognized command, BOARD_REFUSED",
        "download:00001388, 08000000, IMAGE_TOO_LARGE",
        "download:00001388, data too large, IMAGE_TOO_LARGE"
    })
    void saysWhoCanMendWhatTheBoardReports(String command, String text, FailureKind kind) throws FailureException {
        ScriptedSession session = new ScriptedSession(device(Map.of(command, List.of("FAIL" + text))));
        FastbootClient client = FastbootClient.open(session);

        assertThat(kindOf(() -> client.flash("UBI", ImageData.of(ByteBuffer.wrap(random(5000))), n -> {})))
                .isEqualTo(kind);
    }

    @Test
    void refusesADifferentDataLengthAndANonsenseLimit() throws FailureException {
        ImageData image = ImageData.of(ByteBuffer.wrap(random(5000)));
        FastbootClient other =
                FastbootClient.open(new ScriptedSession(device(Map.of("download:00001388", List.of("DATA00001389")))));
        FastbootClient limit = FastbootClient.open(
                new ScriptedSession(device(Map.of("getvar:max-download-size", List.of("OKAYlots")))));

        assertThat(kindOf(() -> other.flash("UBI", image, n -> {}))).isEqualTo(FailureKind.PROTOCOL_GARBAGE);
        assertThat(kindOf(() -> limit.flash("UBI", image, n -> {}))).isEqualTo(FailureKind.PROTOCOL_GARBAGE);
    }

    @Test
    void refusesAGapOnlyForABootLoaderThatCannotSkip() throws FailureException {
        ByteBuffer gap = ByteBuffer.allocate(28 + 16 + 12 + 16).order(ByteOrder.LITTLE_ENDIAN);
        gap.putInt(SparseImage.MAGIC).putInt(1).putShort((short) 28).putShort((short) 12);
        gap.putInt(4096).putInt(3).putInt(3).putInt(0);
        gap.putInt(0xcac2).putInt(1).putInt(16).putInt(7);
        gap.putInt(0xcac3).putInt(1).putInt(12);
        gap.putInt(0xcac2).putInt(1).putInt(16).putInt(7);
        ImageData image = ImageData.of(gap.flip());
        ScriptedSession ntc =
                new ScriptedSession(device(Map.of("getvar:version-of-no-such-thing", List.of("OKAY0.4"))));
        ScriptedSession modern = new ScriptedSession(device(Map.of()));

        assertThat(kindOf(() -> FastbootClient.open(ntc).flash("UBI", image, n -> {})))
                .isEqualTo(FailureKind.IMAGE_INVALID);
        FastbootClient.open(modern).flash("UBI", image, n -> {});

        assertThat(ntc.downloads).isEmpty();
        assertThat(modern.downloads).hasSize(1);
    }

    @Test
    void refusesCommandsThatAreTooLongAndDevicesWithoutFastboot() throws FailureException {
        ScriptedSession session = new ScriptedSession(device(Map.of()));
        FastbootClient client = FastbootClient.open(session);

        assertThat(kindOf(() -> client.erase("x".repeat(60)))).isEqualTo(FailureKind.RECIPE_INVALID);
        assertThat(kindOf(() -> client.erase("a\nb"))).isEqualTo(FailureKind.RECIPE_INVALID);
        assertThat(session.commands).isEmpty();
        assertThat(kindOf(() -> FastbootClient.open(new ScriptedSession(device(Map.of()), 8))))
                .isEqualTo(FailureKind.BOARD_REFUSED);
    }

    private static Function<String, List<String>> device(Map<String, List<String>> changes) {
        Map<String, List<String>> answers = new HashMap<>(Map.of(
                "getvar:max-download-size", List.of("OKAY0x00008000"),
                "getvar:version", List.of("OKAY0.4")));
        answers.putAll(changes);
        return command -> {
            List<String> known = answers.get(command);
            if (known != null) {
                return known;
            }
            if (command.startsWith("getvar:")) {
                return List.of("FAILVariable not implemented");
            }
            return command.startsWith("download:") ? List.of("DATA" + command.substring(9)) : List.of("OKAY");
        };
    }

    private static byte[] merged(List<byte[]> downloads) throws FormatException {
        byte[] medium = new byte[0];
        for (byte[] download : downloads) {
            SparseImage piece = SparseImage.parse(ImageData.of(ByteBuffer.wrap(download)));
            medium = Arrays.copyOf(medium, (int) piece.expandedLength());
            ByteBuffer all = ByteBuffer.allocate(medium.length);
            piece.expanded().read(0, all);
            for (int i = 0; i < medium.length; i++) {
                medium[i] |= all.get(i);
            }
        }
        return medium;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
