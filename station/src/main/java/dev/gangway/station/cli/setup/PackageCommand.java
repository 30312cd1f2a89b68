package dev.gangway.station.cli.setup;

import dev.gangway.config.PackagesConfig;
import dev.gangway.config.StationConfigLoader;
import dev.gangway.model.Digest;
import dev.gangway.model.FileTrouble;
import dev.gangway.sealed.PackageKeys;
import dev.gangway.sealed.PackageManifest;
import dev.gangway.sealed.PackageReader;
import dev.gangway.sealed.SealedException;
import dev.gangway.sealed.SignerKey;
import dev.gangway.sealed.SigningKey;
import dev.gangway.sealed.age.AgeIdentity;
import dev.gangway.shell.ExitCode;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.JsonOut;
import dev.gangway.station.cli.call.Root;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code gangway package}: a recipe with its images in one signed file. */
@Command(
        name = "package",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Sealed packages: a recipe with its images in one signed file, encrypted to a station where that is wanted.",
        subcommands = PackageMakeCommand.class)
public final class PackageCommand {
    private static final String SIGNER = "signer";
    private static final String STATION = "station";

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Root root;

    Root root() {
        return root;
    }

    @Command(
            name = "key",
            mixinStandardHelpOptions = true,
            description = {
                "Makes a key: signer, with which packages are signed (Ed25519, PEM; FILE.pub has the public half), or station,"
                        + " to which they are encrypted (age). Prints the public half.",
                "The file is readable by this user only. openssl and age-keygen make the same."
            })
    int key(
            @Parameters(paramLabel = "KIND", description = "signer or station") String kind,
            @Parameters(paramLabel = "FILE", description = "the new file") Path file) {
        SecureRandom random = new SecureRandom();
        try {
            if (kind.equals(SIGNER)) {
                SigningKey key = SigningKey.random(random);
                Path open = file.resolveSibling(file.getFileName() + ".pub");
                if (Files.exists(open)) {
                    throw new FileAlreadyExistsException(open.toString());
                }
                secret(file, key.pem());
                Files.writeString(open, key.signer().pem(), StandardOpenOption.CREATE_NEW);
                made(kind, file, key.signer().text(), key.signer().fingerprint());
            } else if (kind.equals(STATION)) {
                AgeIdentity key = AgeIdentity.random(random);
                secret(file, "# public key: " + key.recipient() + "\n" + key.secret() + "\n");
                made(kind, file, key.recipient().toString(), "");
            } else {
                throw new CommandFailure(ExitCode.INVALID, "a key is of the kind signer or station, not " + kind);
            }
            return ExitCode.OK;
        } catch (SealedException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()));
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(
                    ExitCode.INVALID, e.getFile() + " is there already; a key is not written over: name another file");
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, file + " was not made: " + FileTrouble.told(e));
        }
    }

    private static void secret(Path file, String text) throws IOException {
        Path absolute = file.toAbsolutePath();
        FileAttribute<?>[] ownerOnly =
                absolute.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        Files.createFile(absolute, ownerOnly);
        Files.write(absolute, text.getBytes(StandardCharsets.UTF_8));
    }

    private void made(String kind, Path file, String open, String fingerprint) {
        if (root.globals().json()) {
            JsonOut.line(JsonOut.object()
                    .put("kind", kind)
                    .put("file", file.toString())
                    .put("public", open)
                    .put("fingerprint", fingerprint.isEmpty() ? null : fingerprint));
            return;
        }
        System.err.println(
                kind.equals(SIGNER)
                        ? file + " signs packages: keep it where they are made. Stations list this as packages.signers:"
                        : file
                                + " opens packages: it stays on the station (packages.key). Packages are made for this:");
        System.out.println(open);
    }

    /** What the configuration says of packages, where there is one; else nothing. */
    private @Nullable PackagesConfig configured() {
        Path file = root.globals().configFile();
        return Files.exists(file)
                ? StationConfigLoader.load(file)
                        .toOptional()
                        .map(config -> config.packages())
                        .orElse(null)
                : null;
    }

    private @Nullable AgeIdentity key(@Nullable Path named) throws SealedException {
        PackagesConfig configured = configured();
        Path file = named != null || configured == null ? named : configured.key();
        return file == null ? null : PackageKeys.identity(file);
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = {
                "Prints what is in a package, of an encrypted one with the station's key only. Images are not read.",
                "Exit code 2 when its list does not hold against its own signature; whether the signer is trusted, verify says."
            })
    int show(
            @Parameters(paramLabel = "FILE", description = "the package") Path file,
            @Option(
                            names = "--key",
                            paramLabel = "FILE",
                            description = "the station's secret key (default: packages.key of the configuration)")
                    @Nullable
                    Path key) {
        try {
            int stations = PackageReader.stations(file);
            AgeIdentity own = key(key);
            if (stations > 0 && own == null) {
                closed(file, stations);
                return ExitCode.OK;
            }
            try (PackageReader reader = PackageReader.open(file, own)) {
                print(file, reader.manifest(), reader.isEncrypted());
            }
            return ExitCode.OK;
        } catch (SealedException e) {
            throw new CommandFailure(ExitCode.INVALID, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, FileTrouble.told(e));
        }
    }

    private void closed(Path file, int stations) throws IOException {
        if (root.globals().json()) {
            JsonOut.line(JsonOut.object()
                    .put("file", file.toString())
                    .put("bytes", Files.size(file))
                    .put("encrypted", true)
                    .put("stations", stations));
            return;
        }
        System.out.printf(
                "%s: encrypted to %d station%s, %d bytes%n  what is in it shows who has a station's key: --key FILE%n",
                file, stations, stations == 1 ? "" : "s", Files.size(file));
    }

    private void print(Path file, PackageManifest manifest, boolean encrypted) throws IOException {
        if (root.globals().json()) {
            var json = JsonOut.object()
                    .put("file", file.toString())
                    .put("bytes", Files.size(file))
                    .put("encrypted", encrypted)
                    .put("recipe", manifest.recipe())
                    .put("version", manifest.version())
                    .put("title", manifest.title())
                    .put("madeBy", manifest.by())
                    .put("signer", manifest.signer().fingerprint())
                    .put("signerKey", manifest.signer().text());
            var stations = json.putArray("stations");
            manifest.stations().forEach(stations::add);
            var files = json.putArray("files");
            manifest.files().forEach(packed -> files.addObject()
                    .put("path", packed.path())
                    .put("bytes", packed.bytes())
                    .put("sha256", packed.sha256().hex()));
            JsonOut.line(json);
            return;
        }
        System.out.printf("%s: %s, version %d: %s%n", file, manifest.recipe(), manifest.version(), manifest.title());
        System.out.printf(
                "  signed by   %s%n              %s%n",
                manifest.signer().fingerprint(), manifest.signer().text());
        System.out.printf("  made by     %s%n", manifest.by());
        System.out.printf("  encrypted   %s%n", encrypted ? "to" : "no");
        manifest.stations().forEach(station -> System.out.println("              " + station));
        manifest.files()
                .forEach(packed -> System.out.printf(
                        "  %s  %d bytes%n      sha256 %s%n",
                        packed.path(), packed.bytes(), packed.sha256().hex()));
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = {
                "Reads a package from its first to its last byte: whether it is whole, and by whom it is signed. Exit code 2 when it is"
                        + " not, or not by one of the signers.",
                "Without --signer: the signers of the configuration."
            })
    int verify(
            @Parameters(paramLabel = "FILE", description = "the package") Path file,
            @Option(names = "--signer", paramLabel = "KEY", description = "a public key, or its PEM file") @Nullable
                    List<String> named,
            @Option(
                            names = "--key",
                            paramLabel = "FILE",
                            description = "the station's secret key (default: packages.key of the configuration)")
                    @Nullable
                    Path key) {
        try {
            List<SignerKey> trusted = new ArrayList<>();
            for (String one : named == null ? List.<String>of() : named) {
                trusted.add(SignerKey.parse(one.startsWith("MC") ? one : PackageKeys.text(Path.of(one))));
            }
            PackagesConfig configured = configured();
            if (trusted.isEmpty() && configured == null) {
                throw new CommandFailure(
                        ExitCode.INVALID,
                        "say by whom it has to be signed: --signer KEY, or packages.signers in station.yaml");
            }
            try (PackageReader reader = PackageReader.open(file, key(key))) {
                String name = trusted.contains(reader.manifest().signer())
                        ? ""
                        : known(file, reader.manifest(), trusted.isEmpty() ? configured : null);
                Digest sha256 = reader.readImages(packed -> OutputStream.nullOutputStream());
                verified(file, reader.manifest(), name, sha256);
            }
            return ExitCode.OK;
        } catch (SealedException e) {
            throw new CommandFailure(ExitCode.INVALID, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ENVIRONMENT, FileTrouble.told(e));
        }
    }

    private static String known(Path file, PackageManifest manifest, @Nullable PackagesConfig configured)
            throws SealedException {
        if (configured == null) {
            throw new SealedException(
                    file + ": it is signed by " + manifest.signer() + ", who is none of those that --signer names");
        }
        return PackageKeys.of(configured).signerOf(file, manifest) + " ";
    }

    private void verified(Path file, PackageManifest manifest, String name, Digest sha256) {
        if (root.globals().json()) {
            JsonOut.line(JsonOut.object()
                    .put("file", file.toString())
                    .put("recipe", manifest.recipe())
                    .put("version", manifest.version())
                    .put("signer", manifest.signer().fingerprint())
                    .put("sha256", sha256.hex()));
            return;
        }
        System.out.printf(
                "%s is whole: %s, version %d, %d files%n  signed by %s%s%n  sha256 %s%n",
                file,
                manifest.recipe(),
                manifest.version(),
                manifest.files().size(),
                name,
                manifest.signer().fingerprint(),
                sha256.hex());
    }
}
