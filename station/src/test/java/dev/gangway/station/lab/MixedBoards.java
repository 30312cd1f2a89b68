package dev.gangway.station.lab;

import dev.gangway.config.RecipeLoader;
import dev.gangway.image.ImageStore;
import dev.gangway.recipe.Recipe;
import dev.gangway.station.StationProtocols;
import dev.gangway.station.demo.DemoBoards;
import dev.gangway.station.demo.DemoImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A line with many products: twelve boards, each with what becomes of it; half of them have a fault. The shipped recipes with
 * short waits, and three of its own for boards that no product is shipped for.
 *
 * <p>{@code MixedBoards FOLDER}: writes {@code recipes/}, {@code images/RECIPE/} and {@code units.txt}, a line a board
 * ({@code SLOT RECIPE OUTCOME BOARD}), for a line whose station is another process.
 */
public final class MixedBoards {
    /** About how long the largest image of a recipe is. */
    private static final long BYTES = 1 << 20;

    private static final Path SHIPPED = Path.of("../config/recipes");
    private static final String PASSED = "passed";

    /** All of them, in the order of their ports, from 1. */
    public static final List<Unit> UNITS = List.of(
            new Unit("chip-pro", PASSED, "allwinner:soc=a13,then=prompt,fault=disconnect@900000:300ms"),
            new Unit("allwinner-fel-uboot", PASSED, "allwinner:soc=h3,fault=fel-status@120000"),
            new Unit("spark-core", PASSED, "spark-core:pace=none"),
            new Unit("spark-core", "medium-failed", "spark-core:pace=none,fault=write-error@5000"),
            new Unit("stm32", "verify-mismatch", "dfuse:pace=none,fault=corrupt-write@5000"),
            new Unit("plain-dfu", PASSED, "dfu:starts=application,end=reset,block=0ms,fault=stall@20000"),
            new Unit("loader", "medium-failed", "fastboot:loader=aosp,fault=flash-refused"),
            new Unit("raw-disk", PASSED, "disk:size=16M"),
            new Unit("rk3399-emmc", PASSED, "rockchip:pace=none,size=32M"),
            new Unit("imx-sdp-fastboot", PASSED, "sdp:soc=imx6ul"),
            new Unit("rpi-cm4", PASSED, "rpiboot:soc=bcm2711"),
            new Unit("rp2040-uf2", PASSED, "uf2:board=rp2040"));

    private MixedBoards() {}

    /**
     * One board.
     *
     * @param recipe the name of the recipe that serves it
     * @param outcome {@code passed}, or the kind of the failure that its job ends with
     * @param board what is plugged in, as text
     */
    public record Unit(String recipe, String outcome, String board) {
        /** Whether something goes wrong with it. */
        public boolean hasFault() {
            return board.contains("fault=");
        }
    }

    /** The recipes that serve them, each once. */
    public static List<Recipe> recipes() throws IOException {
        List<Recipe> recipes = new ArrayList<>();
        for (String name : UNITS.stream().map(Unit::recipe).distinct().toList()) {
            recipes.add(new RecipeLoader(StationProtocols.language())
                    .parse(Path.of(name + ".yaml"), text(name).getBytes(StandardCharsets.UTF_8))
                    .orThrow());
        }
        return recipes;
    }

    private static String text(String name) throws IOException {
        Path shipped = SHIPPED.resolve(name + ".yaml");
        return Files.exists(shipped)
                ? Files.readString(shipped)
                        .replace("powerCycle: true", "powerCycle: false")
                        .replace("backOff: 2s", "backOff: 50ms")
                : own(name);
    }

    /** The text of a recipe that no product is shipped with. */
    public static String own(String name) throws IOException {
        return new String(
                Objects.requireNonNull(
                                MixedBoards.class.getResourceAsStream("/mixed/" + name + ".yaml"), "no recipe " + name)
                        .readAllBytes(),
                StandardCharsets.UTF_8);
    }

    /** Makes the images of a recipe below this folder and returns where they are. */
    public static Path images(Recipe recipe, ImageStore store, Path folder) throws IOException {
        Path own = Files.createDirectories(folder.resolve(recipe.name()));
        Map<String, Path> made = new DemoImages(recipe, store)
                .make(DemoBoards.wantedBy(recipe, BYTES), own, BYTES, 7)
                .named();
        for (Map.Entry<String, Path> image : made.entrySet()) {
            String file =
                    Objects.requireNonNull(recipe.images().get(image.getKey())).file();
            Files.copy(image.getValue(), own.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        return own;
    }

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Path recipes = Files.createDirectories(folder.resolve("recipes"));
        ImageStore store = new ImageStore(folder.resolve("store"));
        for (Recipe recipe : recipes()) {
            Files.writeString(recipes.resolve(recipe.name() + ".yaml"), text(recipe.name()));
            images(recipe, store, folder.resolve("images"));
        }
        List<String> lines = new ArrayList<>();
        for (Unit unit : UNITS) {
            lines.add((lines.size() + 1) + " " + unit.recipe() + " " + unit.outcome() + " " + unit.board());
        }
        Files.write(folder.resolve("units.txt"), lines);
    }
}
