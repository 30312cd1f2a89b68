package dev.gangway.station.cli;

import dev.gangway.station.StartFailure;
import dev.gangway.station.Version;
import java.util.Objects;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/** The program: {@code gangway COMMAND …}. */
@Command(
        name = "gangway",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Versions.class,
        description = "An open factory provisioning station: plug, scan, flash in parallel, keep the record.",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            FlashCommand.class,
            ListCommand.class,
            CheckCommand.class,
            DoctorCommand.class,
            LedgerCommand.class,
            OutboxCommand.class,
            RecipeCommand.class,
            ImageCommand.class,
            PortsCommand.class,
            PowerCommand.class,
            FelCommand.class,
            FastbootCommand.class,
            BoardsCommand.class,
            PasswordCommand.class,
            CommandLine.HelpCommand.class,
            AutoComplete.GenerateCompletion.class
        })
public final class Main {
    @Mixin
    Globals globals = new Globals();

    /** Tells the version. */
    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"gangway " + Version.TEXT};
        }
    }

    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        int code = run(args);
        System.out.flush();
        System.err.flush();
        System.exit(code);
    }

    /** Runs one command and returns its exit code; for tests too. */
    public static int run(String... args) {
        Main main = new Main();
        CommandLine line = new CommandLine(main);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionStrategy(parsed -> {
            main.globals.setUpLogging();
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof CommandFailure known) {
                command.getErr().println("gangway: " + known.getMessage());
                return known.code();
            }
            if (failure instanceof StartFailure start) {
                command.getErr().println("gangway: " + start.getMessage());
                return ExitCode.ENVIRONMENT;
            }
            throw failure;
        });
        Objects.requireNonNull(line.getSubcommands().get("boards"))
                .getHelpSectionMap()
                .put(CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER, help -> BoardsCommand.help());
        return line.execute(Passthrough.arrange(args));
    }
}
