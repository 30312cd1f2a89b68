# Linux' own FAT driver writes our UF2 drives, as a person does who drags a file to one: what `cp` leaves there is in the board's
# flash memory and its application runs; a board that misses a block stays. Our bench verbs write the same boards, both ways, and
# the station runs the recipe rp2040-uf2 on them.
# Seconds: 600
udev_start
modprobe -d "${INPUT%/input}/kernel/x" -a vfat nls_cp437 nls_iso8859-1 nls_ascii nls_utf8 || fail "the kernel's modules" "$(dmesg | tail -3)"
keeper_start 8
java_in() { timeout 120 "$JAVA" $JVM "$@"; }
gangway() { java_in dev.gangway.station.cli.Main --data "$PWD/bench-data" disk --port "$(path 1)" "$@" 2>&1; }
java_in dev.gangway.station.lab.LabImages files 400000 uf2
UF2=files/firmware.uf2
# What is in the blocks, one after the other.
python3 -S - $UF2 >flash <<'P'
import sys
data = open(sys.argv[1], "rb").read()
sys.stdout.buffer.write(b"".join(data[at + 32:at + 288] for at in range(0, len(data), 512)))
P
WANTED=$(sha256sum <flash | cut -d' ' -f1) LENGTH=$(stat -c %s flash)
partition_of() { ls -d "/sys/bus/usb/devices/$1/"*:*/host*/target*/*/block/*/*[0-9] 2>/dev/null | grep -m1 '/sd[a-z]*[0-9]*$'; }
has_partition() { [ -n "$(partition_of "$1")" ] && [ -b "/dev/$(basename "$(partition_of "$1")")" ]; }
gone() { [ ! -e "/sys/bus/usb/devices/$1" ]; }
mkdir /mnt/uf2
# drive WORDS…: a board on port 1, fresh, its drive mounted.
drive() {
    boards unplug 1 >/dev/null
    until_true 20 gone "$(path 1)"
    boards plug 1 uf2 "$@" >/dev/null
    until_true 60 has_partition "$(path 1)" || fail "the kernel makes a disk of a board with ${*:-nothing special}" "$(dmesg | tail -3)"
    D=/dev/$(basename "$(partition_of "$(path 1)")")
    mount -t vfat "$D" /mnt/uf2 || fail "the drive of a board with ${*:-nothing special} is mounted" "$(dmesg | tail -3)"
}
for words in "2e8a:000a RPI-RP2 board=rp2040" "2e8a:0009 RP2350 board=rp2350"; do
    set -- $words
    drive "$3"
    holds "$2: the kernel reads who it is" "Board-ID: $2" "$(cat /mnt/uf2/INFO_UF2.TXT)"
    file=$UF2
    if [ "$2" = RP2350 ]; then
        python3 -S - $UF2 >other.uf2 <<'P'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
for at in range(0, len(data), 512):
    data[at + 28:at + 32] = (0xe48bff59).to_bytes(4, "little")
sys.stdout.buffer.write(data)
P
        cp $UF2 /mnt/uf2/WRONG.UF2 && sync -f /mnt/uf2
        same "$2: blocks of another family are nothing to it" "$(head -c "$LENGTH" /dev/zero | sha256sum | cut -d' ' -f1)" "$(boards memory 1 0x10000000 "$LENGTH")"
        file=other.uf2
    fi
    cp "$file" /mnt/uf2/FIRMWARE.UF2; sync -f /mnt/uf2 2>/dev/null
    check "$2: cp writes it, and the application runs" until_true 30 sees "$1" 1
    same "$2: what cp wrote is in its flash memory" "$WANTED" "$(boards memory 1 0x10000000 "$LENGTH")"
    umount -l /mnt/uf2
done
drive faults=drop-block@100000
cp $UF2 /mnt/uf2/FIRMWARE.UF2; sync -f /mnt/uf2
same "a board that misses a block stays a drive" 1 "$(sees 2e8a:0003 1 && echo 1)"
umount /mnt/uf2
holds "and our client says so" 'stays a drive' "$(boards unplug 1 >/dev/null; until_true 20 gone "$(path 1)"; boards plug 1 uf2 faults=drop-block@100000 >/dev/null; until_true 60 has_partition "$(path 1)"; gangway uf2 $UF2)"
holds "given again without a power cycle, it has all" 'has every block of family' "$(gangway uf2 $UF2)"
check "and its application runs" until_true 30 sees 2e8a:000a 1
same "and all of it is in the flash memory" "$WANTED" "$(boards memory 1 0x10000000 "$LENGTH")"

# Our client, past the kernel's drivers; not while they hold the drive.
drive
out=$(gangway uf2 $UF2); code=$?
same "a drive that is mounted is refused" 4 "$code"
holds "and the refusal names where" 'is mounted at /mnt/uf2' "$out"
umount /mnt/uf2
holds "gangway disk uf2 by the drive" 'has every block of family' "$(gangway uf2 $UF2)"
check "the application runs" until_true 30 sees 2e8a:000a 1
same "what it wrote is in the flash memory" "$WANTED" "$(boards memory 1 0x10000000 "$LENGTH")"
drive
umount /mnt/uf2
holds "gangway disk uf2 by a file" 'has every block of family' "$(gangway uf2 --by file $UF2)"
check "the application runs then too" until_true 30 sees 2e8a:000a 1
same "what the file brought is in the flash memory" "$WANTED" "$(boards memory 1 0x10000000 "$LENGTH")"
boards unplug 1 >/dev/null
until_true 20 gone "$(path 1)"

# The station on libusb: the shipped recipe, without faults and with.
n=0
for fault in "" "" "" "" stall@100000 phase-error@300000 disconnect@150000:500ms; do
    n=$((n + 1))
    echo "$n $(path $n) uf2${fault:+ faults=$fault}"
done >uf2.jobs
sed 's/powerCycle: true/powerCycle: false/' "$PROJECT/config/recipes/rp2040-uf2.yaml" >uf2.yaml
station uf2 uf2.yaml files uf2.jobs 240 serial=RP2-%05d
line_holds uf2 7
same "each board holds the firmware" 7 "$(for n in $(seq 7); do boards memory $n 0x10000000 "$LENGTH"; done | grep -c "$WANTED")"
dmesg >"$SHARE/dmesg.txt"
