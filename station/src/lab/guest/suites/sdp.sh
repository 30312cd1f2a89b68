# Debian's uuu and imx_usb judge our i.MX boards through the kernel's HID driver: what they download is what the boards hold, and
# a board with a fault is noticed; our bench verbs take the same boards, and the station runs the recipe imx-sdp-fastboot on them.
# Seconds: 600
udev_start
keeper_start 8
java_in() { timeout 120 "$JAVA" $JVM "$@"; }
gangway() { java_in dev.gangway.station.cli.Main --data "$PWD/bench-data" sdp --port "$(path 1)" "$@" 2>&1; }
sum() { sha256sum "$@" | cut -d' ' -f1; }
java_in dev.gangway.station.lab.LabImages files 0 sdp
IMAGE=files/u-boot-dtb.imx SELF=0x877ff400
LENGTH=$(stat -c %s $IMAGE)
head -c 20000 $IMAGE >short.imx
head -c 70001 "$INPUT/blob-1M" >data
# board WORDS…: an i.MX 6ULL on port 1, fresh.
board() {
    boards unplug 1 >/dev/null
    until_true 20 sh -c "[ ! -e /sys/bus/usb/devices/$(path 1) ]"
    boards plug 1 sdp soc=imx6ull "$@" >/dev/null
    until_true 30 sees 15a2:0080 1 || fail "a board with ${*:-nothing special} is there" "$(dmesg | tail -3)"
}
# uuu waits for the device that it has found: it is the one on our path.
nxp() { timeout 60 uuu -t 20 -m "$(path 1 | tr - :)" "$@" 2>&1 | tr -d '\r'; }
# Without jobs of their own in the chips' files, it does what its line says.
mkdir conf && cp /usr/share/imx-usb-loader/imx-loader.d/*.conf conf
imx() {
    local device=/sys/bus/usb/devices/$(path 1)
    timeout 60 imx_usb -c conf -b "$(cat "$device/busnum")" -D "$(cat "$device/devnum")" "$@" 2>&1
}

board
holds "uuu knows the board" 'MX6ULL.*SDP:.*0x15A2.*0x0080' "$(uuu -lsusb 2>&1)"
holds "uuu writes" 'Okay' "$(nxp SDP: write -f data -addr 0x80800000)"
same "uuu: it is there" "$(sum data)" "$(boards memory 1 0x80800000 70001)"
holds "uuu reads a register" '0x80800000: 0x'"$(head -c 4 data | od -An -tx4 | tr -d ' \n' | tr a-f A-F)" "$(nxp SDP: rdmem -addr 0x80800000 -format 32)"
holds "uuu writes a register" 'Okay' "$(nxp SDP: wrmem -addr 0x80900000 -format 32 -value 0x12345678)"
holds "gangway reads what uuu wrote" '^0x12345678' "$(gangway rdmem 0x80900000)"
holds "uuu loads an image without starting it" 'Okay' "$(nxp SDP: boot -f $IMAGE -nojump)"
same "uuu: the image is there" "$(sum $IMAGE)" "$(boards memory 1 $SELF "$LENGTH")"
check "gangway reads it back" gangway read $SELF "$LENGTH" back
check "gangway read the same" cmp $IMAGE back
holds "uuu starts an image" 'Okay' "$(nxp SDP: boot -f $IMAGE)"
check "U-Boot's fastboot is there" until_true 20 sees 1f3a:1010 1

board
out=$(imx $IMAGE)
holds "imx_usb loads and starts an image" 'jumping to' "$out"
check "U-Boot's fastboot is there again" until_true 20 sees 1f3a:1010 1
same "imx_usb: the image is there" "$(tail -c +65 $IMAGE | sha256sum | cut -d' ' -f1)" "$(boards memory 1 $((SELF + 64)) $((LENGTH - 64)))"
board
holds "imx_usb reads back what it wrote" 'Verify success' "$(imx -v short.imx)"

# Boards with a fault: each tool in its own words, and none of them starts anything.
bad() { # WORDS UUU-SAYS IMX-USB-SAYS OURS-SAYS
    board $1
    holds "$1: uuu says so" "$2" "$(nxp SDP: boot -f $IMAGE)"
    board $1
    holds "$1: imx_usb says so" "$3" "$(imx $IMAGE)"
    board $1
    holds "$1: gangway says so" "$4" "$(gangway boot $IMAGE)"
}
bad faults=wrong-ack@100000 'Status Miss matched' 'failed .security 0x56787856, status 0x77777777' 'answered 77777777, not 88888888'
bad secure-boot=closed 'Okay|rror' 'failed .security 0x12343412, status 0x33333333' 'secure boot is closed and the image is not signed'
same "and nothing has started" 1 "$(seen 15a2:0080)"
board faults=no-jump
holds "no-jump: imx_usb says so" 'failed .security 0x56787856, status 0x33333333' "$(imx $IMAGE)"
board faults=corrupt-write@10000
imx -v short.imx >"$SHARE/corrupt.txt"
holds "corrupt-write: imx_usb reads back and says so" 'erif.*(fail|err)|ismatch' "$(cat "$SHARE/corrupt.txt")"

# Chips that take a stream: uuu and our client, one of each way of taking it.
stream() { # SOC ID BYTES-THAT-IT-WANTS-OR-NOTHING
    local file=$1/flash.bin length=$3 each
    java_in dev.gangway.station.lab.LabImages "$1" 0 sdp soc="$1"
    length=${length:-$(stat -c %s "$file")}
    for each in uuu gangway; do
        boards unplug 1 >/dev/null
        until_true 20 sh -c "[ ! -e /sys/bus/usb/devices/$(path 1) ]"
        boards plug 1 sdp soc="$1" >/dev/null
        check "$1: it is there for $each" until_true 30 sees "$2" 1
        if [ $each = uuu ]; then
            holds "$1: uuu streams" 'Okay' "$(nxp SDPS: boot -f "$file")"
        else
            check "$1: gangway streams" gangway boot "$file"
        fi
        check "$1: U-Boot's fastboot is there after $each" until_true 20 sees 1f3a:1010 1
        same "$1: $each gave it what it wants" "$(head -c "$length" "$file" | sha256sum | cut -d' ' -f1)" "$(boards memory 1 0 "$length")"
        same "$1: and $each no more" "$(head -c 4096 /dev/zero | sha256sum | cut -d' ' -f1)" "$(boards memory 1 "$length" 4096)"
    done
}
stream imx8qxp 1fc9:012f $((0x400 + 0x400 + 300000 - (0x400 + 0x400 + 300000) % 0x400 + 0x400))
stream imx8mp 1fc9:0146
stream imx28 15a2:004f

board
holds "gangway status" 'imx6ull, secure boot open, last error 00000000' "$(gangway status)"
check "gangway boot" gangway boot $IMAGE
check "U-Boot's fastboot is there once more" until_true 20 sees 1f3a:1010 1
same "gangway: the image is there" "$(sum $IMAGE)" "$(boards memory 1 $SELF "$LENGTH")"
boards unplug 1 >/dev/null
until_true 20 sees 1f3a:1010 0

# The station on libusb: the shipped recipe, without faults and with, on three chips. A board gives 64 bytes an answer, so U-Boot
# is a short one.
mkdir line && cp short.imx line/u-boot-dtb.imx
head -c 2000000 "$INPUT/blob-300M" >line/rootfs.img
n=0
for words in soc=imx6ul soc=imx6ull soc=imx7d "" faults=stall@10000 faults=corrupt-write@15000 faults=disconnect@12000:500ms faults=short@30000; do
    n=$((n + 1))
    echo "$n $(path $n) sdp${words:+ $words}"
done >imx.jobs
sed 's/powerCycle: true/powerCycle: false/' "$PROJECT/config/recipes/imx-sdp-fastboot.yaml" >imx.yaml
station imx imx.yaml line imx.jobs 240 serial=IMX-%05d
line_holds imx 8
same "each fault cost an attempt" 4 "$(grep -c '^job .* attempts=[23] .*faults=' "$SHARE/imx.txt")"
same "each board holds its root file system" 8 "$(for n in $(seq 8); do boards partition $n rootfs 2000000; done | grep -c "$(sum line/rootfs.img)")"
dmesg >"$SHARE/dmesg.txt"
