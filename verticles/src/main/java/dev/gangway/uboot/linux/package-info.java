/**
 * The way through Linux: U-Boot boots one into its memory, and its shell writes the board's media. What is typed there is checked
 * as at U-Boot's prompt: echo first, then status.
 */
@NullMarked
package dev.gangway.uboot.linux;

import org.jspecify.annotations.NullMarked;
