package dev.gangway.virtual.uboot;

import dev.gangway.virtual.nand.NandDriver;
import dev.gangway.virtual.uboot.Command.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** setenv, printenv, saveenv and the {@code env} family. */
final class EnvironmentCommands {
    private static final Duration SAVE = Duration.ofMillis(800); // erase one block, write 4 MiB; an estimate

    private final Environment environment;
    private final UbootRam ram;
    private final @Nullable NandDriver nand;
    private final Map<String, String> defaults;
    private final Consumer<String> print;

    EnvironmentCommands(
            Environment environment,
            UbootRam ram,
            @Nullable NandDriver nand,
            Map<String, String> defaults,
            Consumer<String> print) {
        this.environment = environment;
        this.ram = ram;
        this.nand = nand;
        this.defaults = defaults;
        this.print = print;
    }

    Outcome setenv(List<String> words) {
        if (words.size() < 2 || words.get(1).contains("=")) {
            print.accept("## Error: illegal character '=' in variable name, or no name");
            return Outcome.FAILED;
        }
        environment.set(words.get(1), String.join(" ", words.subList(2, words.size())));
        return Outcome.OK;
    }

    Outcome printenv(List<String> words) {
        boolean all = true;
        NavigableMap<String, String> variables = environment.copy();
        for (String name : words.size() > 1 ? words.subList(1, words.size()) : List.copyOf(variables.keySet())) {
            if (variables.containsKey(name)) {
                print.accept(name + "=" + variables.get(name));
            } else {
                print.accept("## Error: \"" + name + "\" not defined");
                all = false;
            }
        }
        return Outcome.of(all);
    }

    Outcome saveenv() {
        NandDriver driver = nand;
        if (driver == null) {
            print.accept("Saving Environment to nowhere... not possible");
            return Outcome.FAILED;
        }
        boolean saved = environment.save(driver);
        print.accept("Saving Environment to NAND... " + (saved ? "OK" : "Failed (1)"));
        return Outcome.after(saved ? 0 : 1, SAVE);
    }

    Outcome env(List<String> words) {
        List<String> rest = words.subList(Math.min(1, words.size()), words.size());
        return switch (rest.isEmpty() ? "" : rest.get(0)) {
            case "set" -> setenv(rest);
            case "print" -> printenv(rest);
            case "save" -> saveenv();
            case "delete" -> {
                rest.stream().skip(1).forEach(name -> environment.set(name, ""));
                yield Outcome.OK;
            }
            case "default" -> {
                environment.replace(defaults);
                print.accept("## Resetting to default environment");
                yield Outcome.OK;
            }
            case "export" -> export(rest);
            case "import" -> importText(rest);
            default -> {
                print.accept("env - environment handling commands");
                yield Outcome.FAILED;
            }
        };
    }

    /** {@code env export -t [-s SIZE] ADDR [NAMES]}: sorted lines; with a size the rest is filled with NUL. */
    private Outcome export(List<String> words) {
        boolean text = false;
        OptionalLong size = OptionalLong.empty();
        List<String> rest = new ArrayList<>();
        for (int i = 1; i < words.size(); i++) {
            if (words.get(i).equals("-t")) {
                text = true;
            } else if (words.get(i).equals("-s") && i + 1 < words.size()) {
                size = Numbers.hex(words.get(++i));
            } else {
                rest.add(words.get(i));
            }
        }
        OptionalLong address = rest.isEmpty() ? OptionalLong.empty() : Numbers.hex(rest.get(0));
        if (!text || address.isEmpty()) {
            print.accept("env export: only -t with an address is built in");
            return Outcome.FAILED;
        }
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, String> entry : environment.copy().entrySet()) {
            if (rest.size() == 1 || rest.subList(1, rest.size()).contains(entry.getKey())) {
                lines.append(entry.getKey())
                        .append('=')
                        .append(entry.getValue())
                        .append('\n');
            }
        }
        byte[] bytes = lines.append('\0').toString().getBytes(StandardCharsets.UTF_8);
        if (size.isPresent() && bytes.length > size.getAsLong()) {
            print.accept("Env export buffer too small: " + size.getAsLong() + ", but need " + bytes.length);
            return Outcome.FAILED;
        }
        ByteBuffer out = ByteBuffer.allocate((int) size.orElse(bytes.length)).put(bytes);
        ram.write(address.getAsLong(), out.clear());
        environment.set("filesize", Integer.toHexString(bytes.length));
        return Outcome.OK;
    }

    /** {@code env import -t ADDR SIZE}. */
    private Outcome importText(List<String> words) {
        if (words.size() != 4 || !words.get(1).equals("-t")) {
            print.accept("env import: only -t ADDR SIZE is built in");
            return Outcome.FAILED;
        }
        OptionalLong address = Numbers.hex(words.get(2));
        OptionalLong size = Numbers.hex(words.get(3));
        if (address.isEmpty() || size.isEmpty() || size.getAsLong() > 1 << 20) {
            return Outcome.FAILED;
        }
        ByteBuffer bytes = ram.bytes(address.getAsLong(), (int) size.getAsLong());
        environment.importText(StandardCharsets.UTF_8.decode(bytes).toString());
        return Outcome.OK;
    }
}
