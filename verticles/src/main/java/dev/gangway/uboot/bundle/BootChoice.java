package dev.gangway.uboot.bundle;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a person or a recipe wants otherwise than the bundle has it. Where nothing is said, the bundle's is taken.
 *
 * @param target one of the bundle's
 * @param variant one of its device trees
 * @param kernel a file
 * @param initram a file
 * @param dtb a file, in place of that of the variant
 */
public record BootChoice(
        Optional<String> target,
        Optional<String> variant,
        Optional<Path> kernel,
        Optional<Path> initram,
        Optional<Path> dtb) {
    /** All as the bundle has it. */
    public static final BootChoice AS_IT_IS =
            new BootChoice(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** The same with this target; empty = the bundle's usual one. */
    public BootChoice to(Optional<String> other) {
        return new BootChoice(other, variant, kernel, initram, dtb);
    }
}
