# A board vanishes at each of 60 byte positions of the chip-pro recipe: the port recovers, and the next board passes there.
# Seconds: 700
udev_start
keeper_start 15
sed 's/attempts: 3/attempts: 1/; s/powerCycle: true/powerCycle: false/' "$PROJECT/config/recipes/chip-pro.yaml" >chip-pro.yaml
total=2600000
for n in $(seq 15); do
    for i in 0 1 2 3; do
        at=$(((n - 1 + 15 * i) * total / 60 + 2000))
        echo "$n $(path "$n") allwinner soc=a13 faults=disconnect@$at:never"
        echo "$n $(path "$n") allwinner soc=a13"
    done
done >sweep.jobs
station sweep "$PWD/chip-pro.yaml" "$INPUT/chip-1M" sweep.jobs 600
struck=$(grep -c '^job .* FAILED .*never' "$SHARE/sweep.txt")
sound_passed=$(grep '^job .* PASSED' "$SHARE/sweep.txt" | grep -c 'soc=a13$')
sound_failed=$(grep '^job .* FAILED' "$SHARE/sweep.txt" | grep -c 'soc=a13$')
check "at least 50 positions struck ($struck)" [ "$struck" -ge 50 ]
same "the next board on the port passed each time" 60 "$sound_passed"
same "no sound board failed" 0 "$sound_failed"
same "no vanished board passed before its position" 0 "$(awk '/^job .* PASSED .*never/ { split($0, a, "disconnect@"); if (a[2] + 0 < 2400000) n++ } END { print n + 0 }' "$SHARE/sweep.txt")"
holds "the ledger is sound" 'ledger=sound' "$(tail -1 "$SHARE/sweep.txt")"
same "no event loop stayed blocked" "" "$(grep -E -m2 'has been blocked for [0-9]{5,} ms' "$SHARE/sweep.err")"
same "a board that vanished is told as one that is gone, in transfer or on its way back" "" "$(grep -E '^job .* FAILED ' "$SHARE/sweep.txt" | grep -vE ' FAILED (cable-lost|board-not-back)\(')"
say "$struck positions between byte 2000 and $total; kinds: $(grep -oE 'FAILED [a-z-]+' "$SHARE/sweep.txt" | sort | uniq -c | tr '\n' ';')"
