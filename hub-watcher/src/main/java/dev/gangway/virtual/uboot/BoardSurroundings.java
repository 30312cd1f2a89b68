package dev.gangway.virtual.uboot;

import dev.gangway.virtual.BoardHardware;
import dev.gangway.virtual.uboot.Command.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** What a shell needs, from a board's hardware. */
final class BoardSurroundings implements Shell.Surroundings {
    private final BoardHardware hardware;
    private final UBootSettings settings;
    private final Environment environment;
    private final Map<String, Command> commands;
    private final IntConsumer ended;

    BoardSurroundings(
            BoardHardware hardware, UBootSettings settings, Environment environment, Map<String, Command> commands) {
        this(hardware, settings, environment, commands, status -> hardware.console("=> "));
    }

    BoardSurroundings(
            BoardHardware hardware,
            UBootSettings settings,
            Environment environment,
            Map<String, Command> commands,
            IntConsumer ended) {
        this.hardware = hardware;
        this.settings = settings;
        this.environment = environment;
        this.commands = commands;
        this.ended = ended;
    }

    @Override
    public @Nullable Command command(String name) {
        Command command = commands.get(name);
        return command == null ? null : words -> guarded(command, words);
    }

    private Outcome guarded(Command command, List<String> words) {
        try {
            return command.run(words);
        } catch (DataAbort e) {
            hardware.console("data abort: " + e.getMessage());
            hardware.console("Resetting CPU ...");
            hardware.reset();
            return Outcome.WAITING;
        }
    }

    @Override
    public String variable(String name) {
        return environment.get(name);
    }

    @Override
    public void setVariable(String name, String value) {
        environment.set(name, value);
    }

    @Override
    public void print(String line) {
        hardware.console(line);
    }

    @Override
    public void later(Duration delay, Runnable task) {
        hardware.after(settings.scaled(delay), task);
    }

    @Override
    public void laterExactly(Duration delay, Runnable task) {
        hardware.after(delay, task);
    }

    @Override
    public void ended(int status) {
        ended.accept(status);
    }
}
