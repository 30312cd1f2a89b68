package dev.gangway.station.cli.place;

import dev.gangway.recipe.Recipe;
import dev.gangway.station.cli.call.CommandFailure;
import dev.gangway.station.cli.call.Globals;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/**
 * What the shell's completion offers of the station as it is configured when the completion is generated. A configuration that
 * is not sound offers nothing: every other command tells what is wrong with it.
 */
public final class Completions implements IFactory {
    private final Globals globals;

    /** Completion for a station that these options name; they may be filled later. */
    public Completions(Globals globals) {
        this.globals = globals;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == Recipes.class) {
            return type.cast(new Recipes(globals));
        }
        return type == Ports.class
                ? type.cast(new Ports(globals))
                : CommandLine.defaultFactory().create(type);
    }

    /** The recipes in use. */
    public record Recipes(Globals globals) implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return offered(globals, place -> place.recipes().all().stream().map(Recipe::name));
        }
    }

    /** The slots, by label, and their ports. */
    public record Ports(Globals globals) implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return offered(globals, place -> place.portNames().entries().stream()
                    .flatMap(entry ->
                            Stream.of(entry.slot().label(), entry.port().text())));
        }
    }

    private static Iterator<String> offered(Globals globals, Function<Workplace, Stream<String>> what) {
        try {
            return what.apply(Workplace.of(globals)).toList().iterator();
        } catch (CommandFailure e) {
            return List.<String>of().iterator();
        }
    }
}
