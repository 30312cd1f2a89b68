#!/usr/bin/env bash
# Fuzzes each parser of a format that comes from elsewhere (the classes *FuzzTest) for ten seconds with Jazzer; fails on a
# finding, which it keeps among the test resources: from then on every test run reads it. MAVEN has further arguments.
set -euo pipefail
cd "$(dirname "$0")/../../.."

# A JVM for each, since Jazzer fuzzes one test a JVM; their heap is small, so that what allocates by a lying length is found.
JAZZER_FUZZ=1 ./mvnw -B ${MAVEN:-} test -pl verticles -am -Dtest='*FuzzTest' -Djazzer.hooks=true \
  -Dsurefire.argLine=-Xmx512m -DforkCount=2 -DreuseForks=false -Dsurefire.failIfNoSpecifiedTests=false
