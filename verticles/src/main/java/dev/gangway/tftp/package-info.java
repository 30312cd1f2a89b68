/** The station's TFTP server: RFC 1350 with the options of RFC 2347, 2348, 2349 and 7440, reading only. */
@NullMarked
package dev.gangway.tftp;

import org.jspecify.annotations.NullMarked;
