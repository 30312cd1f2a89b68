package dev.gangway.config;

import dev.gangway.model.MacAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A pool of values of which each goes to one unit only.
 *
 * @param name its name
 * @param source what is in it
 * @param low with fewer values left than this, people are warned
 */
public record PoolConfig(String name, Source source, long low) {
    /** What is in a pool. Places number what can be drawn; a place is drawn once. */
    public sealed interface Source {
        /** What it is, for people. */
        String described();
    }

    /** Numbers in order, of which each place takes some. */
    public sealed interface Numbers extends Source {
        /** The first place. */
        long first();

        /** How far the next place is. */
        long step();

        /** How many places there are. */
        long count();

        /** The last place. */
        long last();

        /** Whether this is a place of the pool. */
        default boolean has(long place) {
            return place >= first() && place <= last() && (place - first()) % step() == 0;
        }

        /** How many places there are up to this one and with it, also where the step was another one when it was drawn. */
        default long reached(long place) {
            return place < first() ? 0 : (place - first()) / step() + 1;
        }

        /** What is drawn at a place, as recipes read it. */
        String value(long place);
    }

    /**
     * MAC addresses.
     *
     * @param first the first one
     * @param step how many addresses each unit takes: 2 for two interfaces
     * @param count how many units it is for
     */
    public record Macs(long first, long step, long count) implements Numbers {
        @Override
        public long last() {
            return first + (count - 1) * step;
        }

        @Override
        public String value(long place) {
            return new MacAddress(place).toString();
        }

        @Override
        public String described() {
            return new MacAddress(first) + " to " + new MacAddress(last() + step - 1)
                    + (step == 1 ? "" : ", " + step + " a unit");
        }
    }

    /**
     * A number that grows, within a text.
     *
     * @param first the first number
     * @param count how many there are
     * @param text the text; its row of {@code #} is where the number goes, with zeros before it
     */
    public record Counter(long first, long count, String text) implements Numbers {
        @Override
        public long step() {
            return 1;
        }

        @Override
        public long last() {
            return first + count - 1;
        }

        @Override
        public String value(long place) {
            int at = text.indexOf('#');
            int end = text.lastIndexOf('#') + 1;
            String digits = Long.toString(place);
            return text.substring(0, at)
                    + "0".repeat(Math.max(0, end - at - digits.length()))
                    + digits
                    + text.substring(end);
        }

        @Override
        public String described() {
            return value(first) + " to " + value(last());
        }
    }

    /**
     * Values that were made before, one unit's in each line of a file. Lines may be added at its end only. Places are the lines'
     * numbers, from 1; empty lines, and lines that begin with {@code #}, are none.
     *
     * @param file the file
     * @param columns the names of what its lines have, divided by commas; a single one is the whole line
     * @param secret those columns that nobody may read afterwards
     */
    public record Lines(Path file, List<String> columns, Set<String> secret) implements Source {
        /** Copies the collections. */
        public Lines {
            columns = List.copyOf(columns);
            secret = Set.copyOf(secret);
        }

        @Override
        public String described() {
            return "lines of " + file;
        }
    }
}
