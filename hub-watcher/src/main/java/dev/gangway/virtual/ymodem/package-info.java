/** Virtual boards that take and give files by YMODEM: a strict boot loader behind an adapter, and a Spark Core's sloppy one. */
@NullMarked
package dev.gangway.virtual.ymodem;

import org.jspecify.annotations.NullMarked;
