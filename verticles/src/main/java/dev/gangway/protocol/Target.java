package dev.gangway.protocol;

import java.util.Optional;

/**
 * What a step writes or erases on a board's medium, by name.
 *
 * @param partition the partition
 * @param image the image that goes there, by its name in the recipe; empty where none does
 */
public record Target(String partition, Optional<String> image) {}
