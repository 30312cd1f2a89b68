package dev.gangway.download.oci;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Who this station is to registries. Users and passwords come from the environment, {@code OCI_USERNAME} and
 * {@code OCI_PASSWORD}, or from the file that {@code skopeo login}, {@code podman login} and {@code docker login} leave. They go
 * to the registry that is asked, and nowhere else; they are never kept or printed.
 *
 * @param environment the process's
 */
public record RegistryLogins(Map<String, String> environment) {
    /** Of who is nobody to any registry. */
    public static final RegistryLogins NOBODY = new RegistryLogins(Map.of());

    private static final String USER = "OCI_USERNAME";
    private static final String PASSWORD = "OCI_PASSWORD";
    private static final String FILE = "REGISTRY_AUTH_FILE";

    /** Without the environment, which may hold secrets. */
    @Override
    public String toString() {
        return "logins of registries";
    }

    /**
     * What a registry is told by basic authentication; empty when nothing is known for it.
     *
     * @throws IOException when the file is there and can't be read; nothing of its content is told
     */
    Optional<String> basic(String host) throws IOException {
        String user = environment.get(USER);
        String password = environment.get(PASSWORD);
        if (user != null && password != null && !user.isEmpty()) {
            byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
        }
        Optional<Path> file = file();
        if (file.isEmpty() || !Files.isRegularFile(file.get())) {
            return Optional.empty();
        }
        try {
            String auth = OciDocument.JSON
                    .readTree(Files.readAllBytes(file.get()))
                    .path("auths")
                    .path(host)
                    .path("auth")
                    .asText("");
            return auth.matches("[A-Za-z0-9+/]+={0,2}") ? Optional.of("Basic " + auth) : Optional.empty();
        } catch (JsonProcessingException e) {
            // Its message, and what it is caused by, may have a part of the file.
            throw new IOException(file.get() + " is no login file of a container program: log in anew");
        }
    }

    private Optional<Path> file() {
        String said = environment.get(FILE);
        if (said != null && !said.isEmpty()) {
            return Optional.of(Path.of(said));
        }
        return Optional.ofNullable(environment.get("HOME")).map(home -> Path.of(home, ".docker", "config.json"));
    }
}
