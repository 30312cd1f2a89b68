package dev.gangway.virtual.ymodem;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** Gives a file back: waits for C or G, goes on with each ACK, and sends again what was refused or not answered for long. */
final class StrictSender implements Talk {
    private static final Duration LOOK = Duration.ofSeconds(12);
    private static final int MOST = 10;

    private final UartHost host;
    private final StoredFile file;
    private final Runnable done;
    private byte[] last = {};
    private State state = State.WAITS;
    private int at;
    private int length;
    private int number;
    private int again;
    private int cans;
    private long turn;

    private enum State {
        WAITS,
        ANNOUNCED,
        SENDS,
        ENDS,
        BETWEEN,
        CLOSES,
        OVER
    }

    StrictSender(UartHost host, StoredFile file, Runnable done) {
        this.host = host;
        this.file = file;
        this.done = done;
    }

    @Override
    public void begin() {
        watch();
    }

    private void watch() {
        long mine = ++turn;
        host.after(LOOK, () -> {
            if (mine == turn && state != State.OVER) {
                sendAgain();
            }
        });
    }

    private void sendAgain() {
        again++;
        if (again > MOST || state == State.WAITS) {
            finish("Nobody fetched it");
        } else {
            host.send(last);
            watch();
        }
    }

    private void say(byte... bytes) {
        last = bytes;
        again = 0;
        host.send(bytes);
        watch();
    }

    @Override
    public void take(int value) {
        cans = value == Packet.CAN ? cans + 1 : 0;
        if (state == State.OVER) {
            return;
        }
        if (cans >= 2) {
            finish("Stopped");
        } else if (value == Packet.NAK && state != State.WAITS && state != State.BETWEEN) {
            sendAgain();
        } else if (value == Packet.C || value == Packet.G) {
            asked(value == Packet.G);
        } else if (value == Packet.ACK) {
            acknowledged();
        }
    }

    private void asked(boolean stream) {
        switch (state) {
            case WAITS -> {
                state = State.ANNOUNCED;
                String text = file.name() + "\0" + file.content().length + " 0 100644";
                say(Packet.make(0, text.getBytes(StandardCharsets.ISO_8859_1), 128));
            }
            case ANNOUNCED -> {
                if (stream) {
                    stream();
                }
            }
            case SENDS -> {
                if (number == 0) {
                    next();
                }
            }
            case BETWEEN -> {
                state = State.CLOSES;
                say(Packet.make(0, new byte[1], 128));
            }
            default -> {}
        }
    }

    private void acknowledged() {
        switch (state) {
            case ANNOUNCED -> state = State.SENDS; // and waits for the C behind it
            case SENDS -> {
                if (number > 0) {
                    next();
                }
            }
            case ENDS -> state = State.BETWEEN;
            case CLOSES -> finish("Done");
            default -> {}
        }
    }

    private void stream() {
        state = State.SENDS;
        while (state == State.SENDS) {
            next();
        }
    }

    private void next() {
        at += length;
        int left = file.content().length - at;
        if (left == 0) {
            state = State.ENDS;
            say((byte) Packet.EOT);
            return;
        }
        int size = left >= 1024 ? 1024 : 128;
        length = Math.min(left, size);
        number++;
        say(Packet.make(number, Arrays.copyOfRange(file.content(), at, at + length), size));
    }

    private void finish(String text) {
        state = State.OVER;
        host.print("\r\n" + text + ".\r\n");
        done.run();
    }
}
