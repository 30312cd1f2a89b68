package dev.gangway.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gangway.format.ImageData;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a recording may say to a board, and what it may not. Records are written here by the dossier's description. */
class RecordingTest {
    private static final int FEL = 0x1f3aefe8;
    private static final int FASTBOOT = 0x1f3a1010;
    private static final int VERSION = 1;
    private static final int WRITE = 0x101;
    private static final int EXEC = 0x102;
    private static final int READ = 0x103;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    private RecordingTest record(int argument, int command, byte[] data) {
        file.writeBytes(ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(argument)
                .put((byte) command)
                .put(new byte[3])
                .putInt(data.length)
                .array());
        file.writeBytes(data);
        return this;
    }

    private RecordingTest wait(int device) {
        return record(device, 0, new byte[0]);
    }

    private RecordingTest send(byte[] data) {
        return record(0, 3, data);
    }

    private RecordingTest say(String text) {
        return send(text.getBytes(StandardCharsets.US_ASCII));
    }

    private RecordingTest expect(int length) {
        return record(0, 2, new byte[length]);
    }

    private RecordingTest wrapper(int direction, int length) {
        return send(ByteBuffer.allocate(32)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("AWUC".getBytes(StandardCharsets.US_ASCII))
                .putInt(8, length)
                .put(16, (byte) direction)
                .array());
    }

    private RecordingTest request(int code, int address, int length) {
        return wrapper(0x12, 16)
                .send(ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(code)
                        .putInt(address)
                        .putInt(length)
                        .array())
                .expect(13);
    }

    private RecordingTest in(int length) {
        return wrapper(0x11, length).expect(length).expect(13);
    }

    private RecordingTest out(int length) {
        return wrapper(0x12, length).send(new byte[length]).expect(13);
    }

    private RecordingTest write(int address, int length) {
        return request(WRITE, address, length).out(length).in(8);
    }

    private Recording read() throws FailureException {
        return Recording.of("chip", ImageData.of(ByteBuffer.wrap(file.toByteArray())));
    }

    private void refused(String told) {
        assertThatThrownBy(this::read)
                .hasMessageContaining("chip: recording: record ")
                .hasMessageContaining(told)
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.IMAGE_INVALID));
    }

    @Test
    void aWholeOneHasAPartForEachStateOfTheBoard() throws FailureException {
        wait(FEL).request(VERSION, 0, 0).in(32).in(8).write(0x2000, 100).write(0x4a000000, 100);
        request(READ, 0x7c00, 20).in(20).in(8).request(EXEC, 0x4a000000, 0).in(8);
        record(250_000, 4, new byte[0]).wait(FASTBOOT).wait(FASTBOOT);
        say("download:00000010")
                .expect(12)
                .send(new byte[16])
                .expect(4)
                .say("flash:UBI")
                .expect(4);
        say("continue").expect(4);

        Recording recording = read();

        assertThat(recording.parts()).extracting(Recording.Part::device).containsExactly("1f3a:efe8", "1f3a:1010");
        assertThat(recording.parts()).extracting(Recording.Part::isFel).containsExactly(true, false);
        assertThat(recording.parts().get(1).bytes()).isEqualTo(17 + 12 + 16 + 4 + 9 + 4 + 8 + 4);
    }

    /** Registers, what is behind memory, and a length that wraps around. */
    @ParameterizedTest
    @CsvSource({"0x01c23840, 4", "0x01c20c60, 4", "0xbfffffff, 2", "0x00047fff, 2", "0xffff0000, 100", "0xc0000000, 1"})
    void whatIsNoMemoryIsNeverWritten(String address, int length) {
        wait(FEL).write((int) Long.parseLong(address.substring(2), 16), length);

        refused("where no memory is");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01c20000, 0xffff0020, 0x00048000})
    void whatIsNoMemoryIsNeverStarted(int address) {
        wait(FEL).request(EXEC, address, 0).in(8);

        refused("starts what is at");
    }

    @Test
    void lengthsThatDoNotFitAreRefused() {
        wait(FEL).request(WRITE, 0x2000, 100).out(200).in(8);
        refused("moves 200 bytes where its FEL request has 100");
    }

    @Test
    void moreDataThanAnnouncedIsRefused() {
        wait(FEL).request(WRITE, 0x2000, 100).wrapper(0x12, 100).send(new byte[101]);
        refused("sends 101 bytes that its FEL request has no room for");
    }

    @Test
    void aPartThatEndsInTheMiddleIsRefused() {
        wait(FEL).request(WRITE, 0x2000, 100).out(100);
        refused("ends in the middle of a FEL request");
    }

    @Test
    void bytesThatAreNoFelAreRefused() {
        wait(FEL).send(new byte[32]);
        refused("does not begin with AWUC");
    }

    @Test
    void aRequestThatNobodyDescribedIsRefused() {
        wait(FEL).request(0x201, 0x2000, 4);
        refused("FEL request 0x201");
    }

    @ParameterizedTest
    @ValueSource(strings = {"oem format", "flashing lock", "flash:", "flash:UBI\n", "x", "reboot-edl"})
    void commandsThatDoNotFlashAreRefused(String command) {
        wait(FASTBOOT).say(command).expect(4);
        refused("none of fastboot's commands that flash");
    }

    @Test
    void aDownloadIsAsLongAsItSays() {
        wait(FASTBOOT).say("download:10").expect(12).send(new byte[17]);
        refused("sends 17 bytes, and the download has 16");
    }

    @Test
    void aDownloadThatEndsEarlyIsRefused() {
        wait(FASTBOOT).say("download:10").expect(12).send(new byte[15]).expect(4);
        refused("ends 1 bytes before the end of a download");
    }

    @Test
    void aSparseImageThatIsNoneIsRefused() {
        byte[] sparse = ByteBuffer.allocate(40)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0xed26ff3a)
                .putShort((short) 1)
                .putShort((short) 0)
                .putShort((short) 28)
                .putShort((short) 12)
                .putInt(4096)
                .putInt(1)
                .putInt(9)
                .array();
        wait(FASTBOOT).say("download:28").expect(12).send(sparse).expect(4);
        refused("sends a sparse image that is none");
    }

    @Test
    void nobodySleepsForEver() {
        wait(FEL).write(0x2000, 4).record(61_000_000, 4, new byte[0]);
        refused("sleeps for longer than a minute");
    }
}
