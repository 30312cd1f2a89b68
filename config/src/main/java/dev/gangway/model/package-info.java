/** Value types that every module speaks: ports, boards, serials, failures, verdicts, states. No I/O. */
@NullMarked
package dev.gangway.model;

import org.jspecify.annotations.NullMarked;
