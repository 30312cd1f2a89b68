/** {@code gangway fel}: the verbs, the arguments and the output of sunxi-fel over our FEL client. */
@NullMarked
package dev.gangway.fel.command;

import org.jspecify.annotations.NullMarked;
