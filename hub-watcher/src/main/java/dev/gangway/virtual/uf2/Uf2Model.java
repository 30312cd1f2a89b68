package dev.gangway.virtual.uf2;

/**
 * A chip with a UF2 boot loader in its ROM (the project's dossier of further boot ROMs; the texts are those of its drive).
 *
 * @param pid USB product id of its loader, of vendor 2e8a
 * @param applicationPid USB product id of a usual application
 * @param boardId what INFO_UF2.TXT calls the board
 * @param model the same for people
 * @param family the UF2 family that it takes
 * @param generation which of Raspberry Pi's microcontrollers it is, 1 the first
 * @param romBytes how large its ROM is
 */
record Uf2Model(int pid, int applicationPid, String boardId, String model, long family, int generation, int romBytes) {
    static final int VENDOR = 0x2e8a;

    static final Uf2Model RP2040 = new Uf2Model(0x0003, 0x000a, "RPI-RP2", "Raspberry Pi RP2", 0xe48bff56L, 1, 0x4000);
    static final Uf2Model RP2350 =
            new Uf2Model(0x000f, 0x0009, "RP2350", "Raspberry Pi RP2350", 0xe48bff59L, 2, 0x8000);
}
