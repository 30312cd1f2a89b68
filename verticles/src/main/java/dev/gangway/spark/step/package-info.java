/** What updates of Spark Cores over the air tell the station. */
@NullMarked
package dev.gangway.spark.step;

import org.jspecify.annotations.NullMarked;
