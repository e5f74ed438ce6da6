#!/bin/sh
# FW-10/fuzz/3712a1d444: what was sent to the connector when it broke FW-10, call by call.
# It answers its peers at their own addresses, so what it says besides is not seen here; c2c-conformance replay judges it.
set -eu
TARGET=${TARGET:-http://127.0.0.1:7700/rpc}

call() { # QUERY [HEADER]; the body comes on standard input
  curl --silent --show-error --max-time 10 --write-out '\nstatus %{http_code}\n' --request POST \
    --header 'Content-Type: application/json' ${2:+--header "$2"} --data-binary @- "$TARGET?$1" || true
}

# test1.west.bob
printf '%s' '[{"id":"727641f1-44fc-43fc-b932-230ac7f6e2b1","ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","amount":"1","executionCondition":"BqY_HSccyDxJ81tEaC9TP3KASo8OUy_m0gMQ5wzc3c8","expiresAt":"2026-11-30T12:42:12.969Z","direction":"incoming","ilp":"AiWAAAAAAAAAAA50ZXN0MS5lYXN0LnpvZQx0byBiZSBicm9rZW4A"}]' |
  call 'method=send_transfer&prefix=test1.west.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"cfxkgrrr.1122.q2888","method":"quote_request","data":{"source_address":"test1.west.bob","destination_address":"test1.east.receiver","source_amount":"10000"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cfxkgrrr.1122.q2889","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"test1.west.fuzz","source_amount":"1000000"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"cfxkgrrr.1122.q2890","method":"quote_request","data":{"source_address":"test1.west.bob","destination_address":"test1.east.fuzz","source_amount":"1000000"}}}]' |
  call 'method=send_message&prefix=test1.west.'

