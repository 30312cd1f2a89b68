package dev.gangway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private static final Path HOME = Path.of(System.getProperty("user.home", "/"));

    @Test
    void theTildeIsTheHomeFolderAndElsewhereALetter() {
        Path folder = Path.of("/etc/gangway");

        assertThat(Places.of(folder, "~/x")).isEqualTo(HOME.resolve("x"));
        assertThat(Places.of(folder, "~")).isEqualTo(HOME);
        assertThat(Places.of(folder, "a/~/x")).isEqualTo(Path.of("/etc/gangway/a/~/x"));
        assertThat(Places.of(folder, "/x")).isEqualTo(Path.of("/x"));
    }

    @Test
    void holdsForEachFolderOfAStationsFile() {
        StationConfig config = StationConfigLoader.parse(
                        Path.of("/etc/gangway/station.yaml"), """
                        kind: station
                        station: s
                        data: ~/data
                        recipes: { folder: ~/recipes }
                        images: { folder: ~/images, byRecipe: { a: ~/a } }
                        http: { login: [{ name: n, password: "file:~/hash" }] }
                        """.getBytes(StandardCharsets.UTF_8))
                .orThrow();

        assertThat(config.data()).isEqualTo(HOME.resolve("data"));
        assertThat(config.recipes().folder()).isEqualTo(HOME.resolve("recipes"));
        assertThat(config.images())
                .isEqualTo(new StationConfig.Images(HOME.resolve("images"), Map.of("a", HOME.resolve("a"))));
        assertThat(config.http().login().get(0)).hasToString("n (file:" + HOME.resolve("hash") + ")");
    }
}
