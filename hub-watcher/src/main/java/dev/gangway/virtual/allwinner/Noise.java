package dev.gangway.virtual.allwinner;

/** Contents that nobody wrote: the same for the same seed and address, alike nothing. */
final class Noise {
    private Noise() {}

    static int word(int seed, long address) {
        int mixed = ((int) (address >>> 2) * 0x9e3779b1) ^ (seed * 0x85ebca6b);
        mixed = (mixed ^ (mixed >>> 15)) * 0x2c1b3c6d;
        mixed = (mixed ^ (mixed >>> 12)) * 0x297a2d39;
        return mixed ^ (mixed >>> 15);
    }
}
