package dev.gangway.station.doctor;

import dev.gangway.channel.SerialDevice;
import dev.gangway.config.Check;
import dev.gangway.config.PortConsole;
import dev.gangway.config.RecipeLoader;
import dev.gangway.config.StationConfig;
import dev.gangway.config.StationConfigLoader;
import dev.gangway.config.StationRecipes;
import dev.gangway.export.kafka.SettingsCheck;
import dev.gangway.recipe.Recipe;
import dev.gangway.sealed.PackageShelf;
import dev.gangway.slot.ServedPorts;
import dev.gangway.station.PageKeys;
import dev.gangway.station.StationProtocols;
import dev.gangway.yaml.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether configuration, recipes, images, scanners and secrets are there and sound. */
final class ConfigurationCheckup implements Checkup {
    private static final String CHECK = "configuration";

    private final Path file;
    private final @Nullable Path data;
    private final Map<String, String> environment;

    /**
     * A checkup that has not begun.
     *
     * @param data the data folder; null = as configured
     */
    ConfigurationCheckup(Path file, @Nullable Path data, Map<String, String> environment) {
        this.file = file;
        this.data = data;
        this.environment = environment;
    }

    @Override
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        RecipeLoader loader = new RecipeLoader(StationProtocols.language());
        StationRecipes recipes = new StationRecipes(loader, packages -> PackageShelf.list(packages, loader));
        for (Problem problem : new Check(recipes).station(file)) {
            findings.add(Finding.problem(CHECK, problem.toString(), "mend the file; gangway check reads it again"));
        }
        StationConfig config = StationConfigLoader.load(file).value();
        if (config != null) {
            for (Problem problem : ServedPorts.problems(file, config, data != null ? data : config.data())) {
                findings.add(
                        Finding.problem(CHECK, problem.toString(), "mend the port map; gangway ports show has it"));
            }
        }
        if (config == null || !findings.isEmpty()) {
            return findings;
        }
        findings.add(Finding.ok(CHECK, file + " and its recipes are sound"));
        for (Problem problem : ServedPorts.missing(file, config, data != null ? data : config.data())) {
            findings.add(
                    Finding.problem("serial", problem.toString(), "mend the line, or take it out of the port map"));
        }
        images(recipes.of(config).toOptional().orElse(List.of()), config, findings);
        for (StationConfig.SerialScanner scanner : config.scan().serial()) {
            scanner(Path.of(scanner.device()), findings);
        }
        config.ports().forEach(entry -> console(entry, findings));
        for (Problem problem : SettingsCheck.problems(file, config, environment)) {
            findings.add(Finding.problem("kafka", problem.toString(), "mend the setting, or give what it names"));
        }
        for (Problem problem : PageKeys.problems(file, config, Instant.now())) {
            findings.add(Finding.problem("tls", problem.toString(), "mend the files, or name others in http.tls"));
        }
        return findings;
    }

    private static void images(List<Recipe> recipes, StationConfig config, List<Finding> findings) {
        for (Recipe recipe : recipes) {
            if (config.packages() != null && config.packages().has(recipe)) {
                findings.add(
                        Finding.ok("images", recipe.name() + ": in a sealed package, signed by one who is trusted"));
                continue;
            }
            Path folder = config.images().of(recipe.name());
            List<Problem> problems = Check.images(recipe, folder);
            if (problems.isEmpty()) {
                findings.add(Finding.ok("images", recipe.name() + ": all in " + folder));
            } else {
                findings.add(Finding.warn(
                        "images",
                        recipe.name() + ": " + problems.get(0).message(),
                        "gangway recipe test " + recipe.name() + " --images DIR"));
            }
        }
    }

    /** An adapter that has its power from the board is not there without one. */
    private static void console(StationConfig.PortEntry entry, List<Finding> findings) {
        PortConsole line = entry.fixture().console();
        if (line != null) {
            findings.add(new SerialDevice(line.device())
                    .trouble()
                    .map(trouble -> Finding.warn(
                            "console",
                            "slot " + entry.slot() + ": " + trouble.getMessage(),
                            "plug the adapter in; one that has its power from the board comes with it"))
                    .orElseGet(
                            () -> Finding.ok("console", "slot " + entry.slot() + ": " + line.device() + " is there")));
        }
    }

    private static void scanner(Path device, List<Finding> findings) {
        if (!Files.exists(device)) {
            findings.add(Finding.problem(
                    "scanner", "there is no " + device, "plug the scanner in; ls -l /dev/serial/by-id names them"));
        } else if (!Files.isReadable(device) || !Files.isWritable(device)) {
            findings.add(Finding.problem(
                    "scanner",
                    "this user may not open " + device,
                    "sudo usermod -aG dialout $USER, then log in again"));
        } else {
            findings.add(Finding.ok("scanner", device + " is there"));
        }
    }
}
