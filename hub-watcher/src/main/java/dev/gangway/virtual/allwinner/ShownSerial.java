package dev.gangway.virtual.allwinner;

import dev.gangway.soc.AllwinnerSoc;
import dev.gangway.virtual.uboot.GadgetSerial;

/** The written form of what serial a board's U-Boot shows in fastboot; which one that is depends on the chip too. */
record ShownSerial(String what, String argument) {
    static ShownSerial parse(String text) {
        int colon = text.indexOf(':');
        ShownSerial read = new ShownSerial(
                colon < 0 ? text : text.substring(0, colon), colon < 0 ? "" : text.substring(colon + 1));
        if (colon < 0 ? !text.matches("derived|none|other-sid") : !read.takesArgument()) {
            throw new IllegalArgumentException(
                    "derived, none, env:TEXT (to 60 printable characters) or other-sid[:W:W:W:W] is possible");
        }
        return read;
    }

    private boolean takesArgument() {
        if (what.equals("other-sid")) {
            ChipSid.parse(argument);
            return true;
        }
        return what.equals("env") && argument.matches("[!-~]{1,60}");
    }

    /** What a board with this chip shows. */
    GadgetSerial on(AllwinnerSoc soc, ChipSid sid) {
        return switch (what) {
            case "none" -> GadgetSerial.NONE;
            case "env" -> new GadgetSerial.FromEnvironment(argument);
            case "other-sid" -> {
                ChipSid other = argument.isEmpty() ? sid.another() : ChipSid.parse(argument);
                yield new GadgetSerial.BuiltIn(other.serialNumber(soc));
            }
            default -> GadgetSerial.DERIVED;
        };
    }
}
