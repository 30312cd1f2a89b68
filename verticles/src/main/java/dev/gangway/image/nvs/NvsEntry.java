package dev.gangway.image.nvs;

/**
 * A value with its names.
 *
 * @param namespace 1 to 15 bytes
 * @param key 1 to 15 bytes
 * @param value what is kept
 */
public record NvsEntry(String namespace, String key, NvsValue value) {}
