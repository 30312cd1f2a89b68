package dev.gangway.uboot.step;

import dev.gangway.model.FailureException;
import dev.gangway.protocol.BoardTerminal;
import dev.gangway.uboot.UbootDevice;
import java.nio.ByteBuffer;

/**
 * A person at a board's console.
 *
 * @param board at a prompt
 */
record PersonAtBoard(UbootDevice board) implements BoardTerminal {
    @Override
    public void read(ByteBuffer into) throws FailureException {
        board.overhear(into);
    }

    @Override
    public void type(ByteBuffer keys) throws FailureException {
        board.press(keys);
    }
}
