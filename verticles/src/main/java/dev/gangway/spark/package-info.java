/**
 * A local cloud for Spark Cores (the project's dossier spark-ota.md): who may come in, the encrypted frames, and
 * {@link dev.gangway.spark.CoreDevice}, the client for what a Core can be asked to do.
 */
@NullMarked
package dev.gangway.spark;

import org.jspecify.annotations.NullMarked;
