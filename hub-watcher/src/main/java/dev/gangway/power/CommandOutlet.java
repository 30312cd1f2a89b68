package dev.gangway.power;

import dev.gangway.channel.ChannelException;
import dev.gangway.channel.ChannelFault;
import dev.gangway.config.PowerConfig;
import dev.gangway.program.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
        try {
            Program.Ended ended = Program.of(words).run(patience, SAID);
            if (ended.late()) {
                throw trouble(words, "did not end within " + patience.toSeconds() + " s and was stopped");
            }
            if (ended.code() != 0) {
                String said = ended.said(SAID);
                throw trouble(words, "ended with exit code " + ended.code() + (said.isEmpty() ? "" : ": " + said));
            }
            return ended.printed().begin(SAID);
        } catch (IOException e) {
            throw trouble(words, "cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChannelException(ChannelFault.CANCELLED, "the station is stopping");
        }
    }

    private static ChannelException trouble(List<String> words, String what) {
        return new ChannelException(
                ChannelFault.IO, "the power program `" + String.join(" ", words) + "` " + what + "; try it by hand");
    }
}
