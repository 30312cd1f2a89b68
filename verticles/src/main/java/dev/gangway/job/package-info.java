/** Runs the steps of one attempt on a port's worker: plain blocking code over the protocol clients. */
@NullMarked
package dev.gangway.job;

import org.jspecify.annotations.NullMarked;
