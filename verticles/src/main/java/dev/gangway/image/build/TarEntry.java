package dev.gangway.image.build;

import java.util.SortedMap;

/**
 * One entry of a tar archive. Texts are the archive's bytes, one char each.
 *
 * @param type the type letter: 0 file, 1 hard link, 2 symbolic link, 3 character device, 4 block device, 5 folder, 6 FIFO
 * @param name its path as it stands in the archive
 * @param link what a link points to
 * @param mode permission bits, the lowest twelve
 * @param size bytes of content
 * @param attributes extended attributes, by their names
 * @param notes what the archive says of it that no file system of the boards has
 */
record TarEntry(
        char type,
        String name,
        String link,
        int mode,
        long uid,
        long gid,
        long major,
        long minor,
        long size,
        SortedMap<String, String> attributes,
        String notes) {}
