package dev.gangway.station.cli.call;

import dev.gangway.shell.ExitCode;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that knows whether everything arrived. Java's own stream loses what it cannot write and says nothing, so
 * that a command whose result is lost would end as if it had been printed. Any thread may print.
 */
public final class StandardOutput {
    private static final int BUFFER = 8192;

    private final Watched watched;
    private final PrintStream stream;

    /**
     * Prints there.
     *
     * @param target where the bytes go
     * @param charset how text is written
     */
    public StandardOutput(OutputStream target, Charset charset) {
        this.watched = new Watched(target);
        this.stream = new PrintStream(new BufferedOutputStream(watched, BUFFER), true, charset);
    }

    /** What commands print to. */
    public PrintStream stream() {
        return stream;
    }

    /**
     * Ends the output of a command.
     *
     * @param code the command's exit code
     * @param err where it is told that the output is not complete
     * @return the exit code; {@link ExitCode#ENVIRONMENT} in place of {@link ExitCode#OK} when something was lost. A reader
     *     that has gone (a closed pipe) wants no more and is told nothing
     */
    public int end(int code, PrintStream err) {
        stream.flush();
        IOException failure = watched.failure;
        if (failure == null || isClosedPipe(failure)) {
            return code;
        }
        err.println("gangway: the output cannot be written: " + failure.getMessage()
                + "; what was printed is not complete, so make room or write elsewhere and repeat the command");
        return code == ExitCode.OK ? ExitCode.ENVIRONMENT : code;
    }

    private static boolean isClosedPipe(IOException failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe");
    }

    /** Remembers the first failure, which the streams above it swallow, and writes nothing behind it. */
    private static final class Watched extends FilterOutputStream {
        private volatile @Nullable IOException failure;

        Watched(OutputStream target) {
            super(target);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            IOException earlier = failure;
            if (earlier != null) {
                throw new IOException(earlier.getMessage(), earlier);
            }
            try {
                out.write(bytes, from, count);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }
}
