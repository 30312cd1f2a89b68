/**
 * Files encrypted as age encrypts them (age-encryption.org/v1), to X25519 keys: what is read was authenticated first, and a file that was
 * cut, or whose pieces changed places, is refused. Pure; streams of one thread.
 */
@NullMarked
package dev.gangway.sealed.age;

import org.jspecify.annotations.NullMarked;
