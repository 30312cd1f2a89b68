package dev.gangway.recipe;

import dev.gangway.model.BootMode;
import dev.gangway.model.Digest;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A versioned recipe.
 *
 * @param name its name, the file's name without {@code .yaml}
 * @param version grows with each change that a person releases
 * @param title one line for people
 * @param serves which boards it is for
 * @param serial which serials belong to it
 * @param images what it puts on the board, by name, in the file's order
 * @param retry what happens after a failure
 * @param verify whether something is read back; {@code NONE} only when the file says so
 * @param identity what has to stay the same while a job runs, so that a board that was swapped is noticed
 * @param secrets what nobody may read afterwards
 * @param unit what each unit has of its own, by name
 * @param steps what runs, in order
 * @param source the file it was read from
 * @param digest SHA-256 of that file's bytes
 */
public record Recipe(
        String name,
        int version,
        String title,
        Serves serves,
        SerialRule serial,
        Map<String, ImageSpec> images,
        RetryPolicy retry,
        Verify verify,
        IdentityRule identity,
        Secrets secrets,
        Map<String, UnitValue> unit,
        List<Step> steps,
        Path source,
        Digest digest) {
    /** Copies the collections. */
    public Recipe {
        images = Collections.unmodifiableMap(new LinkedHashMap<>(images));
        unit = Collections.unmodifiableMap(new LinkedHashMap<>(unit));
        steps = List.copyOf(steps);
    }

    /** The same with other steps. */
    public Recipe with(List<Step> others) {
        return new Recipe(
                name, version, title, serves, serial, images, retry, verify, identity, secrets, unit, others, source,
                digest);
    }

    /** This recipe with other images. */
    public Recipe with(Map<String, ImageSpec> others) {
        return new Recipe(
                name, version, title, serves, serial, others, retry, verify, identity, secrets, unit, steps, source,
                digest);
    }

    /** The pools from which its units' values come, by name. */
    public Set<String> pools() {
        Set<String> pools = new LinkedHashSet<>();
        unit.values().forEach(value -> {
            if (value.source() instanceof UnitValue.FromPool drawn) {
                pools.add(drawn.pool());
            }
        });
        return pools;
    }

    /** How the result is verified. */
    public enum Verify {
        /** At least one step reads back from the board and compares. */
        READBACK,
        /** Nothing is read back; the ledger says so. */
        NONE;

        /** The word in recipes and in the record. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Which boards a recipe is for. The board's own answer decides, before the first write.
     *
     * @param mode the boot mode in which it arrives
     * @param chips the chips that it may say to be, as their protocol names them, in small letters; empty = any
     * @param boardIds a regular expression that the whole board id text must match (SID bits, revision); empty = any
     */
    public record Serves(BootMode mode, Set<String> chips, String boardIds) {
        /** Copies the set; the order stays. */
        public Serves {
            chips = Collections.unmodifiableSet(new LinkedHashSet<>(chips));
        }

        /** Whether a board is one of the chips, by what it says. */
        public boolean servesChip(String chip) {
            return chips.isEmpty() || chips.contains(chip.toLowerCase(Locale.ROOT));
        }
    }

    /**
     * Which serials belong to a recipe.
     *
     * @param pattern a regular expression that the whole serial must match
     * @param check how its check digit is proven
     * @param gs1 the GS1 application identifier that carries it ({@code 21} usually); empty for plain text
     */
    public record SerialRule(String pattern, CheckDigit check, String gs1) {}

    /**
     * What is masked before anything that the board or the station says is shown, logged or kept.
     *
     * @param references where the values are that scripts use as {@code {{secret.NAME}}}, by name: {@code file:PATH},
     *     absolute, or {@code env:NAME}
     * @param masks regular expressions; what they match in what a board says is a secret too
     */
    public record Secrets(Map<String, String> references, List<String> masks) {
        /** There are none. */
        public static final Secrets NONE = new Secrets(Map.of(), List.of());

        /** Copies the collections. */
        public Secrets {
            references = Collections.unmodifiableMap(new LinkedHashMap<>(references));
            masks = List.copyOf(masks);
        }
    }

    /** How the last character of a serial proves the others. */
    public enum CheckDigit {
        NONE,
        /** GS1 modulo 10 over the serial's digits. */
        MOD10,
        /** Luhn over the serial's digits. */
        LUHN,
        /** ISO/IEC 7064 MOD 37-2 over the serial's letters and digits. */
        MOD37_2
    }
}
