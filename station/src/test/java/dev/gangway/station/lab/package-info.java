/** Programs of the USB lab: the exporter of boards that runs beside its virtual machine, and what runs inside. */
@NullMarked
package dev.gangway.station.lab;

import org.jspecify.annotations.NullMarked;
