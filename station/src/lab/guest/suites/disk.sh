# Our disks through a kernel's usb-storage, with Debian's bmaptool; our client on Linux' own mass-storage gadget (dummy_hcd),
# whose backing file tells what arrived; the station with the recipe raw-disk on both.
# Seconds: 900
udev_start
modprobe -d "${INPUT%/input}/kernel/x" -a dummy_hcd libcomposite usb_f_mass_storage ext4 || fail "the kernel's modules" "$(dmesg | tail -3)"
keeper_start 10
GANGWAY="$JAVA $JVM dev.gangway.station.cli.Main --data /tmp/bench"
sum() { sha256sum "$@" | cut -d' ' -f1; }

boards plug 1 disk size=64M serial=D15C00000001 >/dev/null
P=$(path 1)
check "the kernel makes a disk of our board" until_true 60 has_disk "$P"
D=/dev/$(disk_of "$P")
same "it has the right size" $((64 << 20)) "$(blockdev --getsize64 "$D")"
dd if="$INPUT/blob-1M" of="$D" bs=256K oflag=direct status=none || fail "dd writes" "$(dmesg | tail -3)"
same "what dd wrote past the page cache is on the board" "$(sum "$INPUT/blob-1M")" "$(boards memory 1 0 1048576)"
same "dd reads the same" "$(sum "$INPUT/blob-1M")" "$(dd if="$D" bs=256K count=4 iflag=direct status=none | sha256sum | cut -d' ' -f1)"
truncate -s 24M image
for at in 0 5 17; do dd if="$INPUT/blob-1M" of=image bs=1M seek=$at conv=notrunc status=none; done
bmaptool -q create -o image.bmap image || fail "bmaptool create" "$?"
check "bmaptool copies through the kernel's disk" bmaptool copy --bmap image.bmap image "$D"
same "what bmaptool wrote is on the board" "$(sum image)" "$(boards memory 1 0 $((24 << 20)))"

# A disk that this machine uses.
mkfs.ext4 -q -F "$D" && mkdir -p /mnt/board && mount "$D" /mnt/board || fail "mkfs and mount" "$(dmesg | tail -3)"
echo precious >/mnt/board/file && sync
out=$($GANGWAY disk --port "$P" write "$INPUT/blob-1M" 2>&1); code=$?
same "a mounted disk is refused" 4 "$code"
holds "and the refusal names it" "$D is mounted at /mnt/board" "$out"
echo 3 >/proc/sys/vm/drop_caches
same "it stayed mounted and whole" precious "$(cat /mnt/board/file)"
umount /mnt/board

# Our client on our own board, past the kernel's driver.
holds "gangway disk info" '131072 blocks of 512 bytes' "$($GANGWAY disk --port "$P" info 2>&1)"
check "gangway disk write" $GANGWAY disk --port "$P" write --at 1048576 "$INPUT/blob-1M"
same "it is on the board" "$(sum "$INPUT/blob-1M")" "$(boards memory 1 1048576 1048576)"
check "gangway disk verify" $GANGWAY disk --port "$P" verify --at 1048576 "$INPUT/blob-1M"
check "the kernel has its disk again afterwards" until_true 60 has_disk "$P"
boards unplug 1 >/dev/null

# Linux' own gadget.
mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config
G=/sys/kernel/config/usb_gadget/g1
gadget() { # BACKING-FILE READ-ONLY
    mkdir -p $G/strings/0x409 $G/configs/c.1 $G/functions/mass_storage.0
    echo 0x0525 >$G/idVendor && echo 0xa4a5 >$G/idProduct && echo KERNEL000001 >$G/strings/0x409/serialnumber
    echo 1 >$G/functions/mass_storage.0/lun.0/removable
    echo >$G/functions/mass_storage.0/lun.0/file # an open medium's mark cannot be changed
    echo "$2" >$G/functions/mass_storage.0/lun.0/ro
    echo "$1" >$G/functions/mass_storage.0/lun.0/file
    [ -e $G/configs/c.1/mass_storage.0 ] || ln -s $G/functions/mass_storage.0 $G/configs/c.1
    ls /sys/class/udc | grep -m1 dummy >$G/UDC
}
gadget_path() { grep -lx KERNEL000001 /sys/bus/usb/devices/*/serial 2>/dev/null | sed 's|/serial$||; s|.*/||' | head -1; }
gadget_there() { has_disk "$(gadget_path)"; }
truncate -s 32M /dev/shm/backing
gadget /dev/shm/backing 0 || fail "the gadget starts" "$(dmesg | tail -5)"
check "the kernel's gadget is there" until_true 60 gadget_there
K=$(gadget_path)
holds "info of the kernel's gadget" '65536 blocks of 512 bytes' "$($GANGWAY disk --port "$K" info 2>&1)"
check "write to the kernel's gadget" $GANGWAY disk --port "$K" write image
check "its backing file is the image" cmp -n $((24 << 20)) image /dev/shm/backing
check "verify of the kernel's gadget" $GANGWAY disk --port "$K" verify image
printf x | dd of=/dev/shm/backing bs=1 seek=6000000 conv=notrunc status=none
out=$($GANGWAY disk --port "$K" verify image 2>&1); code=$?
same "a byte that differs is found" 1 "$code"
holds "and named" 'does not hold what the image has at byte 6000000' "$out"
check "read of the kernel's gadget" $GANGWAY disk --port "$K" read --length 4194304 --at 4194304 got
tail -c +4194305 /dev/shm/backing | head -c 4194304 >had
check "it is what the backing file has" cmp had got
truncate -s 40M large
out=$($GANGWAY disk --port "$K" write large 2>&1); code=$?
same "an image that is larger than the disk is refused" 2 "$code"
mkdir -p raw
cp image raw/disk.img
sed 's/powerCycle: true/powerCycle: false/' "$PROJECT/config/recipes/raw-disk.yaml" >raw-disk.yaml
mkdir -p flash/recipes
cp raw-disk.yaml flash/recipes
printf 'kind: station\nstation: lab\ndata: /tmp/bench\nrecipes: { folder: recipes }\n' >flash/station.yaml
check "gangway flash with the recipe raw-disk on the kernel's gadget" timeout 300 $GANGWAY --config flash/station.yaml flash --recipe raw-disk --port "$K" --serial RD-90001 --images raw
check "its backing file is the image then" cmp -n $((24 << 20)) image /dev/shm/backing
same "and the gadget's medium is ejected" "" "$(cat $G/functions/mass_storage.0/lun.0/file)"
echo >$G/UDC
gadget /dev/shm/backing 1
until_true 60 gadget_there
K=$(gadget_path)
out=$($GANGWAY disk --port "$K" write "$INPUT/blob-1M" 2>&1); code=$?
same "a gadget that is read-only is refused" 1 "$code"
holds "for that reason" 'write-protected' "$out"
echo >$G/UDC

# The station on libusb: without faults and with.
head -c $((4 << 20)) image >raw/disk.img
n=1
for fault in "" "" "" stall@1000000 garbage@6000000 phase-error@2000000 disconnect@3000000:500ms wrong-tag@5000000; do
    n=$((n + 1))
    echo "$n $(path $n) disk size=16M${fault:+ faults=$fault}"
done >raw.jobs
station raw raw-disk.yaml raw raw.jobs 300 serial=RD-%05d
line_holds raw 8
same "each board holds the image" 8 "$(for n in $(seq 2 9); do boards memory $n 0 $((4 << 20)); done | grep -c "$(sum raw/disk.img)")"
dmesg >"$SHARE/dmesg.txt"
