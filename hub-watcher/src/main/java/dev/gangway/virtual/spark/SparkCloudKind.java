package dev.gangway.virtual.spark;

import dev.gangway.model.PemText;
import dev.gangway.virtual.fault.FaultKind;
import dev.gangway.virtual.kind.BoardKind;
import dev.gangway.virtual.kind.BoardOption;
import dev.gangway.virtual.kind.BoardOptions;
import dev.gangway.virtual.kind.BoardParts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Spark Cores that connect to their cloud: nothing of them shows on USB. Their keys are made of their seed and nobody's secret.
 */
public final class SparkCloudKind implements BoardKind {
    private static final BoardOption<InetSocketAddress> CLOUD = BoardOption.of(
                    "cloud", "HOST:PORT", "where its cloud listens", SparkCloudKind::address)
            .orElse("127.0.0.1:5683");
    private static final BoardOption<RSAPublicKey> SERVER = BoardOption.of(
            "server",
            "FILE",
            "its cloud's public key, PEM or DER; without it connects nowhere",
            SparkCloudKind::serverKey);
    private static final BoardOption<Path> ENROL =
            BoardOption.of("enrol", "FOLDER", "puts its own public key there, as ID.pub.pem", SparkCloudKind::folder);
    private static final BoardOption<String> ID =
            BoardOption.of("core-id", "HEX", "its id, 24 hex digits: derived from the seed unless given", text -> {
                if (!text.matches("[0-9a-f]{24}")) {
                    throw new IllegalArgumentException("24 hex digits, small letters, are possible");
                }
                return text;
            });
    private static final BoardOption<String> GENERATION = BoardOption.choice(
            "dialect", "how its firmware speaks: a to 0.3, b builds with files, c from 0.4.0", "c", "a", "b");
    private static final BoardOption<Long> VERSION = BoardOption.number(
                    "version", "N", "what its firmware tells at first", 0, 0xffff)
            .orElse("1");
    private static final BoardOption<String> FAST = BoardOption.choice(
            "fast", "whether it answers chunks of a fast update: loud, or silent as from 0.7", "loud", "silent");
    private static final BoardOption<String> PACE =
            BoardOption.choice("pace", "how long it waits and starts: as the real one, or hardly", "real", "none");

    private static final int FIRMWARE = 70 * 1024;
    /** A public key of 2048 bits; in a Core's flash other things follow it. */
    private static final int SPKI = 294;

    private static final int LARGEST_DATA = 0x180000;

    @Override
    public String name() {
        return "spark-cloud";
    }

    @Override
    public String title() {
        return "a Spark Core that connects to its cloud over the network";
    }

    @Override
    public List<BoardOption<?>> options() {
        return List.of(CLOUD, SERVER, ENROL, ID, GENERATION, VERSION, FAST, PACE);
    }

    @Override
    public List<FaultKind> faults() {
        return AirFault.KINDS;
    }

    @Override
    public AirBoard make(BoardOptions options, BoardParts parts) {
        String id =
                options.find(ID).orElse(String.format(Locale.ROOT, "53ff6c0650675448%08x", parts.seed() & 0xffffffffL));
        RSAPrivateCrtKey own = AirKeys.made(parts.seed());
        AirKeys keys = new AirKeys(own, options.find(SERVER));
        AirCore core = new AirCore(
                HexFormat.of().parseHex(id),
                AirGeneration.valueOf(options.get(GENERATION).toUpperCase(Locale.ROOT)),
                keys,
                new AirApplication(0, options.get(VERSION).intValue()),
                true,
                parts.console());
        core.flash().load(AirApplication.image(FIRMWARE, 0, options.get(VERSION).intValue(), parts.seed()));
        options.find(ENROL).ifPresent(folder -> enrol(folder.resolve(id + ".pub.pem"), own));
        return new AirBoard(
                core,
                options.get(CLOUD),
                options.get(PACE).equals("real") ? AirTimes.REAL : AirTimes.SHORT,
                parts.faults(),
                options.get(FAST).equals("silent"));
    }

    @Override
    public Optional<String> serving(String mode, Set<String> chips, long bytes) {
        // It is no board that a person plugs into a hub: it has to be told where its cloud is, and enrolled there.
        return Optional.empty();
    }

    /** The files of the recipe that is shipped for it. */
    @Override
    public boolean writeImages(BoardOptions options, Path folder, long bytes, long seed) throws IOException {
        byte[] data = new byte[(int) Math.min(bytes, LARGEST_DATA)];
        new SplittableRandom(seed).nextBytes(data);
        Files.createDirectories(folder);
        Files.write(folder.resolve("data.bin"), data);
        Files.write(folder.resolve("firmware.bin"), AirApplication.image(FIRMWARE, 0, 2, seed));
        return true;
    }

    private static void enrol(Path file, RSAPrivateCrtKey key) {
        try {
            Files.writeString(file, AirKeys.pem(key));
        } catch (IOException e) {
            throw new IllegalArgumentException("enrol: " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static InetSocketAddress address(String text) {
        if (!text.matches("[A-Za-z0-9.-]{1,253}:[0-9]{1,5}")) {
            throw new IllegalArgumentException("HOST:PORT is possible");
        }
        int colon = text.indexOf(':');
        int port = Integer.parseInt(text.substring(colon + 1));
        if (port < 1 || port > 0xffff) {
            throw new IllegalArgumentException("a port is 1 to 65535");
        }
        return new InetSocketAddress(text.substring(0, colon), port);
    }

    private static RSAPublicKey serverKey(String text) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of(text));
            String pem = new String(bytes, StandardCharsets.ISO_8859_1);
            return AirKeys.cloud(
                    pem.startsWith("-----")
                            ? Base64.getDecoder().decode(PemText.body(pem, "PUBLIC KEY"))
                            : Arrays.copyOf(bytes, Math.min(bytes.length, SPKI)));
        } catch (IOException e) {
            throw new IllegalArgumentException("it cannot be read: " + e.getMessage(), e);
        }
    }

    private static Path folder(String text) {
        Path folder = Path.of(text);
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("there is no such folder");
        }
        return folder;
    }
}
