# Twelve boards of many products on the kernel's USB at once, half of them with a fault: each gets the verdict that it deserves,
# and the ledger says of each image how it was proved. Who they are and what becomes of them: MixedBoards.
# Seconds: 900
udev_start
cd "$PROJECT/station" || exit 1 # the shipped recipes are found from there
"$JAVA" $JVM dev.gangway.station.lab.MixedBoards /tmp/mixed >"$SHARE/mixed.made" 2>&1
cd /tmp || exit 1
boards_count=$(wc -l <mixed/units.txt)
same "twelve boards" 12 "$boards_count"
keeper_start "$boards_count"
while read -r n recipe outcome board; do
    echo "$n $(path "$n") written as=$board"
done <mixed/units.txt >mixed.jobs
station mixed "$(ls mixed/recipes/*.yaml | paste -sd,)" mixed/images mixed.jobs 400
holds "mixed: every job ended" " ended=12 " "$(grep '^summary' "$SHARE/mixed.txt") "
holds "mixed: the ledger is sound" 'ledger=sound' "$(grep '^summary' "$SHARE/mixed.txt")"
say "| slot | recipe | board | verdict | tries | proved |"
say "|---|---|---|---|---|---|"
while read -r n recipe outcome board; do
    job=$(grep "^job $n " "$SHARE/mixed.txt")
    verdict=$(cut -d' ' -f4 <<<"$job")
    kind=$(cut -d' ' -f5 <<<"$job" | cut -d'(' -f1)
    case $verdict in PASSED) got=passed ;; *) got=$kind ;; esac
    [ "$got" = "$outcome" ] || got="$got: $job"
    same "mixed: $recipe, $board" "$outcome" "$got"
    got=${got%%:*}
    tries=$(grep -oE 'attempts=[0-9]+' <<<"$job" | cut -d= -f2)
    proofs=$(grep "^image $n " "$SHARE/mixed.txt" | sed 's/^image [0-9]* \([^ ]*\) proved=/\1: /' | paste -sd';' | sed 's/;/; /g')
    [ "$got" != passed ] || holds "mixed: $recipe on port $n says what was proved" ': .' "$proofs"
    say "| $n | $recipe | \`$board\` | $got | $tries | $proofs |"
done <mixed/units.txt
