# Debian's own tools judge our boards: sunxi-fel, fastboot, lsusb, and the kernel.
# Seconds: 400
udev_start
# As the help of `gangway boards` says it: Debian's usbip attaches what that command exports.
"$JAVA" $JVM dev.gangway.station.cli.Main boards --usbip 3240 allwinner:soc=h3 allwinner:soc=a13 >boards.txt 2>&1 &
exporter=$!
until_true 60 grep -q '^Exported: 127.0.0.1:3240' boards.txt || fail "gangway boards --usbip 3240" "$(tail -3 boards.txt)"
holds "usbip list" ' 1-2: .*1f3a:efe8' "$(usbip list -r 127.0.0.1 2>&1)"
for board in 1-1 1-2; do check "usbip attach $board" usbip attach -r 127.0.0.1 -b $board; done
check "both boards are there" until_true 20 sees 1f3a:efe8 2
holds "usbip port" '127.0.0.1:3240/1-1' "$(usbip port 2>&1)"
same "sunxi-fel finds both" "A13 H3" "$(sunxi-fel -l | sed -n 's/.*Allwinner \([^ ]*\) .*/\1/p' | sort | paste -sd' ')"
check "a board that is attached is not given twice" bash -c "! usbip attach -r 127.0.0.1 -b 1-1"
check "usbip detach" usbip detach -p 0
check "one board is left" until_true 20 sees 1f3a:efe8 1
check "a detached board can be attached again" usbip attach -r 127.0.0.1 -b 1-1
check "and is there again" until_true 20 sees 1f3a:efe8 2
kill $exporter
check "the boards leave with gangway boards" until_true 20 sees 1f3a:efe8 0
keeper_start 10

fel_suite() { # N SOC ID SRAM-ADDRESS UBOOT-FILE
    local n=$1 soc=$2 id=$3 ram=$4 dram=0x42000000 uboot=$5 path d got before
    path=$(path "$n")
    boards plug "$n" allwinner soc="$soc" >/dev/null
    if ! until_true 20 test -e "/sys/bus/usb/devices/$path/product" -o -e "/sys/bus/usb/devices/$path/idVendor"; then
        fail "$soc attaches" "nothing on $path: $(dmesg | tail -3)"
        return
    fi
    d="-d $(address "$path")"
    holds "$soc ver" "AWUSBFEX soc=0000$id\\($soc\\)" "$(sunxi-fel $d ver 2>&1)"
    holds "$soc sid" '^[0-9a-f]{8}:[0-9a-f]{8}:[0-9a-f]{8}:[0-9a-f]{8}$' "$(sunxi-fel $d sid 2>&1)"
    holds "$soc list" "USB device [0-9:]+ +Allwinner $soc" "$(sunxi-fel -l 2>&1)"
    local at=$((ram)) code
    at() { printf '0x%x' $((ram + $1)); }
    sunxi-fel $d writel "$(at 0)" 0x12345678 writel "$(at 4)" 0xcafe0001 >out 2>&1
    same "$soc writel and readl" 0x12345678 "$(sunxi-fel $d readl "$(at 0)" 2>&1)"
    sunxi-fel $d fill "$(at 0x100)" 0x80 0xa5 >out 2>&1
    sunxi-fel $d read "$(at 0x100)" 0x80 filled >out 2>&1
    same "$soc fill" "$(head -c 128 /dev/zero | tr '\0' '\245' | sha256sum)" "$(sha256sum <filled)"
    holds "$soc hexdump" "$(printf '%08x' "$at"): 78 56 34 12 01 00 fe ca" "$(sunxi-fel $d hexdump "$(at 0)" 16 2>&1)"
    # ldr r0,[pc,#12]; ldr r1,[pc,#12]; str r1,[r0]; bx lr; one word of nothing; the address; the value 00c0ffee.
    code=$(printf '%08x' $((at + 0x20)) | sed 's/\(..\)\(..\)\(..\)\(..\)/\\x\4\\x\3\\x\2\\x\1/')
    printf "\\x0c\\x00\\x9f\\xe5\\x0c\\x10\\x9f\\xe5\\x00\\x10\\x80\\xe5\\x1e\\xff\\x2f\\xe1\\x00\\x00\\x00\\x00${code}\\xee\\xff\\xc0\\x00" >code
    sunxi-fel $d write "$(at 0x200)" code exec "$(at 0x200)" >out 2>&1
    same "$soc exec runs what was uploaded" 0x00c0ffee "$(sunxi-fel $d readl "$(at 0x20)" 2>&1)"
    check "$soc spl runs ${uboot##*/u-boot/}" sunxi-fel $d spl "$uboot"
    check "$soc write to DRAM" sunxi-fel $d write "$dram" "$INPUT/blob-1M"
    check "$soc read from DRAM" sunxi-fel $d read "$dram" 0x100000 back
    same "$soc read-back is bit-exact" "$(sha256sum <"$INPUT/blob-1M")" "$(sha256sum <back)"
    same "$soc memory past USB" "$(sha256sum <"$INPUT/blob-1M" | cut -d' ' -f1)" "$(boards memory "$n" "$dram" 0x100000)"
    check "$soc lsusb -v" bash -c "lsusb -v -s ${d#-d } >lsusb.txt 2>lsusb.err && grep -q 'bNumEndpoints *2' lsusb.txt && ! grep -iE 'error|invalid|unknown descriptor|can.t get' lsusb.txt lsusb.err"
    cp lsusb.txt "$SHARE/lsusb-$soc.txt"
    # A fresh start: the SPL runs once per power-up on real parts too.
    boards unplug "$n" >/dev/null
    until_true 10 test ! -e "/sys/bus/usb/devices/$path" || fail "$soc leaves" "still on $path"
    boards plug "$n" allwinner soc="$soc" >/dev/null
    until_true 20 test -e "/sys/bus/usb/devices/$path/idVendor" || fail "$soc comes again" "nothing on $path"
    before=$(cat "/sys/bus/usb/devices/$path/devnum")
    check "$soc uboot ${uboot##*/u-boot/}" sunxi-fel -d "$(address "$path")" uboot "$uboot"
    if [ "$soc" = A64 ]; then return; fi
    until_true 10 test ! -e "/sys/bus/usb/devices/$path" -o "$(cat "/sys/bus/usb/devices/$path/devnum" 2>/dev/null)" != "$before"
    same "$soc U-Boot has left FEL" no "$(lsusb -s "$(printf '%d:%d' "${path%-*}" "$before")" 2>/dev/null | grep -q 1f3a:efe8 && echo yes || echo no)"
}
fel_suite 1 A13 1625 0x2000 "$INPUT/armhf/usr/lib/u-boot/CHIP/u-boot-sunxi-with-spl.bin"
fel_suite 2 A20 1651 0x2000 "$INPUT/armhf/usr/lib/u-boot/Cubietruck/u-boot-sunxi-with-spl.bin"
fel_suite 3 H3 1680 0x2000 "$INPUT/armhf/usr/lib/u-boot/nanopi_neo/u-boot-sunxi-with-spl.bin"
A64=$INPUT/arm64/usr/lib/u-boot/pine64_plus
cp "$A64/sunxi-spl.bin" a64.bin
truncate -s 32768 a64.bin
cat "$A64/u-boot-sunxi-with-spl.fit.itb" >>a64.bin
fel_suite 4 A64 1689 0x14000 "$PWD/a64.bin"

# fastboot
boards plug 9 fastboot buffer=$((32 << 20)) >/dev/null
FB=$(path 9)
until_true 20 test -e "/sys/bus/usb/devices/$FB/idVendor" || fail "fastboot attaches" "nothing on $FB"
f="fastboot -s usb:$FB"
holds "fastboot devices" 'fastboot' "$(timeout 20 fastboot devices -l 2>&1)"
holds "fastboot getvar max-download-size" 'max-download-size: 0x0*2000000' "$(timeout 20 $f getvar max-download-size 2>&1)"
holds "fastboot getvar serialno" 'serialno: 1625421300826009' "$(timeout 20 $f getvar serialno 2>&1)"
holds "fastboot getvar of nonsense" 'FAILED' "$(timeout 20 $f getvar nonsense 2>&1)"
begin=$(now_ms)
holds "fastboot flash of 300 MiB in pieces" "Sending sparse 'rootfs' [0-9]+/[0-9]+" "$(timeout 150 $f flash rootfs "$INPUT/blob-300M" 2>&1 | tee fb.txt)"
holds "fastboot flash finishes" 'Finished' "$(tail -1 fb.txt)"
say "Debian's fastboot: 300 MiB over a 32 MiB download limit, $(grep -c '^Sending sparse' fb.txt) pieces, $(($(now_ms) - begin)) ms."
same "fastboot partition is bit-exact" "$(sha256sum <"$INPUT/blob-300M" | cut -d' ' -f1)" "$(boards partition 9 rootfs $((300 << 20)))"
holds "fastboot erase" 'Finished' "$(timeout 20 $f erase rootfs 2>&1)"
same "fastboot erased" "$(head -c 1048576 /dev/zero | sha256sum | cut -d' ' -f1)" "$(boards partition 9 rootfs $((1 << 20)))"
before=$(cat "/sys/bus/usb/devices/$FB/devnum")
holds "fastboot reboot" 'Finished' "$(timeout 20 $f reboot 2>&1)"
again() { [ -e "/sys/bus/usb/devices/$FB/devnum" ] && [ "$(cat "/sys/bus/usb/devices/$FB/devnum")" != "$before" ]; }
check "fastboot board comes back on the same port" until_true 20 again
check "fastboot lsusb -v" bash -c "lsusb -v -s $(address "$FB") >lsusb.txt 2>lsusb.err && grep -q 'bInterfaceProtocol *3' lsusb.txt && ! grep -iE 'error|invalid|unknown descriptor|can.t get' lsusb.txt lsusb.err"
cp lsusb.txt "$SHARE/lsusb-fastboot.txt"
dmesg >"$SHARE/dmesg.txt"
same "no complaint in dmesg" "" "$(kernel_complaints | head -5)"
