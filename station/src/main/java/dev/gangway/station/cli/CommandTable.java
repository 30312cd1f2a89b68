package dev.gangway.station.cli;

import dev.gangway.station.StationBench;
import dev.gangway.station.cli.bench.BenchCommand;
import dev.gangway.station.cli.bench.Passthrough;
import dev.gangway.station.cli.bench.VerbsCommand;
import dev.gangway.station.cli.ledger.LedgerCommand;
import dev.gangway.station.cli.ledger.OutboxCommand;
import dev.gangway.station.cli.ledger.PoolCommand;
import dev.gangway.station.cli.line.BoardsCommand;
import dev.gangway.station.cli.line.DemoCommand;
import dev.gangway.station.cli.line.FlashCommand;
import dev.gangway.station.cli.line.ListCommand;
import dev.gangway.station.cli.line.RunCommand;
import dev.gangway.station.cli.ports.PortsCommand;
import dev.gangway.station.cli.ports.PowerCommand;
import dev.gangway.station.cli.setup.CheckCommand;
import dev.gangway.station.cli.setup.DoctorCommand;
import dev.gangway.station.cli.setup.EnrolCommand;
import dev.gangway.station.cli.setup.ImageCommand;
import dev.gangway.station.cli.setup.ImagesCommand;
import dev.gangway.station.cli.setup.LinkCommand;
import dev.gangway.station.cli.setup.PackageCommand;
import dev.gangway.station.cli.setup.PasswordCommand;
import dev.gangway.station.cli.setup.RecipeCommand;
import java.util.List;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/**
 * The commands. Only the one that is called is built: picocli reads a command's options by reflection, which for all of them
 * together takes longer than a bench verb needs for its work.
 */
final class CommandTable {
    /** In the order of the help text; the bench verbs stand between these. */
    private static final List<String> STATION = List.of(
            "demo", "run", "flash", "list", "check", "doctor", "ledger", "outbox", "pool", "recipe", "image", "images",
            "ports", "power");

    private static final List<String> OTHERS =
            List.of("bench", "boards", "enrol", "link", "package", "password", "help", "generate-completion");

    private CommandTable() {}

    /** Adds the command that these words call, or all of them where others are looked at too: for help and for a typing error. */
    static void addTo(CommandLine line, StationBench bench, String... args) {
        if (List.of(args).equals(List.of("--version"))) {
            return;
        }
        int at = Passthrough.command(args);
        String called = at < args.length ? args[at] : "";
        List<String> names =
                Stream.of(STATION, bench.names(), OTHERS).flatMap(List::stream).toList();
        boolean alone = names.contains(called) && !called.equals("help") && !called.equals("generate-completion");
        for (String name : alone ? List.of(called) : names) {
            line.addSubcommand(name, named(name, bench, line.getFactory()));
        }
        CommandLine program = line.getSubcommands().get("bench");
        if (program != null) {
            program.setStopAtPositional(true); // the options of another program follow
        }
        CommandLine boards = line.getSubcommands().get("boards");
        if (boards != null) {
            boards.getHelpSectionMap()
                    .put(CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER, help -> BoardsCommand.help());
        }
    }

    private static Object named(String name, StationBench bench, IFactory factory) {
        return switch (name) {
            case "demo" -> DemoCommand.class;
            case "run" -> RunCommand.class;
            case "flash" -> FlashCommand.class;
            case "list" -> ListCommand.class;
            case "check" -> CheckCommand.class;
            case "doctor" -> DoctorCommand.class;
            case "ledger" -> LedgerCommand.class;
            case "outbox" -> OutboxCommand.class;
            case "pool" -> PoolCommand.class;
            case "recipe" -> RecipeCommand.class;
            case "image" -> ImageCommand.class;
            case "images" -> ImagesCommand.class;
            case "ports" -> PortsCommand.class;
            case "power" -> PowerCommand.class;
            case "bench" -> new BenchCommand(bench);
            case "boards" -> BoardsCommand.class;
            case "enrol" -> EnrolCommand.class;
            case "link" -> LinkCommand.class;
            case "package" -> PackageCommand.class;
            case "password" -> PasswordCommand.class;
            case "help" -> CommandLine.HelpCommand.class;
            case "generate-completion" -> AutoComplete.GenerateCompletion.class;
            default ->
                bench.named(name)
                        .<Object>map(verbs -> VerbsCommand.of(verbs, factory))
                        .orElseThrow(() -> new IllegalArgumentException("no command " + name));
        };
    }
}
