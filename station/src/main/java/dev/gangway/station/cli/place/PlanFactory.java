package dev.gangway.station.cli.place;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.ChannelException;
import dev.gangway.channel.PowerSwitches;
import dev.gangway.config.BusConfig;
import dev.gangway.config.PackagesConfig;
import dev.gangway.config.PowerConfig;
import dev.gangway.config.RecipeLoader;
import dev.gangway.config.StationConfig;
import dev.gangway.config.StationConfigLoader;
import dev.gangway.config.StationRecipes;
import dev.gangway.dispatch.DispatchSettings;
import dev.gangway.export.kafka.SettingsCheck;
import dev.gangway.hub.HubSettings;
import dev.gangway.image.ImageStore;
import dev.gangway.image.source.ImageFetcher;
import dev.gangway.job.ImageFolder;
import dev.gangway.message.GivenImages;
import dev.gangway.model.FileTrouble;
import dev.gangway.model.PortPath;
import dev.gangway.net.CallerBus;
import dev.gangway.net.NetworkBus;
import dev.gangway.power.PowerTable;
import dev.gangway.protocol.FileServers;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.sealed.PackageShelf;
import dev.gangway.serial.SerialBus;
import dev.gangway.shell.ExitCode;
import dev.gangway.slot.LearnedPorts;
import dev.gangway.slot.PortNames;
import dev.gangway.slot.ServedPorts;
import dev.gangway.slot.SlotMap;
import dev.gangway.station.StationPlan;
import dev.gangway.station.StationProtocols;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.Globals;
import dev.gangway.usb.libusb.LibusbBus;
import dev.gangway.virtual.VirtualHub;
import dev.gangway.yaml.Loaded;
import dev.gangway.yaml.Problem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes a station's plan from its configuration and the command line. */
public final class PlanFactory {
    private PlanFactory() {}

    /**
     * What the command line says about images.
     *
     * @param folder a folder laid out as the recipe says; null = as configured
     * @param named single files by the image's name
     */
    public record ImageChoice(@Nullable Path folder, Map<String, Path> named) {
        /** Nothing: all images are where the configuration says. */
        public static final ImageChoice AS_CONFIGURED = new ImageChoice(null, Map.of());

        Function<Recipe, ImageFolder> on(
                StationConfig.Images images, ImageStore store, ImageFetcher fetcher, OpenPackages packages) {
            return recipe -> packages.images(recipe, store)
                    .map(packed -> packed.with(new GivenImages(folder, named)))
                    .orElseGet(() -> folder != null
                            ? new ImageFolder(store, folder, named)
                            : new ImageFolder(store, images.of(recipe.name()), named, fetcher));
        }
    }

    /** The configuration that holds; ends the command when it is not sound. */
    public static StationConfig config(Globals globals) {
        return sound(StationConfigLoader.load(globals.configFile()));
    }

    /**
     * The configuration of a station that shall run: every port of its port map is one that its bus serves, and the Kafka
     * client takes its settings.
     */
    public static StationConfig runnable(Globals globals) {
        StationConfig config = config(globals);
        List<Problem> problems =
                new ArrayList<>(ServedPorts.problems(globals.configFile(), config, globals.dataOr(config.data())));
        problems.addAll(SettingsCheck.problems(globals.configFile(), config, System.getenv()));
        return sound(problems.isEmpty() ? Loaded.of(config) : Loaded.failed(problems));
    }

    /** The folder of all that the station writes; its configuration is read only where the call names none. */
    public static Path data(Globals globals) {
        Path named = globals.data();
        return named != null ? named : config(globals).data();
    }

    /** Where recipes come from, those of packages without their images. */
    public static StationRecipes recipes() {
        RecipeLoader loader = new RecipeLoader(StationProtocols.language());
        return new StationRecipes(loader, packages -> PackageShelf.list(packages, loader));
    }

    /** The recipes in use; ends the command when one is not sound. */
    public static RecipeBook recipes(StationConfig config) {
        return book(config, sound(recipes().of(config)));
    }

    /** A station's recipes, to which nothing can be added where it flashes packages only. */
    static RecipeBook book(StationConfig config, List<Recipe> recipes) {
        return config.packages() != null && config.packages().only()
                ? RecipeBook.sealed(recipes)
                : new RecipeBook(recipes);
    }

    /**
     * One recipe that may be flashed: a package's by its name, another by its name in the configured folder or by its file; ends the
     * command when there is none, or only packages are flashed.
     */
    public static Recipe flashable(StationConfig config, String nameOrFile) {
        PackagesConfig packages = config.packages();
        if (packages == null) {
            return recipe(config.recipes(), nameOrFile);
        }
        Optional<Recipe> packed =
                sound(PackageShelf.list(packages, new RecipeLoader(StationProtocols.language()))).stream()
                        .filter(recipe -> recipe.name().equals(nameOrFile))
                        .findFirst();
        if (packed.isEmpty() && packages.only()) {
            throw new CommandFailure(
                    ExitCode.INVALID,
                    "this station flashes sealed packages only (packages.only in station.yaml), and "
                            + packages.folder() + " has none of a recipe " + nameOrFile
                            + ": gangway package make makes one");
        }
        return packed.orElseGet(() -> recipe(config.recipes(), nameOrFile));
    }

    /** One recipe, by its name in the configured folder or by its file. */
    public static Recipe recipe(StationConfig.Recipes recipes, String nameOrFile) {
        Path file = nameOrFile.endsWith(".yaml")
                ? Path.of(nameOrFile)
                : recipes.folder().resolve(nameOrFile + ".yaml");
        if (!Files.exists(file)) {
            throw new CommandFailure(
                    ExitCode.INVALID, "there is no recipe " + nameOrFile + ": " + file + " is missing");
        }
        return sound(new RecipeLoader(StationProtocols.language()).load(file));
    }

    /** Slots by port, from the configuration and as learned; ends the command when what was learned cannot be read. */
    static PortNames portNames(StationConfig config, Path data) {
        try {
            return new PortNames(config.ports(), LearnedPorts.in(data).load());
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, FileTrouble.told(e));
        }
    }

    /** The value, or the end of the command with all problems listed. */
    public static <T> T sound(Loaded<T> loaded) {
        T value = loaded.value();
        if (value == null || !loaded.problems().isEmpty()) {
            StringBuilder text = new StringBuilder("the configuration is not sound:");
            for (Problem problem : loaded.problems()) {
                text.append(System.lineSeparator()).append(problem);
            }
            throw new CommandFailure(ExitCode.INVALID, text.toString());
        }
        return value;
    }

    /** From where boards fetch files, opened; ends the command when this machine does not let it. The caller closes it. */
    public static FileServers.Own files(StationConfig config) {
        try {
            return StationProtocols.files(config.network());
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.ENVIRONMENT,
                    "network: files can't be served at " + config.describeNetwork() + ": " + e.getMessage()
                            + "; ports below 1024 need root, or CAP_NET_BIND_SERVICE as station.yaml says");
        }
    }

    /**
     * The plan of a station on these buses; ends the command when a recipe or the port map is not sound.
     *
     * @param files from where boards fetch files
     * @param packages those that are in use
     */
    public static StationPlan plan(
            StationConfig config,
            Globals globals,
            ImageChoice images,
            List<BoardBus> buses,
            FileServers files,
            OpenPackages packages) {
        Path data = globals.dataOr(config.data());
        NativeFolders.use(data);
        ImageStore store = new ImageStore(data.resolve("images"));
        ImageFetcher fetcher = fetcher(config.images(), data);
        return new StationPlan(
                config.station(),
                config.line(),
                config.http(),
                data,
                buses,
                power(config, buses),
                HubSettings.DEFAULT,
                new SlotMap(portNames(config, data)),
                StationProtocols.with(files),
                packages.book(),
                images.on(config.images(), store, fetcher, packages),
                config.quarantineAfter(),
                config.supervisors().badges(),
                config.scan().serial(),
                new DispatchSettings.Prefixes(
                        config.scan().slotPrefix(),
                        config.scan().commandPrefix(),
                        config.scan().badgePrefix()),
                config.scan().badgeIdle(),
                config.kafka(),
                System.getenv(),
                config.consoleKeep(),
                config.pools(),
                config.certificates(),
                fetcher.links(config.images().fetched().links()));
    }

    /** Gets the images that recipes fetch; ends the command when its settings can't be used. */
    public static ImageFetcher fetcher(StationConfig.Images images, Path data) {
        try {
            return ImageFetcher.of(images.fetched(), data, System.getenv(), Clock.systemUTC());
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.INVALID, "images can't be fetched: " + FileTrouble.told(e));
        }
    }

    /** Who switches the power of the ports of these buses. */
    public static PowerSwitches power(StationConfig config, List<BoardBus> buses) {
        Map<PortPath, PowerConfig> outlets = new HashMap<>();
        config.ports().forEach(entry -> {
            PowerConfig power = entry.fixture().power();
            if (power != null) {
                outlets.put(entry.port(), power);
            }
        });
        return new PowerTable(outlets, buses, System.getenv());
    }

    /**
     * The buses of a station, opened: the configured one, the network, serial lines, and the cloud where there is one; ends the
     * command when this machine does not let it. The caller closes them.
     *
     * @param more ports besides those of the port map
     */
    public static List<BoardBus> buses(StationConfig config, Globals globals, Collection<PortPath> more) {
        Path data = globals.dataOr(config.data());
        List<PortPath> ports = new ArrayList<>(more);
        portNames(config, data).entries().forEach(entry -> ports.add(entry.port()));
        List<BoardBus> buses = new ArrayList<>();
        if (config.cloud() != null) {
            buses.add(cloud(config.cloud(), data, ports));
        }
        try {
            buses.add(0, bus(config.bus(), data));
        } catch (CommandFailure e) {
            buses.forEach(BoardBus::close);
            throw e;
        }
        buses.add(1, new NetworkBus(ports));
        buses.add(2, new SerialBus(ports));
        return List.copyOf(buses);
    }

    /** The bus of boards that connect by themselves, opened; ends the command when this machine does not let it. */
    static BoardBus cloud(StationConfig.Cloud cloud, Path data, List<PortPath> ports) {
        try {
            InetSocketAddress address = new InetSocketAddress(cloud.host(), cloud.port());
            if (address.isUnresolved()) {
                throw new CommandFailure(ExitCode.ENVIRONMENT, "cloud.host: no address is called " + cloud.host());
            }
            return CallerBus.listen(address, StationProtocols.reception(cloud, data), ports);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, FileTrouble.told(e));
        }
    }

    /** The bus, opened; ends the command when this machine does not let it. The caller closes it. */
    public static BoardBus bus(BusConfig bus, Path data) {
        if (bus instanceof BusConfig.Virtual virtual) {
            return new VirtualHub(virtual.ports());
        }
        try {
            return new LibusbBus(data.resolve("native"));
        } catch (ChannelException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()));
        }
    }
}
