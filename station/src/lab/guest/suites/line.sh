# The station itself on the kernel's USB: both recipes, 1 to 120 boards, with faults and without, without udevd and with.
# vhci's root hubs say that they switch the power of each port, and do not: without power cycles between attempts.
# Seconds: 3600
for recipe in chip-pro allwinner-fel-uboot; do sed 's/powerCycle: true/powerCycle: false/' "$PROJECT/config/recipes/$recipe.yaml" >$recipe.yaml; done
CHIP=$PWD/chip-pro.yaml
UBOOT=$PWD/allwinner-fel-uboot.yaml
H3=$INPUT/armhf/usr/lib/u-boot/nanopi_neo
keeper_start 120
say "| run | boards | passed | wall s | CPU s | heap MiB | RSS MiB |"
say "|---|---|---|---|---|---|---|"
row() { # NAME BOARDS
    local s
    s=$(grep '^summary' "$SHARE/$1.txt") || return
    value() { sed "s/.* $1=\([^ ]*\).*/\1/" <<<"$s"; }
    say "| $1 | $2 | $(value passed) | $(value seconds) | $(value cpu) | $(value heapMiB) | $(value rssMiB) |"
}
sound() { # N SOC: N boards, one each
    local n
    for n in $(seq "$1"); do echo "$n $(path "$n") allwinner soc=$2"; done
}
# Each fault comes once in a board's life; a board that leaves comes back by itself. The bytes that are
# corrupted are among those that the recipe compares.
FAULTS=(disconnect@150000:300ms short@40000 fel-status@120000 awus-status@130000)
UBOOT_FAULTS=("${FAULTS[@]}" corrupt-write@100000)
CHIP_FAULTS=("${FAULTS[@]}" corrupt-write@1200000 disconnect@1200000:500ms disconnect@900000:1s disconnect@2000000:500ms)
faulty() { # N SOC EVERY FAULT…: N boards, every EVERYth with one of the faults
    local n fault count=$1 soc=$2 every=$3
    shift 3
    local faults=("$@")
    for n in $(seq "$count"); do
        fault=
        ((n % every)) || fault=" faults=${faults[n / every % ${#faults[@]}]}"
        echo "$n $(path "$n") allwinner soc=$soc$fault"
    done
}
run() { # NAME BOARDS PASSED RECIPE IMAGES LIMIT [KEY=VALUE…], with the list of jobs as input
    local name=$1 boards=$2 passed=$3
    [[ $RUNS = all || " $RUNS " = *" $name "* ]] || return
    cat >"$name.jobs"
    station "$name" "$4" "$5" "$name.jobs" "$6" "${@:7}"
    line_holds "$name" "$passed"
    ! grep -q faults= "$name.jobs" || same "$name: each fault but a short packet cost an attempt" "" \
        "$(grep '^job .* attempts=1 .*faults=' "$SHARE/$name.txt" | grep -v 'faults=short@')"
    row "$name" "$boards"
    unplug_all 1 "$boards"
}
sound 1 a13 | run chip-1 1 1 "$CHIP" "$INPUT/chip-1M" 100
sound 1 h3 | run uboot-1 1 1 "$UBOOT" "$H3" 100 serial=NN-%05d
same "without udevd" "" "$(pidof systemd-udevd)"
udev_start
sound 8 a13 | run chip-8 8 8 "$CHIP" "$INPUT/chip-1M" 120
sound 8 h3 | run uboot-8 8 8 "$UBOOT" "$H3" 100 serial=NN-%05d
FLAWS=(short-device no-configuration wrong-type too-long length-zero no-endpoints one-way empty-packets same-address wild-strings)
{
    faulty 8 a13 1 "${CHIP_FAULTS[@]}"
    # A board that lost step answers again after a reset of the bus, on a hub that has no switch too; the next board there passes.
    n=8
    for fault in stall@200000 timeout@250000 garbage@100000; do
        n=$((n + 1))
        echo "$n $(path $n) allwinner soc=a13 faults=$fault"
        echo "$n $(path $n) allwinner soc=a13"
    done
    # A device with the right ids and broken descriptors; the next board there passes.
    for flaw in "${FLAWS[@]}"; do
        n=$((n + 1))
        echo "$n $(path $n) misfit flaw=$flaw"
        echo "$n $(path $n) allwinner soc=a13"
    done
} | run chip-faults 21 24 "$CHIP" "$INPUT/chip-1M" 300
if [ -f "$SHARE/chip-faults.txt" ]; then
    same "devices with broken descriptors came and went" ${#FLAWS[@]} "$(grep -c '^misfit' "$SHARE/chip-faults.txt")"
    same "none of them was offered a job" "" "$(grep '^misfit' "$SHARE/chip-faults.txt" | grep AwaitingScan)"
    same "each that the kernel showed got a word" "" "$(grep '^misfit' "$SHARE/chip-faults.txt" | grep 'problem=null')"
fi
faulty 5 h3 1 "${UBOOT_FAULTS[@]}" | run uboot-faults 5 5 "$UBOOT" "$H3" 250 serial=NN-%05d
sound 32 a13 | run chip-32 32 32 "$CHIP" "$INPUT/chip-1M" 250
sound 32 h3 | run uboot-32 32 32 "$UBOOT" "$H3" 250 serial=NN-%05d
faulty 32 a13 2 "${CHIP_FAULTS[@]}" | run chip-faults-32 32 32 "$CHIP" "$INPUT/chip-1M" 400
faulty 32 h3 2 "${UBOOT_FAULTS[@]}" | run uboot-faults-32 32 32 "$UBOOT" "$H3" 400 serial=NN-%05d
# 120 boards share one emulated machine of two processors, so each waits in the crowd for longer than a real one would, at each step.
for recipe in "$CHIP" "$UBOOT"; do
    sed -e '/^    timeout: /d' -e 's/^    name: .*/&\n    timeout: 10m/' "$recipe" >"${recipe%.yaml}-crowd.yaml"
done
sound 120 h3 | run uboot-120 120 120 "${UBOOT%.yaml}-crowd.yaml" "$H3" 300 serial=NN-%05d
sound 120 a13 | run chip-120 120 120 "${CHIP%.yaml}-crowd.yaml" "$INPUT/chip-1M" 900
faulty 120 h3 10 "${UBOOT_FAULTS[@]}" | run uboot-faults-120 120 120 "${UBOOT%.yaml}-crowd.yaml" "$H3" 500 serial=NN-%05d
faulty 120 a13 10 "${CHIP_FAULTS[@]}" | run chip-faults-120 120 120 "${CHIP%.yaml}-crowd.yaml" "$INPUT/chip-1M" 1200
dmesg >"$SHARE/dmesg.txt"
