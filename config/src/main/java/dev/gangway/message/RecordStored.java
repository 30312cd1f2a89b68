package dev.gangway.message;

/**
 * A finished job's record is on disk. Only a hint: the exporter reads by cursor.
 *
 * @param stored the record
 */
public record RecordStored(StoredJob stored) implements Message {}
