package dev.gangway.virtual.fault;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A fault as people write it.
 *
 * @param name its word, for example {@code disconnect}
 * @param argument how its argument is written, for example {@code [:TIME]}; empty when it takes none
 * @param meaning what happens, for help texts
 * @param usualTimes how often it strikes when nothing is said
 * @param reader makes the fault
 */
public record FaultKind(String name, String argument, String meaning, int usualTimes, Reader reader) {
    /** Makes a fault of what was written. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Makes the fault.
         *
         * @param argument what stood behind the colon, null when nothing did
         * @throws IllegalArgumentException saying what is wrong with the argument
         */
        Fault read(long at, int times, @Nullable String argument);
    }

    /** A kind without argument that strikes once unless more is said. */
    public static FaultKind plain(String name, String meaning, BiFunction<Long, Integer, Fault> maker) {
        return new FaultKind(name, "", meaning, 1, (at, times, argument) -> maker.apply(at, times));
    }

    /** A kind without argument that never ends unless it is said how often it strikes. */
    public static FaultKind always(String name, String meaning, BiFunction<Long, Integer, Fault> maker) {
        return new FaultKind(name, "", meaning, Fault.ALWAYS, (at, times, argument) -> maker.apply(at, times));
    }

    /** A kind with an argument that strikes once unless more is said. */
    public static FaultKind of(String name, String argument, String meaning, Reader reader) {
        return new FaultKind(name, argument, meaning, 1, reader);
    }

    String form() {
        return name + argument;
    }

    Fault read(long at, int times, @Nullable String text) {
        if (text != null && argument.isEmpty()) {
            throw new IllegalArgumentException("it has no argument");
        }
        return reader.read(at, times, text);
    }
}
