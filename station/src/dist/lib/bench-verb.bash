# Part of bin/gangway: hands a bench verb over to the `gangway bench` whose door is $GANGWAY_BENCH, and does here what it says.
# How the two talk stands in dev.gangway.station.handover.

alone() { # SAID: why this command starts a Java of its own
  exec 3>&-
  [ -z "$1" ] || echo "gangway: $1, so this command starts a Java of its own" >&2
}

# hand_over WORD…: ends this process with the verb's exit code, or returns when the verb was not taken.
hand_over() {
  local LC_ALL=C port= token= pid= theirs= mine= hello= answer= proof= kind to count text # in that locale lengths are bytes
  if [ "${BASH_VERSINFO[0]}" -lt 5 ]; then
    alone "bash is older than 5"
    return
  elif [ ! -O "$GANGWAY_BENCH" ]; then
    alone "GANGWAY_BENCH is $GANGWAY_BENCH, which is no door of yours: the bench has ended, or is another user's"
    return
  fi
  { read -r port && read -r token && read -r pid && IFS= read -r theirs; } <"$GANGWAY_BENCH" || true
  if [ ! "$self" -ef "$theirs/bin/gangway" ]; then
    alone "the bench of GANGWAY_BENCH is that of $theirs"
    return
  elif [ ! -O "/proc/$pid" ]; then
    alone "the bench of GANGWAY_BENCH has ended: there is no process $pid of yours any more"
    return
  elif ! { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null; then
    alone "the bench of GANGWAY_BENCH has ended"
    return
  fi
  # Whoever listens there now may be a stranger: each side shows that it knows the token, and never says it.
  read -r mine </proc/sys/kernel/random/uuid
  printf '%s\0' "$mine" >&3
  IFS= read -r -t 10 -n 200 hello <&3 || true
  proof=$(sha512sum <<<"$token $mine ${hello%% *}") || proof=
  proof=${proof%% *}
  if [ ${#proof} -ne 128 ] || [ "${hello#* }" != "${proof:0:64}" ]; then
    alone "what listens in the place of GANGWAY_BENCH is not that bench, which has ended"
    return
  fi
  printf '%s\0' "${proof:64}" "$PWD" $# "$@" >&3
  read -r answer <&3 || true
  case $answer in
    yes) ;;
    no) alone "" && return ;;
    *) alone "the bench of GANGWAY_BENCH does not take it" && return ;;
  esac
  while read -r kind to count <&3; do
    case "$kind ${to//[0-9]/n} ${count//[0-9]/n}" in
      # Only the two streams of this call, and never a file of that name.
      'text n n'* | 'bytes n n'*) case $to in 1 | 2) ;; *) break ;; esac ;;
      'exit n ' | 'exit nn ' | 'exit nnn ') exit "$to" ;;
      *) break ;;
    esac
    case $count in *[!0-9]*) break ;; esac
    case $kind in
      text) IFS= read -r -N "$count" text <&3 && { printf %s "$text" >&"$to" || exit 4; } ;; # Bash says why
      bytes) head -c "$count" <&3 >&"$to" || { [ $? -ne 141 ] || exit 141; exit 4; } ;; # nobody reads it; else head says why
    esac
  done
  echo "gangway: the bench ended in the middle of this command: look at the board, start the bench again, repeat the command" >&2
  exit 4
}
