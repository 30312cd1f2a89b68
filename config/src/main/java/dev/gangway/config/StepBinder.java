package dev.gangway.config;

import dev.gangway.model.BootMode;
import dev.gangway.recipe.Step;
import dev.gangway.yaml.YamlMap;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** Turns a step of the file, which has its shape, into its record. */
final class StepBinder {
    private static final long DEFAULT_PIECE = 16L << 20;

    private StepBinder() {}

    /** The verb of a step, empty when it has none that is known. */
    static String verbOf(YamlMap step) {
        return step.entries().keySet().stream()
                .filter(StepShape.verbs()::contains)
                .findFirst()
                .orElse("");
    }

    /** The step's name: what the file says, or the verb and its argument. */
    static String nameOf(YamlMap step, String verb) {
        String name = step.findText("name");
        String argument = step.findText(verb);
        boolean oneWord = argument != null && !argument.contains("\n");
        return name != null ? name : oneWord ? verb + " " + argument : verb;
    }

    static Step bind(YamlMap step) {
        String verb = verbOf(step);
        Duration timeout = step.duration("timeout", StepShape.defaultTimeout(verb));
        Step.Common common =
                new Step.Common(nameOf(step, verb), timeout, step.text("prompt", ""), step.text("ifLate", ""));
        return switch (verb) {
            case "await" ->
                new Step.Await(common, BootMode.ofCode(step.text(verb)).orElseThrow(), step.flag("afresh", false));
            case "fel.spl" -> new Step.FelSpl(common, step.text(verb));
            case "fel.uboot" -> new Step.FelUboot(common, step.text(verb));
            case "fel.write" -> new Step.FelWrite(common, step.text(verb), step.whole("at"));
            case "fel.script" ->
                new Step.FelScript(common, step.whole("at"), step.text("title", "gangway"), lines(step.text(verb)));
            case "fel.exec" -> new Step.FelExec(common, step.whole(verb));
            case "fel.start" -> new Step.FelStart(common);
            case "fel.variables" ->
                new Step.FelVariables(
                        common,
                        step.whole("at"),
                        Math.toIntExact(step.whole("length", 0x100)),
                        step.findList(verb).texts());
            case "fel.verify" -> new Step.FelVerify(common, step.text(verb), step.whole("at", 0));
            case "nand.readback" -> readback(common, step);
            case "nand.compare" -> new Step.NandCompare(common);
            case "fel.reset" -> new Step.FelReset(common);
            case "fastboot.flash" -> new Step.FastbootFlash(common, step.text(verb), step.text("partition"));
            case "fastboot.erase" -> new Step.FastbootErase(common, step.text(verb));
            case "fastboot.continue" -> new Step.FastbootContinue(common);
            case "fastboot.reboot" -> new Step.FastbootReboot(common);
            default -> throw new IllegalStateException("no record for the verb " + verb);
        };
    }

    private static Step readback(Step.Common common, YamlMap step) {
        List<Step.Region> regions = step.findList("nand.readback").maps().stream()
                .map(region -> new Step.Region(
                        region.text("image"),
                        region.whole("offset"),
                        region.has("rawAt") ? OptionalLong.of(region.whole("rawAt")) : OptionalLong.empty()))
                .toList();
        return new Step.NandReadback(
                common,
                step.whole("at"),
                step.whole("buffer"),
                step.bytes("piece", DEFAULT_PIECE),
                step.whole("results"),
                regions,
                lines(step.text("after", "reset")));
    }

    /** Lines without blank ones and without comments, which U-Boot's shell would have to skip. */
    private static List<String> lines(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }
}
