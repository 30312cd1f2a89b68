package dev.gangway.message;

/**
 * A finished job as it stands in the ledger.
 *
 * @param seq the record's number
 * @param summary what it says
 * @param chain this record's hash, hex
 * @param previous the hash of the record before it, hex
 */
public record StoredJob(long seq, JobSummary summary, String chain, String previous) {}
