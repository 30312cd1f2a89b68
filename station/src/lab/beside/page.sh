# Beside the suite page: a person's browser on this machine, at the station inside the other one.
exec "$JAVA" -Xmx256m -cp "$CLASSES" -Dlogback.configurationFile="$LAB/guest/logback.xml" dev.gangway.station.lab.LabPage \
    "http://127.0.0.1:$page" "127.0.0.1:$control" "$share"
