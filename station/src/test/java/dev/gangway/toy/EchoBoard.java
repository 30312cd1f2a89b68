package dev.gangway.toy;

import dev.gangway.channel.SetupPacket;
import dev.gangway.channel.UsbIdentity;
import dev.gangway.virtual.BoardPort;
import dev.gangway.virtual.UsbFunction;
import dev.gangway.virtual.VirtualBoard;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A board that keeps what is written to it and gives it back; in a boot mode that the station knows and does not serve. */
public final class EchoBoard implements VirtualBoard {
    static final int WRITE = 1;
    static final int READ = 2;
    static final int TELL_ID = 3;
    static final int LEAVE = 4;
    static final int PAGE = 1024;

    private static final Duration AGAIN = Duration.ofMillis(100);

    private final byte[] memory = new byte[64 * PAGE];
    private final String id;
    private final boolean forgetful;
    private @Nullable BoardPort port;

    /**
     * A board.
     *
     * @param id what it says of itself
     * @param forgetful whether one bit of what it keeps is lost
     */
    public EchoBoard(String id, boolean forgetful) {
        this.id = id;
        this.forgetful = forgetful;
    }

    @Override
    public void plugged(BoardPort where) {
        port = where;
        where.enumerate(new Echo());
    }

    @Override
    public void unplugged() {
        port = null;
    }

    @Override
    public String describe() {
        return "echo " + id;
    }

    private final class Echo implements UsbFunction {
        @Override
        public UsbIdentity identity() {
            return new UsbIdentity(
                    0x16c0,
                    0x0478,
                    0x0200,
                    0x0100,
                    UsbIdentity.Speed.HIGH,
                    List.of(new UsbIdentity.Interface(0, 0, 0xff, 0, 0, List.of(), null)),
                    "Toys",
                    "Echo",
                    null);
        }

        @Override
        public int bulkOut(int endpoint, ByteBuffer data) {
            return STALL;
        }

        @Override
        public int bulkIn(int endpoint, ByteBuffer into) {
            return STALL;
        }

        @Override
        public int control(SetupPacket setup, ByteBuffer data) {
            int length = data.remaining();
            int at = setup.value() * PAGE;
            switch (setup.request()) {
                case WRITE -> {
                    data.get(memory, at, length);
                    memory[at] ^= (byte) (forgetful ? 1 : 0);
                    return length;
                }
                case READ -> {
                    data.put(memory, at, length);
                    return length;
                }
                case TELL_ID -> {
                    byte[] text = id.getBytes(StandardCharsets.US_ASCII);
                    data.put(text);
                    return text.length;
                }
                case LEAVE -> {
                    BoardPort here = port;
                    if (here != null) {
                        here.after(Duration.ofMillis(1), here::detach);
                        here.after(AGAIN, () -> here.enumerate(new Echo()));
                    }
                    return 0;
                }
                default -> {
                    return STALL;
                }
            }
        }
    }
}
