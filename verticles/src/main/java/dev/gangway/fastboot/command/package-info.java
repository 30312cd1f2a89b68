/** {@code gangway fastboot}: the verbs and the output of Android's fastboot over our client. */
@NullMarked
package dev.gangway.fastboot.command;

import org.jspecify.annotations.NullMarked;
