# The station itself on the kernel's USB: both recipes, 1 to 120 boards, with faults and without, without udevd and with.
# vhci's root hubs say that they switch the power of each port, and do not: without power cycles between attempts.
# Seconds: 2400
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
run() { # NAME BOARDS PASSED RECIPE IMAGES LIMIT [KEY=VALUE…]; jobs are in NAME.jobs
    local name=$1 boards=$2 passed=$3
    if [ "$RUNS" != all ] && ! grep -qw -- "$name" <<<"$RUNS"; then return; fi
    station "$name" "$4" "$5" "$name.jobs" "$6" "${@:7}"
    line_holds "$name" "$passed"
    row "$name" "$boards"
    unplug_all 1 "$boards"
}
sound 1 a13 >chip-1.jobs
run chip-1 1 1 "$CHIP" "$INPUT/chip-1M" 100
same "without udevd" "" "$(pidof systemd-udevd)"
udev_start
sound 8 a13 >chip-8.jobs
run chip-8 8 8 "$CHIP" "$INPUT/chip-1M" 120
sound 8 h3 >uboot-8.jobs
run uboot-8 8 8 "$UBOOT" "$H3" 100 serial=NN-%05d
{
    n=0
    for fault in disconnect@150000:300ms short@40000 fel-status@120000 awus-status@130000 corrupt-write@5000 disconnect@1200000:500ms disconnect@900000:1s disconnect@2000000:500ms; do
        n=$((n + 1))
        echo "$n $(path $n) allwinner soc=a13 faults=$fault"
    done
} >chip-faults.jobs
run chip-faults 8 8 "$CHIP" "$INPUT/chip-1M" 250
# A board that lost step answers again after a reset of the bus, on a hub that has no switch too; the next board there passes.
{
    n=0
    for fault in stall@200000 timeout@250000 garbage@100000; do
        n=$((n + 1))
        echo "$n $(path $n) allwinner soc=a13 faults=$fault"
        echo "$n $(path $n) allwinner soc=a13"
    done
} >chip-wedged.jobs
run chip-wedged 3 6 "$CHIP" "$INPUT/chip-1M" 200
if grep -qE -- "all|-32|-120" <<<"$RUNS"; then # even the lists take long in an emulated machine
    sound 32 a13 >chip-32.jobs
    run chip-32 32 32 "$CHIP" "$INPUT/chip-1M" 250
    # 120 boards share one emulated machine of two processors, so each waits in the crowd for longer than a real one would.
    for recipe in "$CHIP" "$UBOOT"; do sed 's/timeout: [36]0s/timeout: 3m/' "$recipe" >"${recipe%.yaml}-crowd.yaml"; done
    sound 120 h3 >uboot-120.jobs
    run uboot-120 120 120 "${UBOOT%.yaml}-crowd.yaml" "$H3" 300 serial=NN-%05d
    sound 120 a13 >chip-120.jobs
    run chip-120 120 120 "${CHIP%.yaml}-crowd.yaml" "$INPUT/chip-1M" 900
fi
dmesg >"$SHARE/dmesg.txt"
