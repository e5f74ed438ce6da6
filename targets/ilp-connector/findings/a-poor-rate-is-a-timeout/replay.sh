#!/bin/sh
# FW-10/fuzz/74858cdf6c: what was sent to the connector when it broke FW-10, call by call.
# It answers its peers at their own addresses, so what it says besides is not seen here; c2c-conformance replay judges it.
set -eu
TARGET=${TARGET:-http://127.0.0.1:7700/rpc}

call() { # QUERY [HEADER]; the body comes on standard input
  curl --silent --show-error --max-time 10 --write-out '\nstatus %{http_code}\n' --request POST \
    --header 'Content-Type: application/json' ${2:+--header "$2"} --data-binary @- "$TARGET?$1" || true
}

# test1.west.ben
printf '%s' '[{"id":"fe814961-eec4-44a0-bed0-047fed471664","ledger":"test1.west.","from":"test1.west.ben","to":"test1.west.conn","amount":"1","executionCondition":"GyU4xXO-8Vu9yfvip9-nIVRlkDoPx-S-qT3SIkgzpBI","expiresAt":"2026-11-30T12:42:24.739Z","direction":"incoming","ilp":"ATL//////////xp0ZXN0MS5lYXN0LmFsaWNlLmludm9pY2UuNw0BAHBhecQDSuswycYEAA=="}]' |
  call 'method=send_transfer&prefix=test1.west.'

# test1.west.ben
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.ben","to":"test1.west.conn","data":{"id":"cfywrg33.1274.q3073","method":"quote_request","data":{"source_address":"test1.west.ben","destination_address":"test1.east.receiver","source_amount":"10000"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cfywrg33.1274.q3074","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"test1.west.fuzz","source_amount":"1000000"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"cfywrg33.1274.q3075","method":"quote_request","data":{"source_address":"test1.west.bob","destination_address":"test1.east.fuzz","source_amount":"1000000"}}}]' |
  call 'method=send_message&prefix=test1.west.'

