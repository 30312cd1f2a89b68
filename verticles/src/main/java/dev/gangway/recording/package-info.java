/** Recordings of NTC's web flasher: held against what such boards may be told, and played, part by part. */
@NullMarked
package dev.gangway.recording;

import org.jspecify.annotations.NullMarked;
