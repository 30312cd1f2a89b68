/** The device side of USB DFU 1.1 and of ST's DfuSe, and boards that have it: a plain one, an STM32, a Spark Core. */
@NullMarked
package dev.gangway.virtual.dfu;

import org.jspecify.annotations.NullMarked;
