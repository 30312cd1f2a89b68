/** The outbox to Kafka, over the Vert.x client. The only package that imports it. */
@NullMarked
package dev.gangway.export.kafka;

import org.jspecify.annotations.NullMarked;
