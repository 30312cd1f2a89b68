package dev.gangway.slot;

/** Carries out what the {@link SlotDesk} decides; an effect that is added does not compile until its method is here. */
interface SlotHands {
    /** Set a port to work. */
    void deploy(SlotEffect.Deploy effect);

    /** Tell a port its label. */
    void rename(SlotEffect.Rename effect);

    /** Tell the map. */
    void tell(SlotEffect.Tell effect);

    /** Put on record. */
    void note(SlotEffect.Note effect);

    /** Log. */
    void warn(SlotEffect.Warn effect);
}
