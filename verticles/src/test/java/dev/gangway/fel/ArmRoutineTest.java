package dev.gangway.fel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.soc.AllwinnerSoc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArmRoutineTest {
    private static final Path SOURCES = Path.of("src/main/asm");

    @TempDir
    Path folder;

    /** Needs Debian's binutils-arm-none-eabi. */
    @Tag("lab")
    @ParameterizedTest
    @EnumSource(ArmRoutine.class)
    void isWhatItsSourceAssemblesTo(ArmRoutine routine) throws Exception {
        byte[] assembled = assemble(SOURCES.resolve(routine.source() + ".s"));

        assertThat(ScriptedUsb.hex(routine.code(0).flip()))
                .isEqualTo(HexFormat.of().formatHex(assembled));
    }

    @Tag("lab")
    @ParameterizedTest
    @EnumSource(Cp15.class)
    void systemRegistersAreEncodedAsTheAssemblerDoes(Cp15 register) throws Exception {
        String operands =
                switch (register) {
                    case SCTLR -> "c1, c0, 0";
                    case TTBR0 -> "c2, c0, 0";
                    case TTBCR -> "c2, c0, 2";
                    case DACR -> "c3, c0, 0";
                };
        Path source = folder.resolve("cp15.s");
        Files.writeString(source, "mrc p15, 0, r0, " + operands + "\nmcr p15, 0, r0, " + operands + "\n");

        byte[] assembled = assemble(source);

        ByteBuffer words = ByteBuffer.wrap(assembled).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(register.mrc()).isEqualTo(words.getInt(0));
        assertThat(register.mcr()).isEqualTo(words.getInt(4));
    }

    @Test
    void theSplRoutineFitsTheRoomOfEverySoc() {
        for (AllwinnerSoc soc : AllwinnerSoc.ALL) {
            int operands = 4 + 12 * (soc.swap().areas().size() + 1);
            assertThat(ArmRoutine.SPL.length() + operands).as(soc.name()).isLessThanOrEqualTo(0x200);
        }
    }

    private byte[] assemble(Path source) throws IOException, InterruptedException {
        Path object = folder.resolve("routine.o");
        Path binary = folder.resolve("routine.bin");
        run("arm-none-eabi-as", "-march=armv7-a", "-o", object.toString(), source.toString());
        run("arm-none-eabi-objcopy", "-O", "binary", object.toString(), binary.toString());
        return Files.readAllBytes(binary);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }
}
