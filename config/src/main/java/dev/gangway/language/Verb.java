package dev.gangway.language;

import dev.gangway.yaml.FieldsBuilder;
import dev.gangway.yaml.Shape;
import dev.gangway.yaml.Shape.Meaning;
import dev.gangway.yaml.YamlMap;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A verb of recipes, as whoever runs it describes it: {@code fel.write}. Immutable; a verb is the same as another one only
 * when it is that object.
 *
 * @param <A> the arguments of its steps
 */
public final class Verb<A> {
    private final String name;
    private final String doc;
    private final Class<A> arguments;
    private final Form<A> form;
    private final Key<Duration> timeout;
    private final Traits traits;

    /**
     * What a verb is beyond its keys.
     *
     * @param needed the verb that has to run before it; null = none
     * @param stands the verb whose work it does too; null = none
     * @param readsBack whether it counts as verification
     * @param waits whether its time-out is for a person or a board
     * @param gathers whether it gets files by itself, from the station's disk or the network
     * @param derived variables that are known when all of these others were found by the same step
     */
    private record Traits(
            @Nullable String needed,
            @Nullable String stands,
            boolean readsBack,
            boolean waits,
            boolean gathers,
            Map<String, Set<String>> derived) {}

    private Verb(String name, String doc, Class<A> arguments, Form<A> form, Key<Duration> timeout, Traits traits) {
        this.name = name;
        this.doc = doc;
        this.arguments = arguments;
        this.form = form;
        this.timeout = timeout;
        this.traits = traits;
    }

    /**
     * A verb.
     *
     * @param name as it stands in the file, with its protocol before the dot
     * @param timeout how long a step may take when the recipe says nothing, as a person writes it: {@code 20s}
     * @param doc one or two sentences for the person who edits
     * @param arguments the class of its steps' arguments
     * @param form its keys; the first one, and no other, is {@link Keys#ARGUMENT}, what stands behind the verb
     * @throws IllegalArgumentException when one of them is not so, or a key has the name of one that all steps have
     */
    public static <A> Verb<A> of(String name, String timeout, String doc, Class<A> arguments, Form<A> form) {
        if (!name.matches("[a-z][a-z0-9]*(\\.[a-z][a-z0-9-]*)?")) {
            throw new IllegalArgumentException("\"" + name + "\" is no verb; write protocol.verb");
        }
        List<Key<?>> keys = form.keys();
        if (keys.isEmpty() || !keys.get(0).isArgument()) {
            throw new IllegalArgumentException(name + ": the first key must be what stands behind the verb");
        }
        Key<Duration> time = Common.timeout(timeout);
        Set<String> taken = new HashSet<>(Set.of(name));
        Common.keys(time).forEach(key -> taken.add(key.name()));
        for (Key<?> key : keys) {
            if (taken.contains(key.name())) {
                throw new IllegalArgumentException(name + ": \"" + key.name() + "\" is a key of all steps");
            }
        }
        return new Verb<>(name, doc, arguments, form, time, new Traits(null, null, false, false, false, Map.of()));
    }

    /** A verb with nothing behind its colon and no key of its own. */
    public static Verb<None> of(String name, String timeout, String doc) {
        return of(name, timeout, doc, None.class, Form.NOTHING);
    }

    /** This verb, senseless unless a step of that one ran before. */
    public Verb<A> after(String verb) {
        return with(new Traits(verb, traits.stands, traits.readsBack, traits.waits, traits.gathers, traits.derived));
    }

    /** This verb, which does that one's work too: what needs a step of that one may follow it. */
    public Verb<A> standingFor(String verb) {
        return with(new Traits(traits.needed, verb, traits.readsBack, traits.waits, traits.gathers, traits.derived));
    }

    /** This verb, which reads back from the board and compares: it counts as verification. */
    public Verb<A> readingBack() {
        return with(new Traits(traits.needed, traits.stands, true, traits.waits, traits.gathers, traits.derived));
    }

    /** This verb, whose time-out is for a person or a board and starts no transfer that could be cut off. */
    public Verb<A> waiting() {
        return with(new Traits(traits.needed, traits.stands, traits.readsBack, true, traits.gathers, traits.derived));
    }

    /**
     * This verb, which gets files by itself, from the station's disk or the network, whatever the recipe's images are: it is
     * refused in a recipe of which somebody else only gave the link.
     */
    public Verb<A> gathering() {
        return with(new Traits(traits.needed, traits.stands, traits.readsBack, traits.waits, true, traits.derived));
    }

    /** This verb, which also finds out a variable where a step of it found all of those. */
    public Verb<A> deriving(String variable, String... from) {
        Map<String, Set<String>> derived = new LinkedHashMap<>(traits.derived);
        derived.put(variable, Set.of(from));
        return with(new Traits(traits.needed, traits.stands, traits.readsBack, traits.waits, traits.gathers, derived));
    }

    private Verb<A> with(Traits others) {
        return new Verb<>(name, doc, arguments, form, timeout, others);
    }

    /** As it stands in the file. */
    public String name() {
        return name;
    }

    /** How long a step of it may take when the recipe says nothing, as a person writes it. */
    public String timeout() {
        return String.valueOf(timeout.field().absent());
    }

    /** Its sentence for people. */
    public String doc() {
        return doc;
    }

    /** Whether it gets files by itself, from the station's disk or the network. */
    public boolean gathers() {
        return traits.gathers;
    }

    /** The verb that has to run before it, where there is one. */
    public Optional<String> needed() {
        return Optional.ofNullable(traits.needed);
    }

    /** The verb whose work it does too, where there is one. */
    public Optional<String> standsFor() {
        return Optional.ofNullable(traits.stands);
    }

    /** Whether a step of it counts as verification. */
    public boolean readsBack() {
        return traits.readsBack;
    }

    /** Whether the time-out of its steps is for a person or a board. */
    public boolean waits() {
        return traits.waits;
    }

    /** Whether its steps find out variables for later ones. */
    public boolean findsOut() {
        return !traits.derived.isEmpty() || means(shape(), Meaning.VARIABLE);
    }

    /** What else is known when a step of it found these variables. */
    public Set<String> derived(Collection<String> found) {
        Set<String> more = new HashSet<>();
        traits.derived.forEach((variable, from) -> {
            if (found.containsAll(from)) {
                more.add(variable);
            }
        });
        return more;
    }

    /** What its own keys look like, in order; the first one stands behind the verb. */
    public List<Key<?>> keys() {
        return form.keys();
    }

    /** What its steps look like: the verb, its own keys, and those that all steps have. */
    public Shape.Fields shape() {
        FieldsBuilder fields = new FieldsBuilder();
        form.shape(name).fields().forEach((key, field) -> {
            if (key.equals(Keys.ARGUMENT)) {
                fields.required(name, field.shape(), doc);
            } else {
                fields.key(key, field);
            }
        });
        Common.keys(timeout).forEach(key -> fields.key(key.name(), key.field()));
        return fields.build("a step");
    }

    /** The name of one of its steps; of any map, whatever shape it has. */
    public String nameOf(YamlMap step) {
        return Common.nameOf(step, name);
    }

    /** What all steps have, of a step that has its shape. */
    public Common common(YamlMap step) {
        return Common.read(step, name, timeout);
    }

    /** The arguments of a step that has its shape. */
    public A read(YamlMap step) {
        return form.read(step, name);
    }

    /** The arguments of a step of this verb; throws {@link ClassCastException} when they are another verb's. */
    public A arguments(Object ofStep) {
        return arguments.cast(ofStep);
    }

    private static boolean means(Shape shape, Meaning meaning) {
        if (shape instanceof Shape.Fields fields) {
            return fields.fields().values().stream().anyMatch(field -> means(field.shape(), meaning));
        }
        return shape instanceof Shape.Items items
                ? means(items.item(), meaning)
                : shape instanceof Shape.Text text && text.meaning() == meaning;
    }

    @Override
    public String toString() {
        return name;
    }
}
