/** Partitions of ESP-IDF's non-volatile storage (NVS): made from tables, and read back. Pure; any thread. */
@NullMarked
package dev.gangway.image.nvs;

import org.jspecify.annotations.NullMarked;
