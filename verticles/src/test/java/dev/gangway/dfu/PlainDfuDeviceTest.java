package dev.gangway.dfu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gangway.model.Failure;
import dev.gangway.model.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client on virtual boards that speak DFU 1.1. */
class PlainDfuDeviceTest {
    private static final String QUICK = "dfu:block=0ms";

    @ParameterizedTest
    @ValueSource(strings = {"full", "short", "hidden"})
    void readsTheFunctionalDescriptorInAllItsForms(String form) throws Exception {
        try (DfuRig rig = new DfuRig(QUICK + ",transfer=256,descriptor=" + form)) {
            DfuDevice device = rig.open();

            assertThat(device.functional().transferSize()).isEqualTo(256);
            assertThat(device.functional().version()).isEqualTo(form.equals("short") ? 0x0100 : 0x0110);
            DfuRig.write(device, "0", 0, DfuRig.content(1000));
            DfuRig.verify(device, "0", 0, DfuRig.content(1000));
        }
    }

    @ParameterizedTest
    @CsvSource({"firmware, 0, 30000", "config, 1, 5000", "1, 1, 1024", "0, 0, 1"})
    void writesEachMemoryAndReadsItBack(String memory, int setting, int length) throws Exception {
        byte[] content = DfuRig.content(length);
        try (DfuRig rig = new DfuRig(QUICK)) {
            DfuDevice device = rig.open();

            assertThat(DfuRig.write(device, memory, 0, content)).isTrue();
            DfuRig.verify(device, memory, 0, content);

            assertThat(rig.board().read(setting, 0, length + 1)).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @CsvSource({"64", "1024", "4096", "65535"})
    void sendsNoMoreAtOnceThanTheBoardTakesAndLinuxMoves(int size) throws Exception {
        byte[] content = DfuRig.content(20_000);
        try (DfuRig rig = new DfuRig(QUICK + ",transfer=" + size)) {
            DfuDevice device = rig.open();

            DfuRig.write(device, "0", 0, content);
            DfuRig.verify(device, "0", 0, content);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "goes"})
    void aBoardThatLeavesToRunWhatItGotIsTold(String end) throws Exception {
        byte[] content = DfuRig.content(5000);
        try (DfuRig rig = new DfuRig(QUICK + ",end=" + end)) {
            boolean stays = DfuRig.write(rig.open(), "0", 0, content);

            assertThat(stays).isFalse();
            await().until(rig.board()::runsApplication);
            assertThat(rig.board().read(0, 0, 5000)).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"self", "reset"})
    void anApplicationIsSentToItsLoader(String how) throws Exception {
        try (DfuRig rig = new DfuRig(QUICK + ",starts=application,detach=" + how)) {
            DfuDevice application = rig.open();
            assertThat(application.isApplication()).isTrue();
            assertThat(application.identity().pid()).isEqualTo(2);

            application.detach();

            DfuDevice loader = rig.open();
            assertThat(loader.isApplication()).isFalse();
            assertThat(loader.identity().pid()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"self", "reset"})
    void aLoaderThatStayedIsLeft(String how) throws Exception {
        try (DfuRig rig = new DfuRig(QUICK + ",detach=" + how)) {
            DfuDevice device = rig.open();
            DfuRig.write(device, "0", 0, DfuRig.content(100));

            device.leave(0);

            await().until(rig.board()::runsApplication);
        }
    }

    @Test
    void aMemoryThatEndsBeforeTheImageIsAMismatch() throws Exception {
        try (DfuRig rig = new DfuRig(QUICK)) {
            DfuDevice device = rig.open();
            DfuRig.write(device, "0", 0, DfuRig.content(1024));

            Failure failure = DfuRig.failure(() -> DfuRig.verify(device, "0", 0, DfuRig.content(1025)));

            assertThat(failure.kind()).isEqualTo(FailureKind.VERIFY_MISMATCH);
        }
    }

    @Test
    void whatABoardCannotIsSaidBeforeAnythingIsSent() throws Exception {
        try (DfuRig rig = new DfuRig(QUICK + ",upload=no")) {
            DfuDevice device = rig.open();

            assertThat(DfuRig.failure(() -> DfuRig.verify(device, "0", 0, new byte[1]))
                            .message())
                    .contains("verify: none");
            assertThat(DfuRig.failure(() -> DfuRig.write(device, "0", 0x100, new byte[1]))
                            .message())
                    .contains("leave the address out");
            assertThat(DfuRig.failure(device::massErase).kind()).isEqualTo(FailureKind.RECIPE_INVALID);
            assertThat(DfuRig.failure(() -> device.erase(device.memory("0"), 0, 1, false))
                            .kind())
                    .isEqualTo(FailureKind.RECIPE_INVALID);
            assertThat(DfuRig.failure(() -> DfuRig.write(device, "0", 0, new byte[0]))
                            .kind())
                    .isEqualTo(FailureKind.IMAGE_INVALID);
        }
    }

    @Test
    void anImageThatIsTooLargeForAMemoryIsTheRecipesFault() throws Exception {
        try (DfuRig rig = new DfuRig(QUICK + ",memories=small:4k")) {
            DfuDevice device = rig.open();

            assertThat(DfuRig.failure(() -> DfuRig.write(device, "small", 0, DfuRig.content(5000)))
                            .kind())
                    .isEqualTo(FailureKind.RECIPE_INVALID);
        }
    }

    @Test
    void aDeviceWithoutADfuInterfaceIsRefused() throws Exception {
        byte[] firmware = DfuRig.content(3000);
        System.arraycopy(new byte[] {0, 0x50, 0, 0x20, 1, 0x51, 0, 8}, 0, firmware, 0, 8);
        try (DfuRig rig = new DfuRig("spark-core:pace=none")) {
            DfuDevice device = rig.open();
            DfuRig.write(device, "0", 0x08005000, firmware);
            device.leave(0x08005000);
            await().until(rig.board()::runsApplication);

            assertThat(DfuRig.failure(rig::open).kind()).isEqualTo(FailureKind.BOARD_REFUSED);
        }
    }
}
