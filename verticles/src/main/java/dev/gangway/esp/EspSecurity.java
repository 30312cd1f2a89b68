package dev.gangway.esp;

/**
 * What the chip's fuses say of its security. They are read and never burnt.
 *
 * @param secureBoot whether it starts signed images only
 * @param oldSecureBoot whether that is the ESP32's first form, whose loader is below 0x8000
 * @param encrypted whether it keeps its flash encrypted
 * @param secureDownload whether its loader answers a few commands only: no registers, no MD5, nothing packed
 */
public record EspSecurity(boolean secureBoot, boolean oldSecureBoot, boolean encrypted, boolean secureDownload) {
    static final EspSecurity NONE = new EspSecurity(false, false, false, false);

    /** One line for people. */
    public String text() {
        return "secure boot " + (secureBoot ? "on" : "off") + ", flash encryption " + (encrypted ? "on" : "off")
                + (secureDownload ? ", secure download mode" : "");
    }
}
