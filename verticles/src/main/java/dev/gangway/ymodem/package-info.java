/**
 * XMODEM and YMODEM: both ends of a transfer as machines without threads and clock, and the client that drives them over a
 * serial line.
 */
@NullMarked
package dev.gangway.ymodem;

import org.jspecify.annotations.NullMarked;
