package dev.gangway.station.cli.line;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.function.UnaryOperator;

/** Lines that a person types while a command runs, on a thread of its own that holds no process back. */
final class Keyboard {
    private Keyboard() {}

    /**
     * Hands each line over and prints what comes of it, until the input ends.
     *
     * @param taker gives what the person is told of a line
     */
    static void follow(InputStream in, UnaryOperator<String> taker, PrintStream err) {
        Thread thread = new Thread(() -> read(in, taker, err), "keyboard");
        thread.setDaemon(true);
        thread.start();
    }

    private static void read(InputStream in, UnaryOperator<String> taker, PrintStream err) {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, Charset.defaultCharset()));
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    err.println(taker.apply(line));
                    err.flush();
                }
            }
        } catch (IOException e) {
            err.println("gangway: the keyboard can't be read (" + e.getMessage()
                    + "): answer on the page or with a barcode");
        }
    }
}
