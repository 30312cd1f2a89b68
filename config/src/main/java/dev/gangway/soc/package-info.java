/** Facts about chips, shared by the clients and the virtual boards. */
@NullMarked
package dev.gangway.soc;

import org.jspecify.annotations.NullMarked;
