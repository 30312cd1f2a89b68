/** Registries of the OCI distribution specification: what is in one by name, and who this station is to it. */
@NullMarked
package dev.gangway.download.oci;

import org.jspecify.annotations.NullMarked;
