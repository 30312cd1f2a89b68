package dev.gangway.job;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.UsbSession;
import dev.gangway.fastboot.FastbootClient;
import dev.gangway.fel.FelDevice;
import dev.gangway.message.BoardSighting;
import dev.gangway.model.BoardId;
import dev.gangway.model.BoardIdentity;
import dev.gangway.model.BootMode;
import dev.gangway.model.FailureException;
import dev.gangway.model.FailureKind;

/** Asks a board what it is, without writing anything that lasts. */
public final class BoardIdentifier {
    private BoardIdentifier() {}

    /**
     * Opens the board, asks, and closes it again. Blocks.
     *
     * @throws FailureException when it can't be opened or does not answer as its mode should
     */
    public static BoardIdentity identify(BoardBus bus, BoardSighting board) throws FailureException {
        try (UsbSession session = bus.open(board.port(), board.deviceKey(), UsbSession.class)) {
            if (board.mode() == BootMode.FEL) {
                return FelDevice.open(session).identity();
            }
            if (board.mode() == BootMode.FASTBOOT) {
                return describe(FastbootClient.open(session), board);
            }
            throw new FailureException(
                    FailureKind.CHIP_NOT_SERVED, "a board in " + board.mode().code() + " mode does not say what it is");
        } catch (ChannelException e) {
            throw e.asFailure("opening the board on " + board.port());
        }
    }

    private static BoardIdentity describe(FastbootClient client, BoardSighting board) throws FailureException {
        String serial = board.usbSerial() != null
                ? board.usbSerial()
                : client.getvar("serialno").orElse("");
        String product = client.getvar("product").orElse("fastboot");
        return new BoardIdentity(
                BootMode.FASTBOOT, 0, product, serial.isEmpty() ? null : new BoardId("serial:" + serial), serial);
    }
}
