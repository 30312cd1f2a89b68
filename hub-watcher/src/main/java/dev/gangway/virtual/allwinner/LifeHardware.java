package dev.gangway.virtual.allwinner;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.SystemMemory;
import dev.gangway.virtual.UsbFunction;
import java.time.Duration;

/** What firmware of one life of a board sees: dead once the board was reset or lost its power. */
final class LifeHardware implements BoardHardware {
    private final AllwinnerBoard board;
    private final long mine;

    LifeHardware(AllwinnerBoard board, long mine) {
        this.board = board;
        this.mine = mine;
    }

    @Override
    public SystemMemory memory() {
        return board.memory();
    }

    @Override
    public String serialNumber() {
        return board.sid().serialNumber(board.settings().soc());
    }

    @Override
    public void enumerate(UsbFunction function) {
        if (board.lives(mine)) {
            board.enumerate(function);
        }
    }

    @Override
    public void detach() {
        if (board.lives(mine)) {
            board.leaveBus();
        }
    }

    @Override
    public void wake() {
        if (board.lives(mine)) {
            board.wake();
        }
    }

    @Override
    public void after(Duration delay, Runnable task) {
        if (board.lives(mine)) {
            board.after(delay, task);
        }
    }

    @Override
    public void reset() {
        if (board.lives(mine)) {
            board.reset();
        }
    }

    @Override
    public void console(String line) {
        board.tell(line);
    }
}
