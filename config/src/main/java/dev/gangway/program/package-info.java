/** Programs of this machine that are run and waited for. */
@NullMarked
package dev.gangway.program;

import org.jspecify.annotations.NullMarked;
