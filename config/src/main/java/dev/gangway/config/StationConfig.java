package dev.gangway.config;

import dev.gangway.model.PortPath;
import dev.gangway.model.Slot;
import dev.gangway.yaml.Quantities;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A station's configuration. It holds no secret, only references to secrets; badges are not printed. All paths are
 * resolved against the folder of the file.
 *
 * @param station the station's name, in the ledger and in Kafka records
 * @param line the line's name, for people
 * @param http where the pages are served
 * @param bus where boards are plugged in
 * @param cloud where boards connect by themselves; null = nowhere
 * @param network where boards fetch files; null = nowhere
 * @param recipes which recipes are offered
 * @param images where the image files are
 * @param ports the port map of the file; ports that are not in it work too and are named by their path
 * @param quarantineAfter how many different boards in a row must fail on a port before it is quarantined, at least 1
 * @param scan scanners and the meaning of prefixes
 * @param supervisors badges, without prefix, whose owners may allow rework and release ports
 * @param kafka where finished jobs go; null = nowhere
 * @param data the folder of all that the station writes
 * @param consoleKeep how many bytes of what a console says in one attempt are kept
 * @param pools values of which each goes to one unit only, by the pool's name
 * @param packages sealed packages, and whose; null = there are none
 * @param certificates who makes certificates for units, by name
 */
public record StationConfig(
        String station,
        String line,
        Http http,
        BusConfig bus,
        @Nullable Cloud cloud,
        @Nullable Network network,
        Recipes recipes,
        Images images,
        List<PortEntry> ports,
        int quarantineAfter,
        Scan scan,
        Supervisors supervisors,
        @Nullable KafkaConfig kafka,
        Path data,
        long consoleKeep,
        Map<String, PoolConfig> pools,
        @Nullable PackagesConfig packages,
        Map<String, CertificateConfig> certificates) {
    /** How many bytes of what a console says are kept when the file does not say. */
    public static final long CONSOLE_KEEP = Quantities.bytes(StationShape.CONSOLE_KEEP);

    /** Copies the collections. */
    public StationConfig {
        ports = List.copyOf(ports);
        pools = Collections.unmodifiableMap(new LinkedHashMap<>(pools));
        certificates = Collections.unmodifiableMap(new LinkedHashMap<>(certificates));
    }

    /**
     * Where the pages are served.
     *
     * @param host the address to bind
     * @param port the port; 0 = any free one
     * @param names further names under which the pages may be asked for
     * @param login who may use the pages; empty = no login, possible on the loopback only
     * @param tls with what they are encrypted; null = they are not
     * @param unencrypted whether others may reach them although they are not encrypted
     * @param shells who may work at the prompts of boards there
     */
    public record Http(
            String host,
            int port,
            List<String> names,
            List<Account> login,
            @Nullable Tls tls,
            boolean unencrypted,
            Shells shells) {
        /** Copies the lists. */
        public Http {
            names = List.copyOf(names);
            login = List.copyOf(login);
        }

        /** Without login and encryption. */
        public Http(String host, int port) {
            this(host, port, List.of(), List.of(), null, false, Shells.NOBODY);
        }

        /** Whether only programs on this machine reach an address. Names other than {@code localhost} do not count. */
        static boolean isLoopback(String host) {
            String address = host.toLowerCase(Locale.ROOT);
            return address.equals("localhost")
                    || address.equals("::1")
                    || address.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
        }
    }

    /**
     * Who may work at the prompts of boards in the pages. Printed without the names: a badge's is what it opens.
     *
     * @param engineers names of logins, or badges without prefix
     * @param idle a shell at which nothing is typed for so long is closed
     */
    public record Shells(List<String> engineers, Duration idle) {
        /** Nobody may. */
        public static final Shells NOBODY = new Shells(List.of(), Quantities.duration(StationShape.SHELL_IDLE));

        /** Copies the list. */
        public Shells {
            engineers = List.copyOf(engineers);
        }

        @Override
        public String toString() {
            return engineers.size() + " engineers, closed after " + idle.toSeconds() + " s without a key";
        }
    }

    /**
     * With what the pages are encrypted.
     *
     * @param certificate a PEM file with the certificate, and with those that signed it
     * @param key a PEM file with its private key
     */
    public record Tls(Path certificate, Path key) {}

    /**
     * Someone who may log in. Printed without the hash.
     *
     * @param name goes on record as the operator
     * @param hash the password's hash as {@code gangway password} makes it; empty when it is elsewhere
     * @param reference where the hash is; null when it is here
     */
    public record Account(
            String name, String hash, @Nullable Secret reference) {
        /** The form of a hash: PBKDF2 with HMAC-SHA-256, iterations, salt and hash in base 64. */
        public static final String HASH =
                "pbkdf2-sha256\\$[0-9]{4,8}\\$[A-Za-z0-9+/]{8,100}={0,2}\\$[A-Za-z0-9+/]{43}=";

        /**
         * The hash, from where it is.
         *
         * @throws IOException saying which file or variable is missing
         */
        public String hash(Map<String, String> environment) throws IOException {
            return reference == null ? hash : reference.read(environment);
        }

        @Override
        public String toString() {
            return name + (reference == null ? "" : " (" + reference + ")");
        }
    }

    /**
     * Where boards connect by themselves.
     *
     * @param host the address to bind
     * @param port the port; 0 = any free one
     * @param serverKey a PEM file with the station's private key; made when it is not there
     * @param devices the folder of the keys of those that may connect
     */
    public record Cloud(String host, int port, Path serverKey, Path devices) {}

    /**
     * Where boards fetch files.
     *
     * @param address of the one interface that they are on
     * @param tftp the UDP port of TFTP; 0 = any free one
     * @param http the TCP port of HTTP; 0 = any free one
     */
    public record Network(String address, int tftp, int http) {}

    /**
     * Which recipes are offered.
     *
     * @param folder where they are
     * @param use which, the first that serves a board wins; empty = all in the folder, by name
     */
    public record Recipes(Path folder, List<String> use) {
        /** Copies the list. */
        public Recipes {
            use = List.copyOf(use);
        }
    }

    /**
     * Where the image files are.
     *
     * @param folder the folder that has a folder for each recipe, unless {@code byRecipe} names another
     * @param byRecipe folders of single recipes
     * @param fetched how images are fetched that recipes name by a link
     */
    public record Images(Path folder, Map<String, Path> byRecipe, Fetched fetched) {
        /** Copies the map. */
        public Images {
            byRecipe = Map.copyOf(byRecipe);
        }

        /** With the usual ways of fetching. */
        public Images(Path folder, Map<String, Path> byRecipe) {
            this(folder, byRecipe, Fetched.USUAL);
        }

        /** The folder of a recipe's images. */
        public Path of(String recipe) {
            return byRecipe.getOrDefault(recipe, folder.resolve(recipe));
        }
    }

    /**
     * How images are fetched.
     *
     * @param cache how many bytes of them are kept
     * @param largest the most bytes that one may have when it is unpacked
     * @param ca a PEM file with certificates that are trusted besides those of the Java runtime; null = none
     * @param hosts what is said to single hosts, by {@code HOST} or {@code HOST:PORT}
     * @param links hosts whose links people may open on the station's page, written likewise
     */
    public record Fetched(
            long cache, long largest, @Nullable Path ca, Map<String, ImageHost> hosts, List<String> links) {
        /** What holds when the file does not say. */
        public static final Fetched USUAL = new Fetched(
                Quantities.bytes(ImagesShape.CACHE), Quantities.bytes(ImagesShape.LARGEST), null, Map.of(), List.of());

        /** Copies the collections. */
        public Fetched {
            links = List.copyOf(links);
            hosts = Map.copyOf(hosts);
        }
    }

    /**
     * What is said to a host from which images are fetched.
     *
     * @param token who this station is to it; null = nobody
     * @param header the header that carries the token; {@code Authorization} carries it behind {@code Bearer}
     */
    public record ImageHost(@Nullable Secret token, String header) {}

    /**
     * A port of the port map.
     *
     * @param port the physical position
     * @param slot the label on the fixture
     * @param row where its tile is, from 1 at the top; 0 = the page decides
     * @param column where its tile is, from 1 at the left; 0 = the page decides
     * @param recipes the only recipes that may run here; empty = any
     * @param fixture what stands there beside the socket
     */
    public record PortEntry(PortPath port, Slot slot, int row, int column, List<String> recipes, PortFixture fixture) {
        /** Copies the list. */
        public PortEntry {
            recipes = List.copyOf(recipes);
        }

        /** A port with a socket alone. */
        public PortEntry(PortPath port, Slot slot, int row, int column, List<String> recipes) {
            this(port, slot, row, column, recipes, PortFixture.NONE);
        }
    }

    /**
     * Scanners and the meaning of what they read.
     *
     * @param serial scanners on serial lines
     * @param slotPrefix what a slot label's barcode begins with
     * @param commandPrefix what a command barcode begins with
     * @param badgePrefix what an operator's badge begins with
     * @param badgeIdle how long a badge counts at a desk where nothing is scanned
     */
    public record Scan(
            List<SerialScanner> serial,
            String slotPrefix,
            String commandPrefix,
            String badgePrefix,
            Duration badgeIdle) {
        /** How long a badge counts when the file does not say. */
        public static final Duration BADGE_IDLE = Quantities.duration(StationShape.BADGE_IDLE);

        /** Copies the list. */
        public Scan {
            serial = List.copyOf(serial);
        }

        /** With the usual time for badges. */
        public Scan(List<SerialScanner> serial, String slotPrefix, String commandPrefix, String badgePrefix) {
            this(serial, slotPrefix, commandPrefix, badgePrefix, BADGE_IDLE);
        }
    }

    /**
     * A scanner on a serial line.
     *
     * @param device for example {@code /dev/serial/by-id/…}
     * @param baud bits per second
     */
    public record SerialScanner(String device, int baud) {}

    /** Badges of supervisors; printed as their number only. */
    public record Supervisors(List<String> badges) {
        /** Copies the list. */
        public Supervisors {
            badges = List.copyOf(badges);
        }

        @Override
        public String toString() {
            return badges.size() + " badges";
        }
    }

    /** What holds without a file: the virtual bus with 8 ports, everything below the working folder. */
    public static StationConfig defaults() {
        return new StationConfig(
                "station",
                "line",
                new Http("127.0.0.1", 8080),
                new BusConfig.Virtual(StationShape.VIRTUAL_PORTS),
                null,
                null,
                new Recipes(Path.of("recipes"), List.of()),
                new Images(Path.of("images"), Map.of()),
                List.of(),
                StationShape.QUARANTINE_AFTER,
                new Scan(List.of(), StationShape.SLOT_PREFIX, StationShape.COMMAND_PREFIX, StationShape.BADGE_PREFIX),
                new Supervisors(List.of()),
                null,
                Path.of("data"),
                CONSOLE_KEEP,
                Map.of(),
                null,
                Map.of());
    }

    /** The entry of a port in the port map. */
    public Optional<PortEntry> entry(PortPath port) {
        return ports.stream().filter(entry -> entry.port().equals(port)).findFirst();
    }

    /** The effective configuration as lines {@code key: value}, without any secret. */
    public String describe() {
        return StationText.of(this);
    }

    /** Where boards fetch files, for people. */
    public String describeNetwork() {
        return network == null ? "none" : network.address() + ", tftp " + network.tftp() + ", http " + network.http();
    }
}
