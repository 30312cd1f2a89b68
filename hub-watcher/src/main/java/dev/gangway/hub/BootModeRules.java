package dev.gangway.hub;

/**
 * The boot-mode table as data: {@code ID[,ID…] CLASS[+bulk][+even] MODE}. The first rule that fits decides, so the order is:
 * ids whose interface classes mislead, then interface classes, then ids, then what is left.
 *
 * <p>Sources of the ids: the sources and udev rules of sunxi-tools, NXP's mfgtools, Snagboot, rkdeveloptool, U-Boot,
 * AOSP's fastboot, esptool and particle-cli; usb.ids for the rest.
 */
final class BootModeRules {
    static final String TEXT = """
            # Hubs and debug probes are no boards, although probes show drives and serial ports.
            *                                       09                      not-a-board
            1366:xxxx,0d28:0204,0483:374x,2e8a:000c *                       not-a-board

            # One id, several modes.
            1f3a:efe8                               ff/xx/xx+bulk           fel
            1f3a:efe8                               e0/01/03                running
            1f3a:efe8                               08                      mass-storage
            1f3a:efe8                               *                       unknown
            1f3a:1010,0955:701a                     02                      uboot-console
            2e8a:0003,2e8a:000f                     ff                      picoboot
            239a:8xxx                               *                       running
            # Atmel's FLIP calls itself DFU and is another protocol.
            03eb:2fxx                               *                       vendor-boot

            # Interface classes.
            *                                       ff/42/03+bulk           fastboot
            *                                       fe/01/02                dfu
            *                                       08/06/50                mass-storage
            *                                       ff/42/01                running
            *                                       fe/01/01                dfu-runtime
            # Even bcdUSB: the boot ROM; odd: a loader.
            2207:xxxx                               ff/06/05+even           maskrom
            2207:xxxx                               ff/06/05                rockusb

            # Fastboot before its interface class was agreed upon.
            18d1:4ee0,18d1:d00d,18d1:0d02           ff                      fastboot
            8087:0b39                               ff                      fastboot

            # NXP: ROM and SPL.
            0525:b4a4,1fc9:0151,3016:1001           *                       sdp
            15a2:0054,15a2:0061,15a2:0063,15a2:0071,15a2:007d,15a2:0080,15a2:0076,15a2:004e,15a2:004f * sdp
            15a2:0073,066f:3780                     *                       sdp
            1fc9:0126,1fc9:0128,1fc9:0129,1fc9:012b,1fc9:012f,1fc9:0134,1fc9:0135,1fc9:013e * sdp
            1fc9:0146,1fc9:0147,1fc9:014a,1fc9:014b,1fc9:014e,1fc9:0159,1fc9:015c,1fc9:015d * sdp
            1fc9:0027,1fc9:0028                     *                       sdp

            # Rockchip. The same ids are used by U-Boot's fastboot gadget, which the class rules have taken.
            2207:0006,2207:0010                     *                       running
            2207:1xxx,2207:2xxx,2207:3xxx           ff+even                 maskrom
            2207:110a,2207:110b,2207:110c,2207:281a,2207:290a,2207:292a,2207:292c ff rockusb
            2207:300a,2207:300b,2207:301a,2207:310a,2207:310b,2207:310c ff  rockusb
            2207:320a,2207:320b,2207:320c,2207:330a,2207:330c,2207:330d,2207:330e ff rockusb
            2207:350a,2207:350b,2207:350c,2207:350d,2207:350e,2207:350f ff  rockusb

            # Raspberry Pi.
            0a5c:2763,0a5c:2764,0a5c:2711,0a5c:2712 ff                      rpiboot

            # DFU by id, for a ROM that hides its class: TI K3, ST, Xilinx, Renesas, Particle, Spark.
            0451:6162,0451:6163,0451:6164,0451:6165,0451:6168 *             dfu
            0483:df11,03fd:0050,045b:0239,1d50:607f,2b04:d0xx *             dfu

            # Serial loaders: Espressif's own USB.
            303a:1001,303a:0002,303a:0009           *                       serial-rom

            # Serial lines: the adapters that most boards carry, and cables. Who is behind one is not seen.
            10c4:ea60,10c4:ea70                     *                       serial-line
            1a86:7523,1a86:7522,1a86:5523,1a86:55d4,1a86:55d3 *             serial-line
            0403:6001,0403:6010,0403:6011,0403:6014,0403:6015 *             serial-line
            067b:23xx,04d8:f013                     *                       serial-line

            # Vendors' boot modes without a client here: Amlogic, TI AM335x, Qualcomm, MediaTek, Unisoc, Samsung,
            # Nvidia, Microchip, Nordic, Adafruit, Teensy, Arduino.
            1b8e:c003,1b8e:c004,0451:6141,0451:d022 *                       vendor-boot
            05c6:9008,05c6:900e                     *                       vendor-boot
            0e8d:0003,0e8d:2000,0e8d:2001,0e8d:6000 *                       vendor-boot
            1782:4d00,04e8:1234,04e8:685d           *                       vendor-boot
            0955:7721,0955:7c18,0955:7f21           *                       vendor-boot
            03eb:6124,1915:521f,239a:00xx,16c0:0478 *                       vendor-boot
            2341:0043,2341:0001,2341:0036,2a03:0043,2a03:0001,2a03:0036 *   vendor-boot
            0483:3748                               *                       not-a-board

            # A system runs.
            2b04:c0xx,1d50:607d,1915:520f,2e8a:0005,2e8a:000a,16c0:0483,2341:8036,2a03:8036 * running
            0525:a4a7,0525:a4aa,0525:a4a2           *                       running
            *                                       02                      running
            *                                       e0/01/03                running

            # Keyboards, scanners, cameras, sound, printers, card readers, Bluetooth.
            *                                       03                      not-a-board
            *                                       01                      not-a-board
            *                                       07                      not-a-board
            *                                       0b                      not-a-board
            *                                       0e                      not-a-board
            *                                       e0/01/01                not-a-board
            """;

    private BootModeRules() {}
}
