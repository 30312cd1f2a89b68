package dev.gangway.power;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.config.PowerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An outlet that programs switch. No shell is between: what stands in the configuration is what runs. */
final class CommandOutlet implements Outlet {
    /** A program that takes longer hangs. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Of what a program says, as much as a message can hold. */
    private static final int SAID = 200;

    private final PowerConfig.Command programs;
    private final Duration patience;

    CommandOutlet(PowerConfig.Command programs, Duration patience) {
        this.programs = programs;
        this.patience = patience;
    }

    @Override
    public void turn(boolean on) throws ChannelException {
        run(on ? programs.on() : programs.off());
    }

    @Override
    public boolean cycle() throws ChannelException {
        if (programs.cycle().isEmpty()) {
            return false;
        }
        run(programs.cycle());
        return true;
    }

    @Override
    public Optional<Boolean> isOn() throws ChannelException {
        if (programs.read().isEmpty()) {
            return Optional.empty();
        }
        String said = run(programs.read());
        return switch (said.toLowerCase(Locale.ROOT).split("\\s", 2)[0]) {
            case "on" -> Optional.of(true);
            case "off" -> Optional.of(false);
            default -> throw trouble(programs.read(), "should print on or off, and printed \"" + said + "\"");
        };
    }

    private String run(List<String> words) throws ChannelException {
        Process program;
        try {
            program = new ProcessBuilder(words).redirectErrorStream(true).start();
            program.getOutputStream().close();
        } catch (IOException e) {
            throw trouble(words, "cannot be run: " + e.getMessage());
        }
        try {
            if (!program.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw trouble(words, "did not end within " + patience.toSeconds() + " s and was stopped");
            }
            String said = said(program.getInputStream());
            if (program.exitValue() != 0) {
                throw trouble(
                        words, "ended with exit code " + program.exitValue() + (said.isEmpty() ? "" : ": " + said));
            }
            return said;
        } catch (IOException e) {
            throw trouble(words, "cannot be heard: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChannelException(ChannelFault.CANCELLED, "the station is stopping");
        } finally {
            program.descendants().forEach(ProcessHandle::destroyForcibly);
            program.destroyForcibly();
        }
    }

    /** What has come by now: a child that goes on in the background may hold the stream open for ever. */
    private static String said(InputStream out) throws IOException {
        String text = new String(out.readNBytes(Math.min(SAID, out.available())), StandardCharsets.UTF_8);
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    private static ChannelException trouble(List<String> words, String what) {
        return new ChannelException(
                ChannelFault.IO, "the power program `" + String.join(" ", words) + "` " + what + "; try it by hand");
    }
}
