# Real boot loaders on a real instruction set: boards whose memory and core are an H3 that QEMU emulates (outside of this
# machine). What arrives over USB is run; the console of its UART tells what became of it. Debian's sunxi-fel does the same
# on the same kind of board, so that a fault of the board is not taken for one of ours.
# Seconds: 600
udev_start
keeper_start 4
NEO=$INPUT/armhf/usr/lib/u-boot/nanopi_neo/u-boot-sunxi-with-spl.bin
GANGWAY="$JAVA -Xshare:auto -XX:+UseSerialGC -XX:TieredStopAtLevel=1 $CDS -cp $CLASSES dev.gangway.station.cli.Main -q --data /tmp/bench"
SCRIPT=0x43100000 BLOB=0x43200000 LENGTH=300001
head -c $LENGTH "$INPUT/blob-1M" >blob
CRC=$(python3 -S -c 'import sys, zlib; print("%08x" % zlib.crc32(open(sys.argv[1], "rb").read()))' blob)
cat >boot.cmd <<E
echo fel_booted=\${fel_booted}
crc32 $BLOB $(printf '0x%x' $LENGTH)
echo the script is through
E
mkimage -A arm -T script -C none -d boot.cmd boot.scr >mkimage.txt 2>&1 || fail "a script is made" "$(cat mkimage.txt)"

console() { tr -d '\r' <"$SHARE/console-$1.txt"; }
said() { console "$1" | grep -q -- "$2"; }
there() { test -e "/sys/bus/usb/devices/$(path "$1")/idVendor"; }
away() { ! there "$1"; }
arrive() { # N NAME
    boards plug "$1" emulated-h3 "console=console-$2.txt" >/dev/null
    until_true 60 there "$1" || fail "$2: the board attaches" "$(boards state "$1" 2>&1) $(dmesg | tail -3)"
}
leave() {
    boards unplug "$1" >/dev/null
    until_true 10 away "$1" || fail "board $1 leaves" "still there"
}
spl_ran() { # NAME
    holds "$1: the SPL's banner" '^U-Boot SPL 20[0-9.]+' "$(console "$1")"
    holds "$1: the SPL finds the DRAM" '^DRAM: [0-9]+ MiB' "$(console "$1")"
    holds "$1: the SPL comes from FEL" '^Trying to boot from FEL' "$(console "$1")"
}
uboot_ran() { # N NAME
    check "$2: the board leaves FEL" until_true 10 away "$1"
    until_true 60 said "$2" '^the script is through' || fail "$2: the script ends" "$(console "$2" | tail -5)"
    holds "$2: U-Boot's banner" '^U-Boot 20[0-9.]+.*Allwinner' "$(console "$2")"
    holds "$2: U-Boot knows its board" '^Model: FriendlyARM NanoPi NEO' "$(console "$2")"
    same "$2: the script sees fel_booted" fel_booted=1 "$(console "$2" | grep '^fel_booted')"
    same "$2: U-Boot's CRC of the blob" "$CRC" "$(console "$2" | sed -n 's/^crc32 for .* ==> //p')"
}

# sunxi-fel: is the board right?
arrive 1 sunxi-fel-spl
d="-d $(address "$(path 1)")"
holds "sunxi-fel: version" 'AWUSBFEX soc=00001680\(H3\)' "$(sunxi-fel $d ver 2>&1)"
SID=$(sunxi-fel $d sid 2>&1)
holds "sunxi-fel: id of the chip" '^[0-9a-f]{8}:[0-9a-f]{8}:[0-9a-f]{8}:[0-9a-f]{8}$' "$SID"
sunxi-fel $d writel 0x2000 0xcafe0001 memmove 0x2100 0x2000 4 >out 2>&1
same "sunxi-fel: writel, memmove, readl" 0xcafe0001 "$(sunxi-fel $d readl 0x2100 2>&1)"
check "sunxi-fel: spl" sunxi-fel $d spl "$NEO"
spl_ran sunxi-fel-spl
leave 1

# The same with ours. 0x14000 lies in SRAM that the SPL does not touch.
arrive 2 gangway-spl
begin=$(now_ms)
$GANGWAY fel --port "$(path 2)" sid writel 0x14000 0xcafe0001 memmove 0x14101 0x14000 4 memmove 0x14200 0x14101 4 readl 0x14200 \
    spl "$NEO" write $BLOB blob memmove 0x43300001 $BLOB $LENGTH read 0x43300001 $LENGTH moved readl 0x14200 >out 2>err || fail "gangway: spl" "$(cat out err)"
say "gangway, one command line with SPL and 300 kB to and from DRAM: $(($(now_ms) - begin)) ms."
same "gangway: writel, memmove, readl before and after the SPL" "0xcafe0001 0xcafe0001" "$(sed 1d out | paste -sd' ')"
holds "gangway: id of the chip" '^02c0[0-9a-f]{4}:[0-9a-f]{8}:[0-9a-f]{8}:[0-9a-f]{8}$' "$(head -1 out)"
same "gangway: sunxi-fel reads the same id" "$(head -1 out)" "$(sunxi-fel -d "$(address "$(path 2)")" sid 2>&1)"
spl_ran gangway-spl
check "gangway: DRAM works after the SPL" cmp blob moved
leave 2

arrive 1 sunxi-fel-uboot
check "sunxi-fel: uboot with a script" sunxi-fel -d "$(address "$(path 1)")" uboot "$NEO" write $SCRIPT boot.scr write $BLOB blob
uboot_ran 1 sunxi-fel-uboot
leave 1
arrive 3 gangway-uboot
check "gangway: uboot with a script" $GANGWAY fel --port "$(path 3)" uboot "$NEO" write $SCRIPT boot.scr write $BLOB blob
uboot_ran 3 gangway-uboot
spl_ran gangway-uboot
say
say '```'
say "$(console gangway-uboot | sed -n '/^U-Boot SPL/,/^the script is through/p' | grep -v '^$')"
say '```'
leave 3
dmesg >"$SHARE/dmesg.txt"
same "no complaint in dmesg" "" "$(kernel_complaints | head -5)"

# The emulator dies over a transfer: the board leaves, its client is told, and the port takes the next one.
arrive 4 killed
printf '\xfe\xff\xff\xea' >loop # b .
# sunxi-fel's exec swallows one word more than its address.
sunxi-fel -d "$(address "$(path 4)")" write 0x2000 loop exec 0x2000 0 read 0x2000 4 back >killed.txt 2>&1 &
READER=$!
runs() { boards state 4 | grep -q 'runs code'; }
until_true 60 runs || fail "the loop runs" "$(boards state 4) $(cat killed.txt)"
boards kill 4 >/dev/null
wait $READER
same "a killed emulator fails the transfer" "exit 2" "exit $?"
check "a killed emulator's board leaves the bus" until_true 10 away 4
holds "the exporter knows why" 'off the bus emulator=[0-9]+ dead .*trouble=[^n]' "$(boards state 4)"
boards unplug 4 >/dev/null
arrive 4 again
holds "the next board on the port answers" 'soc=00001680' "$(sunxi-fel -d "$(address "$(path 4)")" ver 2>&1)"
