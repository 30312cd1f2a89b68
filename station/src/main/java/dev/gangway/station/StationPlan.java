package dev.gangway.station;

import dev.gangway.channel.BoardBus;
import dev.gangway.channel.PowerSwitches;
import dev.gangway.config.CertificateConfig;
import dev.gangway.config.KafkaConfig;
import dev.gangway.config.PoolConfig;
import dev.gangway.config.StationConfig;
import dev.gangway.dispatch.DispatchSettings;
import dev.gangway.hub.HubSettings;
import dev.gangway.image.source.LinkFetcher;
import dev.gangway.job.ImageFolder;
import dev.gangway.model.PortPath;
import dev.gangway.protocol.Protocols;
import dev.gangway.recipe.Recipe;
import dev.gangway.recipe.RecipeBook;
import dev.gangway.slot.SlotMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a station is made of, decided; nothing is running yet.
 *
 * @param station its name, for the record
 * @param line its line's name, for people
 * @param http where the pages are served; null = no pages
 * @param data the folder of all that it writes
 * @param buses where boards hang; the station closes them
 * @param power who switches the power of its ports
 * @param hub how the hub watcher looks
 * @param slots the port map
 * @param protocols how boards are spoken to
 * @param recipes what it can do
 * @param images where a recipe's images are
 * @param quarantineAfter how many different boards in a row may fail on a port
 * @param supervisors badges that may allow rework
 * @param scanners scanners on serial lines
 * @param prefixes what barcodes begin with that are no serials
 * @param badgeIdle how long a badge counts at a desk where nothing is scanned
 * @param kafka where finished jobs go; null = nowhere
 * @param environment variables that secrets may refer to
 * @param consoleKeep how many bytes of what a console says in one attempt are kept
 * @param pools values of which each goes to one unit only, by the pool's name
 * @param certificates who makes certificates for units, by name
 * @param links follows the links that people open on the pages; null = none are, and what is chosen is not kept
 */
public record StationPlan(
        String station,
        String line,
        StationConfig.@Nullable Http http,
        Path data,
        List<BoardBus> buses,
        PowerSwitches power,
        HubSettings hub,
        SlotMap slots,
        Protocols protocols,
        RecipeBook recipes,
        Function<Recipe, ImageFolder> images,
        int quarantineAfter,
        List<String> supervisors,
        List<StationConfig.SerialScanner> scanners,
        DispatchSettings.Prefixes prefixes,
        Duration badgeIdle,
        @Nullable KafkaConfig kafka,
        Map<String, String> environment,
        long consoleKeep,
        Map<String, PoolConfig> pools,
        Map<String, CertificateConfig> certificates,
        @Nullable LinkFetcher links) {
    /** Copies the collections. */
    public StationPlan {
        buses = List.copyOf(buses);
        supervisors = List.copyOf(supervisors);
        scanners = List.copyOf(scanners);
        environment = Map.copyOf(environment);
        pools = Map.copyOf(pools);
        certificates = Map.copyOf(certificates);
    }

    /** The bus that this port is the business of, if there is one. */
    public Optional<BoardBus> busOf(PortPath port) {
        return buses.stream().filter(bus -> bus.owns(port)).findFirst();
    }

    /** What a person is told of a port that no bus owns; empty when one does. */
    public Optional<String> unserved(PortPath port) {
        if (busOf(port).isPresent()) {
            return Optional.empty();
        }
        if (port.isLine()) {
            return Optional.of(
                    "the network and serial ports of this station are those of its port map at its start: start it again, and "
                            + port + " is one");
        }
        String names = buses.stream().map(BoardBus::name).collect(Collectors.joining(", "));
        return Optional.of("no bus of this station serves port " + port + " (it has: " + names
                + "): take the port out of the port map, or set up the bus that has it");
    }

    /** The same with one recipe only, which no choice of a person changes. */
    public StationPlan withOnly(Recipe recipe) {
        return new StationPlan(
                station,
                line,
                http,
                data,
                buses,
                power,
                hub,
                slots,
                protocols,
                recipes.isSealed() ? RecipeBook.sealed(List.of(recipe)) : new RecipeBook(List.of(recipe)),
                images,
                quarantineAfter,
                supervisors,
                scanners,
                prefixes,
                badgeIdle,
                kafka,
                environment,
                consoleKeep,
                pools,
                certificates,
                null);
    }
}
