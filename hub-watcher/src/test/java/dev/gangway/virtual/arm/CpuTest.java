package dev.gangway.virtual.arm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gangway.virtual.SystemMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Instructions one by one; the words were assembled with GNU as, whose text stands beside them. */
class CpuTest {
    private static final int CODE = 0x1000;
    private static final int DATA = 0x2000;
    private static final long BACK = 0xffff0000L;

    private final ByteBuffer ram = ByteBuffer.allocate(0x8000).order(ByteOrder.LITTLE_ENDIAN);
    private final SystemMemory memory = new SystemMemory() {
        @Override
        public void read(long address, ByteBuffer into) throws BusAbort {
            if (address + into.remaining() > ram.capacity()) {
                throw new BusAbort(address);
            }
            into.put(into.position(), ram, (int) address, into.remaining());
        }

        @Override
        public void write(long address, ByteBuffer from) throws BusAbort {
            if (address + from.remaining() > ram.capacity()) {
                throw new BusAbort(address);
            }
            ram.put((int) address, from, from.position(), from.remaining());
        }
    };
    private final Cpu cpu = new Cpu(memory, new CoreCp15(0x410fc075, 0x00c52838, 0));

    private Stop run(int... words) {
        for (int i = 0; i < words.length; i++) {
            ram.putInt(CODE + 4 * i, words[i]);
        }
        ram.putInt(CODE + 4 * words.length, 0xe12fff1e);
        cpu.call(CODE, 0x7000, 0x6000, BACK, BACK);
        return cpu.run(10_000);
    }

    private int result(int... words) {
        assertThat(run(words)).as(cpu.reason()).isEqualTo(Stop.RETURNED);
        return cpu.register(0);
    }

    @ParameterizedTest
    @CsvSource({
        // r1 = -1, r2 = 5, r3 = 0x80000000
        "e0910002, 4", // adds r0,r1,r2
        "e0520001, 6", // subs r0,r2,r1
        "e0620001, fffffffa", // rsb r0,r2,r1
        "e1a00061, ffffffff", // rrx r0,r1 with carry set
        "e1a00221, 0fffffff", // lsr r0,r1,#4
        "e1a00143, e0000000", // asr r0,r3,#2
        "e1a00fe3, 00000001", // ror r0,r3,#31
        "e1a00231, 07ffffff", // lsr r0,r1,r2
        "e0000291, fffffffb", // mul r0,r1,r2
        "e0203291, 7ffffffb", // mla r0,r1,r2,r3
        "e16f0f12, 1d", // clz r0,r2
        "e3000123, 123", // movw r0,#0x123
        "e6bf0f33, 00000080", // rev r0,r3
        "e6ef0071, ff", // uxtb r0,r1
        "e7e70252, 0", // ubfx r0,r2,#4,#8
        "e7e70052, 5", // ubfx r0,r2,#0,#8
        "e1c10002, fffffffa", // bic r0,r1,r2
        "e1e00002, fffffffa", // mvn r0,r2
        "e0d20001, 6", // sbcs r0,r2,r1 with carry set
        "e0a20002, b" // adc r0,r2,r2 with carry set
    })
    void computes(String word, String expected) {
        assertThat(result(
                        0xe3e01000, // mvn r1,#0
                        0xe3a02005, // mov r2,#5
                        0xe3a03102, // mov r3,#0x80000000
                        0xe1520002, // cmp r2,r2: carry set
                        Integer.parseUnsignedInt(word, 16)))
                .isEqualTo(Integer.parseUnsignedInt(expected, 16));
    }

    @Test
    void multipliesLong() {
        // mvn r1,#0; mov r2,#5; umull r3,r0,r1,r2
        assertThat(result(0xe3e01000, 0xe3a02005, 0xe0803291)).isEqualTo(4);
        // smull r3,r0,r1,r2
        assertThat(result(0xe3e01000, 0xe3a02005, 0xe0c03291)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
        "0a000000, 1", // beq after cmp 2,3: not taken
        "1a000000, 0", // bne
        "ba000000, 0", // blt
        "ca000000, 1", // bgt
        "3a000000, 0", // bcc
        "2a000000, 1", // bcs
        "4a000000, 0", // bmi
        "5a000000, 1", // bpl
        "9a000000, 0", // bls
        "8a000000, 1", // bhi
        "6a000000, 1", // bvs
        "7a000000, 0" // bvc
    })
    void branchesOnItsCondition(String branch, int expected) {
        // mov r0,#0; mov r1,#2; cmp r1,#3; b<cond> over; mov r0,#1
        assertThat(result(0xe3a00000, 0xe3a01002, 0xe3510003, Integer.parseUnsignedInt(branch, 16), 0xe3a00001))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "e8a10005, e9310005, 1", // stmia r1!,{r0,r2}; ldmdb r1!,{r0,r2}
        "e9210005, e8b10005, 1", // stmdb r1!; ldmia r1!
        "e9a10005, e8310005, 1", // stmib r1!; ldmda r1!
        "e8210005, e9b10005, 1" // stmda r1!; ldmib r1!
    })
    void storesAndLoadsMultiplesInAllModes(String store, String load, int expected) {
        // mov r1,#0x2000; mov r0,#1; mov r2,#2; store; mov r0,#9; load
        assertThat(result(
                        0xe3a01a02,
                        0xe3a00001,
                        0xe3a02002,
                        Integer.parseUnsignedInt(store, 16),
                        0xe3a00009,
                        Integer.parseUnsignedInt(load, 16)))
                .isEqualTo(expected);
        assertThat(cpu.register(1)).isEqualTo(DATA);
        assertThat(cpu.register(2)).isEqualTo(2);
    }

    @Test
    void addressesBytesAndHalfwordsWithSign() {
        ram.putInt(DATA, 0x8081_8283);
        // mov r1,#0x2000; then one load
        assertThat(result(0xe3a01a02, 0xe5d10001)).isEqualTo(0x82); // ldrb r0,[r1,#1]
        assertThat(result(0xe3a01a02, 0xe1d100b2)).isEqualTo(0x8081); // ldrh r0,[r1,#2]
        assertThat(result(0xe3a01a02, 0xe1d100f0)).isEqualTo(0xffff8283); // ldrsh r0,[r1]
        assertThat(result(0xe3a01a02, 0xe1d100d0)).isEqualTo(0xffffff83); // ldrsb r0,[r1]
        assertThat(result(0xe3a01a02, 0xe4910004)).isEqualTo(0x80818283); // ldr r0,[r1],#4
        assertThat(cpu.register(1)).isEqualTo(DATA + 4);
        assertThat(result(0xe3a01b07, 0xe3a02004, 0xe5b10400)).isEqualTo(0x80818283); // ldr r0,[r1,#0x400]!
        assertThat(cpu.register(1)).isEqualTo(DATA);
        assertThat(result(0xe3a01a02, 0xe3a02004, 0xe7110082))
                .isEqualTo(ram.getInt(DATA - 8)); // ldr r0,[r1,-r2,lsl #1]
    }

    @Test
    void keepsTheStackPointersOfItsModesApart() {
        // mrs r0,cpsr; bic r1,r0,#0x1f; orr r1,r1,#0x12; msr cpsr_c,r1; mov r2,sp; msr cpsr_c,r0; mov r0,sp
        assertThat(result(0xe10f0000, 0xe3c0101f, 0xe3811012, 0xe121f001, 0xe1a0200d, 0xe121f000, 0xe1a0000d))
                .isEqualTo(0x7000);
        assertThat(cpu.register(2)).isEqualTo(0x6000);
    }

    @Test
    void callsThroughARegister() {
        // push {lr}; adr r1,+8 (pc+8); blx r1; pop {pc}; mov r0,#7; bx lr
        assertThat(result(0xe52de004, 0xe28f1004, 0xe12fff31, 0xe49df004, 0xe3a00007))
                .isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "e7f000f0", // udf #0
        "e12fff10", // bx r0 with bit 0 set
        "ef000000", // svc #0
        "e5912000", // ldr r2,[r1] where r1 is unaligned
        "e320f003", // wfi
        "ed900a00", // vldr s0,[r0]
        "e5933000" // ldr r3,[r3] where nothing is
    })
    void hangsWhereARealCoreWouldTakeAnException(String word) {
        // mov r0,#1; mov r1,#0x2000; orr r1,r1,#2; mov r3,#0x80000000
        assertThat(run(0xe3a00001, 0xe3a01a02, 0xe3811002, 0xe3a03102, Integer.parseUnsignedInt(word, 16)))
                .isEqualTo(Stop.HUNG);
        assertThat(cpu.reason()).contains("0x00001010");
    }

    @Test
    void stopsAtTheTrapAndGoesOnEitherWay() {
        ram.putInt(0x3000, 0xe3a00005); // mov r0,#5
        ram.putInt(0x3004, 0xe12fff1e);
        // push {lr}; mov r0,#0; mov r1,#0x3000; blx r1; pop {pc}
        int[] caller = {0xe52de004, 0xe3a00000, 0xe3a01a03, 0xe12fff31, 0xe49df004};
        for (int i = 0; i < caller.length; i++) {
            ram.putInt(CODE + 4 * i, caller[i]);
        }
        cpu.call(CODE, 0x7000, 0x6000, BACK, 0x3000);
        assertThat(cpu.run(100)).isEqualTo(Stop.TRAPPED);
        cpu.returnFromTrap();
        assertThat(cpu.run(100)).isEqualTo(Stop.RETURNED);
        assertThat(cpu.register(0)).isZero();

        cpu.call(CODE, 0x7000, 0x6000, BACK, 0x3000);
        assertThat(cpu.run(100)).isEqualTo(Stop.TRAPPED);
        cpu.goThroughTrap();
        assertThat(cpu.run(100)).isEqualTo(Stop.RETURNED);
        assertThat(cpu.register(0)).isEqualTo(5);
    }

    @Test
    void refusesATranslationTableThatIsNoIdentity() {
        // mrc p15,0,r0,c1,c0,0; orr r0,r0,#1; mcr p15,0,r0,c1,c0,0 with zeros at TTBR0
        assertThat(run(0xee110f10, 0xe3800001, 0xee010f10)).isEqualTo(Stop.HUNG);
        assertThat(cpu.reason()).contains("MMU");
    }
}
