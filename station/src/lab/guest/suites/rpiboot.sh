# Our Raspberry Pis through the kernel: our bench verb starts them, as fastboot gadgets and as disks, of which the kernel makes its
# own; the station runs the recipes rpi-cm4 and rpi-cm4-disk on them. Debian has no rpiboot; where one lies on the path, it judges the
# same boards.
# Seconds: 1000
udev_start
keeper_start 8
OLD=1 NEW=2
java_in() { timeout 120 "$JAVA" $JVM "$@"; }
sum() { sha256sum "$@" | cut -d' ' -f1; }
java_in dev.gangway.station.lab.LabImages files 2000000 rpiboot
mkdir folder && tar -xf files/bootfiles.bin -C folder
gangway() { java_in dev.gangway.station.cli.Main --data "$PWD/bench-data" rpiboot "$@" 2>&1; }
if command -v rpiboot >/dev/null; then
    for soc in bcm2711 bcm2712 bcm2835 bcm2837; do
        boards plug $NEW rpiboot soc=$soc serial=7a3c9001 >/dev/null
        check "$soc: it is there" until_true 30 sh -c 'lsusb -d 0a5c: | grep -q .'
        out=$(timeout 120 rpiboot -v -d "$PWD/folder" 2>&1)
        holds "$soc: rpiboot serves it" 'Second stage boot server done' "$out"
        holds "$soc: rpiboot sent the image" 'File read: boot.img' "$out"
        check "$soc: it is a fastboot gadget" until_true 20 sees 1f3a:1010 1
        [ $soc != bcm2711 ] || holds "$soc: rpiboot reads who it is" 'MAC_ADDR.*d8:3a:dd:7a:3c:90' "$out"
        boards unplug $NEW >/dev/null
        check "$soc: it is gone" until_true 20 sees 1f3a:1010 0
    done
    boards plug $NEW rpiboot serial=7a3c9001 >/dev/null
    check "archive: it is there" until_true 30 sees 0a5c:2711 1
    holds "archive: rpiboot takes our bootfiles.bin" 'Second stage boot server done' "$(timeout 120 rpiboot -v -d "$PWD/files" 2>&1)"
    check "archive: it is a fastboot gadget" until_true 20 sees 1f3a:1010 1
    boards unplug $NEW >/dev/null
    check "archive: it is gone" until_true 20 sees 1f3a:1010 0
fi
boards plug $OLD rpiboot soc=bcm2837 >/dev/null
boards plug $NEW rpiboot soc=bcm2712 serial=7a3c9002 >/dev/null
check "two boards are there" until_true 30 sh -c '[ "$(lsusb -d 0a5c: | wc -l)" = 2 ]'
list=$(gangway --list)
holds "gangway rpiboot --list: the old one" 'bcm2837.boot ROM' "$list"
holds "gangway rpiboot --list: the new one" 'bcm2712.boot ROM.7a3c9002' "$list"
holds "gangway rpiboot -d: a folder" 'Second stage boot server done' "$(gangway --port "$(path $OLD)" -d folder)"
out=$(gangway --port "$(path $NEW)" -d files)
holds "gangway rpiboot -d: an archive" 'File read: boot.img' "$out"
holds "gangway rpiboot: who it is" 'MAC_ADDR: d8:3a:dd:7a:3c:90' "$out"
check "both are fastboot gadgets" until_true 20 sees 1f3a:1010 2
for n in $OLD $NEW; do boards unplug $n >/dev/null; done
check "both are gone" until_true 20 sees 1f3a:1010 0

n=0
for fault in "" "" "" "" short@91000 stall@150000 disconnect@200000:500ms garbage@91000; do
    n=$((n + 1))
    echo "$n $(path $n) rpiboot serial=cm$n${fault:+ faults=$fault}"
done >pi.jobs
station pi "$PROJECT/config/recipes/rpi-cm4.yaml" files pi.jobs 240 serial=CM-%05d
line_holds pi 8
same "each board holds its system" 8 "$(for n in $(seq 8); do boards partition $n mmcblk0 2000000; done | grep -c "$(sha256sum <files/system.img | cut -d' ' -f1)")"
for n in $(seq 8); do boards unplug $n >/dev/null; done
check "all are gone" until_true 20 sh -c '[ "$(lsusb | grep -cE "0a5c:|1f3a:")" = 0 ]'

# The eMMC as a disk, of the kernel's usb-storage.
DISK=files/mass-storage-gadget64
P=$(path $NEW)
boards plug $NEW rpiboot soc=bcm2711 serial=7a3c9003 partitions=mmcblk0:64M >/dev/null
check "disk: the boot ROM is there" until_true 30 sees 0a5c:2711 1
holds "disk: gangway rpiboot -d" 'File read: boot.img' "$(gangway --port "$P" -d $DISK)"
check "disk: it is one, with its gadget's id" until_true 20 sees 0a5c:0104 1
check "disk: the kernel makes a disk of it" until_true 60 has_disk "$P"
D=/dev/$(disk_of "$P")
same "disk: it has the eMMC's size" $((64 << 20)) "$(blockdev --getsize64 "$D")"
same "disk: the kernel reads the board's serial" 100000007a3c9003 "$(cat "/sys/bus/usb/devices/$P/serial")"
check "disk: the gadget's console is a tty" until_true 30 sh -c "ls /sys/bus/usb/devices/$P/$P:1.1/tty"
dd if="$INPUT/blob-1M" of="$D" bs=256K oflag=direct status=none || fail "disk: dd writes" "$(dmesg | tail -3)"
same "disk: what dd wrote past the page cache is in the eMMC" "$(sum "$INPUT/blob-1M")" "$(boards partition $NEW mmcblk0 1048576)"
disk() { java_in dev.gangway.station.cli.Main --data "$PWD/bench-data" disk --port "$P" "$@" 2>&1; }
holds "disk: gangway disk info" '131072 blocks of 512 bytes' "$(disk info)"
check "disk: gangway disk write" disk write files/system.img
same "disk: it is in the eMMC" "$(sum files/system.img)" "$(boards partition $NEW mmcblk0 2000000)"
check "disk: the kernel has its disk again" until_true 60 has_disk "$P"
D=/dev/$(disk_of "$P")
same "disk: the kernel reads the same past its page cache" "$(sum files/system.img)" \
    "$(dd if="$D" bs=4096 count=489 iflag=direct status=none | head -c 2000000 | sha256sum | cut -d' ' -f1)"
printf x | dd of="$D" bs=512 seek=1000 conv=sync oflag=direct status=none || fail "disk: dd changes a block" "$(dmesg | tail -3)"
out=$(disk verify files/system.img)
code=$?
same "disk: gangway disk verify finds what dd has changed" 1 "$code"
holds "disk: and names it" 'does not hold what the image has at byte 512000' "$out"
modprobe -d "${INPUT%/input}/kernel/x" ext4 || fail "the kernel's module ext4" "$(dmesg | tail -3)"
mkfs.ext4 -q -F "$D" && mkdir -p /mnt/pi && mount "$D" /mnt/pi || fail "disk: mkfs and mount" "$(dmesg | tail -3)"
out=$(disk write files/system.img)
code=$?
same "disk: an eMMC that this machine has mounted is refused" 4 "$code"
holds "disk: and the refusal names it" "$D is mounted at /mnt/pi" "$out"
umount /mnt/pi
boards unplug $NEW >/dev/null
check "disk: it is gone" until_true 20 sees 0a5c:0104 0

n=0
for fault in "" "" "" "" stall@150000 garbage@91000 disconnect@200000:500ms disconnect@1200000:500ms; do # the last in the middle of the disk
    n=$((n + 1))
    echo "$n $(path $n) rpiboot partitions=mmcblk0:16M serial=7a3c900$n${fault:+ faults=$fault}"
done >disk.jobs
sed 's/powerCycle: true/powerCycle: false/' "$PROJECT/config/recipes/rpi-cm4-disk.yaml" >rpi-cm4-disk.yaml
station disk rpi-cm4-disk.yaml files disk.jobs 300 serial=PI4-%05d
line_holds disk 8
same "disk: each was proved by reading it back" 8 "$(grep -c '^image [0-9]* system proved=disk read back, byte by byte' "$SHARE/disk.txt")"
same "disk: each fault cost an attempt" 4 "$(grep -c '^job .* attempts=[23] .*faults=' "$SHARE/disk.txt")"
same "disk: each eMMC holds its system" 8 "$(for n in $(seq 8); do boards partition $n mmcblk0 2000000; done | grep -c "$(sum files/system.img)")"
dmesg >"$SHARE/dmesg.txt"
