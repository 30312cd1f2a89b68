package dev.gangway.station.cli;

import dev.gangway.station.StationBench;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.slf4j.LoggerFactory;

/** One command with what it printed. Commands write to the process's streams, so these tests run one after the other. */
public record CommandRun(int code, String out, String err) {
    static {
        // Logback tells of its start on standard output, which is no command's.
        LoggerFactory.getILoggerFactory();
    }

    public static CommandRun of(String... args) {
        return with("", args);
    }

    /** The same with these bench verbs. */
    public static CommandRun of(StationBench bench, String... args) {
        return with(bench, "", args);
    }

    static CommandRun with(String input, String... args) {
        return with(StationBench.OURS, input, args);
    }

    private static synchronized CommandRun with(StationBench bench, String input, String... args) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        InputStream in = System.in;
        // A command tells libraries where to unpack, in the system's properties; its folder is gone after the test.
        Properties properties = (Properties) System.getProperties().clone();
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            int code = Main.run(bench, args);
            System.out.flush();
            System.err.flush();
            return new CommandRun(
                    code, outBytes.toString(StandardCharsets.UTF_8), errBytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
            System.setIn(in);
            System.setProperties(properties);
        }
    }

    public List<String> lines() {
        return out.lines().toList();
    }
}
