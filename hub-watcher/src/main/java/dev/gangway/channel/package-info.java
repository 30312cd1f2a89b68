/** The family of channels to boards, and the buses that open them: the one package of this module that the verticles see. */
@NullMarked
package dev.gangway.channel;

import org.jspecify.annotations.NullMarked;
