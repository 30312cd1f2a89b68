package dev.gangway.virtual.dfu;

import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.kind.BoardOption;
import dev.gangway.virtual.kind.BoardParts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What boards with a DfuSe loader and a Cortex-M have in common: flash by address, and an application that starts when its
 * vector table is one.
 *
 * @param look how the loader shows itself
 * @param flashes what it keeps
 * @param application where in flash the application begins
 * @param applicationPid USB product id of the application, a serial port
 * @param farewell how the loader ends
 */
record FlashBoards(
        LoaderLook look, List<NorFlash> flashes, long application, int applicationPid, BoardLoader.Farewell farewell) {
    static final BoardOption<String> PACE = BoardOption.choice(
            "pace", "how long erasing and programming take: as on the real part, or no time", "real", "none");

    /** A duration that passes in the real pace only. */
    static Duration paced(String pace, int millis) {
        return pace.equals("real") ? Duration.ofMillis(millis) : Duration.ZERO;
    }

    DfuBoard board(String description, BoardParts parts) {
        return new DfuBoard(description, true, new Flashed(parts), parts.console());
    }

    private final class Flashed implements DfuBoard.Personality {
        private final BoardParts parts;
        private final GivenBlocks giving;

        Flashed(BoardParts parts) {
            this.parts = parts;
            this.giving = new GivenBlocks(parts.faults());
        }

        @Override
        public UsbFunction loader(LoaderHost host) {
            FlashMedium medium =
                    new FlashMedium(flashes, look.transferSize(), parts.faults(), giving, host::startApplication);
            return new BoardLoader(look, medium, farewell, Duration.ZERO, host, parts.faults(), System::nanoTime);
        }

        @Override
        public @Nullable UsbFunction application(Runnable toLoader) {
            return isSound() ? new BoardApplication(serialPort(), null, toLoader) : null;
        }

        /** As these loaders judge it: a stack in RAM, and a first instruction in flash. */
        private boolean isSound() {
            ByteBuffer vectors = ByteBuffer.wrap(read(0, application, 8)).order(ByteOrder.LITTLE_ENDIAN);
            return (vectors.getInt(0) & 0x2ffe0000) == 0x20000000 && (vectors.getInt(4) & 0xff000001) == 0x08000001;
        }

        private UsbIdentity serialPort() {
            return new UsbIdentity(
                    look.vid(),
                    applicationPid,
                    0x0200,
                    0x0200,
                    UsbIdentity.Speed.FULL,
                    List.of(new UsbIdentity.Interface(0, 0, 2, 2, 1, List.of(), null)),
                    look.maker(),
                    look.product() + " application",
                    look.serial());
        }

        @Override
        public byte[] read(int setting, long address, int length) {
            return flash(address, length).read(address, length);
        }

        @Override
        public void keep(int setting, long address, byte[] content) {
            flash(address, content.length).keep(address, content);
        }

        private NorFlash flash(long address, int length) {
            return flashes.stream()
                    .filter(flash -> flash.holds(address, length))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no flash at 0x" + Long.toHexString(address)));
        }
    }
}
