package dev.gangway.format;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The names of UF2's families, as their keeper lists them ({@code utils/uf2families.json} of microsoft/uf2, MIT). */
public final class Uf2Families {
    private static final String TABLE = """
            00ff6919 STM32L4
            04240bdf STM32L5
            06d1097b STM32F411xC
            11de784a M0SENSE
            16573617 ATMEGA32
            1851780a SAML21
            1b57745f NRF52
            1c5f21b0 ESP32
            1e1f432d STM32L1
            202e3a91 STM32L0
            21460ff0 STM32WL
            22e0d6fc RTL8710B
            2abc77ec LPC55
            2b88d29c ESP32C2
            2dc309c5 STM32F411xE
            300f5633 STM32G0
            3101f7c1 ESP32S31
            31d228c6 GD32F350
            332726f6 ESP32H2
            3379cfe2 RTL8720D
            3d308e94 ESP32P4
            4b684d71 MaixPlay-U4
            4c71240a STM32G4
            4e8f1c5d STM32H5
            4f6ace52 CSK4
            4fb2d5bd MIMXRT10XX
            51e903a8 XR809
            53b80f00 STM32F7
            540ddf62 ESP32C6
            55114460 SAMD51
            57755a57 STM32F4
            5a18069b FX2
            5d1a0a2e STM32F2
            5ee21072 STM32F1
            621e937a NRF52833
            647824b6 STM32F0
            675a40b0 BK7231U
            68ed2b88 SAMD21
            699b62ec CH32V
            6a82cc42 BK7251
            6b846188 STM32F3
            6d0922fa STM32F407
            6db66082 STM32H7
            6e7348a8 CSK6
            6f752678 NRF52832xxAB
            70d16653 STM32WB
            72721d4e NRF52832xxAA
            7410520a MAX32690
            77d850c4 ESP32C61
            7b3ef230 BK7231N
            7be8976d RA4M1
            7d7a66ef PY32F071-UVK5-V3
            7eab61ed ESP8266
            7f83e793 KL32L2
            820d9a5f NRF52820
            8fb060fe STM32F407VG
            91d3fd18 MAX78002
            9517422f RZA1LU
            9af03e33 GD32VF103
            9e0baa8a ESP32H4
            9fffd543 RTL8710A
            a0c97b8e AT32F415
            ada52840 NRF52840
            b6dd00af ESP32H21
            bfdd4eee ESP32S2
            c47e5767 ESP32S3
            d42ba06c ESP32C3
            d63f8632 MAX32650
            de1270b7 BL602
            e08f7564 RTL8720C
            e48bff56 RP2040
            e48bff57 RP2XXX_ABSOLUTE
            e48bff58 RP2XXX_DATA
            e48bff59 RP2350_ARM_S
            e48bff5a RP2350_RISCV
            e48bff5b RP2350_ARM_NS
            f0c30d71 MAX32666
            f71c0343 ESP32C5
            """;

    private static final Map<Long, String> NAMES = names();

    private Uf2Families() {}

    private static Map<Long, String> names() {
        Map<Long, String> names = new TreeMap<>();
        TABLE.lines().map(line -> line.split(" ", 2)).forEach(row -> names.put(Long.parseLong(row[0], 16), row[1]));
        return names;
    }

    /** A family's short name, for example RP2040; empty for one that is not listed. */
    public static Optional<String> name(long family) {
        return Optional.ofNullable(NAMES.get(family));
    }

    /** A family for people: its number, and its name where it has one. */
    public static String told(long family) {
        return String.format("%08x", family)
                + name(family).map(name -> " (" + name + ")").orElse("");
    }
}
