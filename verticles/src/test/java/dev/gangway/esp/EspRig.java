package dev.gangway.esp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.gangway.channel.Pauses;
import dev.gangway.channel.SerialLine;
import dev.gangway.esp.FlashPlan.FlashFile;
import dev.gangway.format.FlasherArgs;
import dev.gangway.format.ImageData;
import dev.gangway.model.Failure;
import dev.gangway.model.FailureException;
import dev.gangway.virtual.VirtualAttach;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.virtual.esp.EspBoard;
import dev.gangway.virtual.esp.EspKind;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.nand.PageStore;
import dev.gangway.virtual.spec.BoardSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A virtual board on a hub with one port, a build's files for it, and our client. */
final class EspRig implements AutoCloseable {
    /** A virtual chip's reset pin rises in two milliseconds. */
    private static final Pauses QUICK =
            time -> Pauses.UNSTOPPED.pause(Duration.ofMillis(Math.min(10, time.toMillis())));

    private final PageStore pages = PageStore.temporary();
    private final VirtualHub hub = new VirtualHub(1);
    private final List<String> console = new ArrayList<>();

    EspBoard plug(String spec) {
        return (EspBoard) BoardSpec.parse(spec, 7).plug(hub, 1, pages, console::add);
    }

    SerialLine line() throws Exception {
        await().until(() -> hub.attach(1).filter(VirtualAttach::isIdentified).isPresent());
        VirtualAttach attach = hub.attach(1).orElseThrow();
        return hub.open(attach.path(), attach.deviceKey(), SerialLine.class);
    }

    EspDevice open() throws Exception {
        return EspDevice.open(line(), false, QUICK);
    }

    EspDevice openOwnUsb() throws Exception {
        return EspDevice.open(line(), true, QUICK);
    }

    /** What a build leaves for this chip, in a folder. */
    static FlashPlan build(Path folder, String chip, int bytes) throws Exception {
        EspKind kind = new EspKind();
        kind.writeImages(BoardOptions.of(kind, Map.of("chip", chip)), folder, bytes, 5);
        FlasherArgs args = FlasherArgs.parse(ImageData.map(folder.resolve("flasher_args.json")));
        List<FlashFile> files = new ArrayList<>();
        for (FlasherArgs.Part part : args.parts()) {
            files.add(new FlashFile(part.file(), part.offset(), ImageData.map(folder.resolve(part.file()))));
        }
        return new FlashPlan(files);
    }

    /** Prepares, writes and proves. */
    static FlashPlan flash(EspDevice device, FlashPlan plan) throws FailureException {
        FlashPlan ready = device.prepare(plan, FlashWords.UNCHANGED);
        for (FlashFile file : ready.files()) {
            device.write(file, moved -> {});
        }
        for (FlashFile file : ready.files()) {
            device.verify(file);
        }
        return ready;
    }

    static void assertHolds(EspBoard board, FlashPlan plan) {
        for (FlashFile file : plan.files()) {
            byte[] expected = new byte[(int) file.data().length()];
            file.data().slice(0, expected.length).get(expected);
            assertThat(board.read(file.at(), expected.length)).as(file.name()).isEqualTo(expected);
        }
    }

    static Failure failure(ThrowingCallable call) {
        FailureException thrown = catchThrowableOfType(FailureException.class, call);
        assertThat(thrown).as("a failure").isNotNull();
        return thrown.failure();
    }

    @Override
    public void close() {
        hub.close();
        pages.close();
    }
}
