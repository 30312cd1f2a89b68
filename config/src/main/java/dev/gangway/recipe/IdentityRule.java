package dev.gangway.recipe;

/** Which marks have to stay the same while a job runs. */
public enum IdentityRule {
    /** Only what is burnt into the chip: for recipes that change what the firmware tells of itself. */
    CHIP,
    /** What the board itself told before, too. A serial that was only worked out is no proof of a swap. */
    TOLD,
    /** A serial that was worked out from the chip's id as well: for firmware that is known to derive it. */
    DERIVED
}
