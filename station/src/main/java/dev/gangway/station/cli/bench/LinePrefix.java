package dev.gangway.station.cli.bench;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Text of one of several writers: whole lines, each with the writer's name before it. One thread writes. */
final class LinePrefix extends OutputStream {
    private final PrintStream target;
    private final byte[] prefix;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private LinePrefix(PrintStream target, String name) {
        this.target = target;
        this.prefix = (name + ": ").getBytes(StandardCharsets.UTF_8);
    }

    /** A stream whose lines go to the target, which others write to as well. What has no end yet goes out when it is closed. */
    static PrintStream on(PrintStream target, String name) {
        return new PrintStream(new LinePrefix(target, name), false, StandardCharsets.UTF_8);
    }

    @Override
    public void write(int one) {
        line.write(one);
        if (one == '\n') {
            send();
        }
    }

    private void send() {
        synchronized (target) {
            target.write(prefix, 0, prefix.length);
            target.write(line.toByteArray(), 0, line.size());
            target.flush();
        }
        line.reset();
    }

    @Override
    public void close() {
        if (line.size() > 0) {
            write('\n');
        }
    }
}
