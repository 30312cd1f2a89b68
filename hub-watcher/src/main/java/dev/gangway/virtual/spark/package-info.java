/** A Spark Core that connects to its cloud over the network: its firmware's messages, its flash, its boot loader. */
@NullMarked
package dev.gangway.virtual.spark;

import org.jspecify.annotations.NullMarked;
