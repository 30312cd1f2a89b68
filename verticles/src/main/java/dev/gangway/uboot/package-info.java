/** The client for U-Boot's console over a serial line: the prompt, commands with their results, the network, media. */
@NullMarked
package dev.gangway.uboot;

import org.jspecify.annotations.NullMarked;
