package dev.gangway.virtual.allwinner;

import dev.gangway.soc.AllwinnerSoc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** What a reference client does to start an SPL: words of §4.4, pieces of §4.3, images of §9. */
final class SplRig {
    private static final String THUNK = """
            ea000015 ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff
            e1a00000 e28f40e8 e4940004 e4941004 e4946004 e3560000 012fff1e e5902000 e5913000 e2566004 e4812004
            e4803004 1afffff9 eafffff3
            e59f80b0 e24f0044 e520d004 e1a0d000 e10f2000 e92d4004 e38220c0 e121f002 ee112f10 e3120004 03120a01
            1a000013 ebffffe5
            e59f706c e1a00008 e5905010 e4902004 e2555004 e0877002 1afffffb e598200c e0577082 1a00000b
            e59f2048 e5882008 ee072f9a ee102f10 e202280f e3520806 ce072f95 e12fff38 ea000004
            e59f2028 e5882008 ea000002 e59f2020 e5882008
            ebffffcc e8bd4004 e121f002 e59dd000 e12fff1e
            5f0a6c39 4c45462e 3f3f3f2e 4441422e
            """;

    private SplRig() {}

    static byte[] thunk(AllwinnerSoc soc) {
        int[] fixed = Arrays.stream(THUNK.trim().split("\\s+"))
                .mapToInt(word -> Integer.parseUnsignedInt(word, 16))
                .toArray();
        int count = soc.swap().areas().size();
        ByteBuffer bytes =
                ByteBuffer.allocate(4 * fixed.length + 4 + 12 * (count + 1)).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : fixed) {
            bytes.putInt(word);
        }
        bytes.putInt((int) soc.spl());
        for (AllwinnerSoc.SwapArea area : soc.swap().areas()) {
            bytes.putInt((int) area.bromArea()).putInt((int) area.backup()).putInt(area.bytes());
        }
        return bytes.array();
    }

    /** Vector 4's image, longer if wanted: a header and a return. */
    static byte[] image(int length, boolean signed) {
        ByteBuffer image = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        image.putInt(0, 0xea000016).putInt(4, 0x4e4f4765).putInt(8, 0x3054422e);
        image.putInt(0x0c, 0x5f0a6c39).putInt(0x10, length).putInt(0x60, 0xe12fff1e);
        if (signed) {
            image.putInt(0x14, 0x024c5053);
        }
        int sum = 0;
        for (int at = 0; at < length; at += 4) {
            sum += image.getInt(at);
        }
        return image.putInt(0x0c, sum).array();
    }

    static void upload(FelRig rig, AllwinnerSoc soc, byte[] image) {
        int at = 0;
        long cur = soc.spl();
        for (AllwinnerSoc.SwapArea area : soc.swap().areas()) {
            at += piece(rig, cur, image, at, (int) (area.bromArea() - cur));
            cur = area.bromArea();
            at += piece(rig, area.backup(), image, at, area.bytes());
            cur += area.bytes();
        }
        piece(rig, cur, image, at, image.length);
    }

    private static int piece(FelRig rig, long address, byte[] image, int at, int room) {
        int count = Math.min(room, image.length - at);
        if (count > 0) {
            rig.write(address, Arrays.copyOfRange(image, at, at + count));
        }
        return Math.max(0, count);
    }

    /** L2 where it is due, pieces, thunk; the mark that is then in the header. */
    static String run(FelRig rig, AllwinnerSoc soc, byte[] image) {
        enableL2(rig, soc);
        upload(rig, soc, image);
        start(rig, soc, thunk(soc));
        return mark(rig, soc);
    }

    static void enableL2(FelRig rig, AllwinnerSoc soc) {
        if (soc.l2Enable()) {
            rig.write(
                    soc.scratch(),
                    FelRig.words(0xee112f30, 0xe3822002, 0xee012f30, 0xe12fff1e).array());
            rig.exec(soc.scratch());
        }
    }

    static void start(FelRig rig, AllwinnerSoc soc, byte[] thunk) {
        rig.write(soc.thunk(), thunk);
        rig.exec(soc.thunk());
    }

    static String mark(FelRig rig, AllwinnerSoc soc) {
        return new String(rig.read(soc.spl() + 4, 8), java.nio.charset.StandardCharsets.US_ASCII);
    }
}
