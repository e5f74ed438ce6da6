#!/bin/sh
# RB-6/fuzz/f431030b46: what was sent to the connector when it broke RB-6, call by call.
# It answers its peers at their own addresses, so what it says besides is not seen here; c2c-conformance replay judges it.
set -eu
TARGET=${TARGET:-http://127.0.0.1:7700/rpc}

call() { # QUERY [HEADER]; the body comes on standard input
  curl --silent --show-error --max-time 10 --write-out '\nstatus %{http_code}\n' --request POST \
    --header 'Content-Type: application/json' ${2:+--header "$2"} --data-binary @- "$TARGET?$1" || true
}

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"method":"broadcast_routes","data":{"hold_down_time":5000,"unreachable_through_me":[],"new_routes":[{"source_ledger":"test1.west.","destination_ledger":"g.c34riaxr.f9.a.","source_account":"test1.west.bob","min_message_window":1,"points":[[524606335,367939433],[1171365990,453312811757]]}]}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.west.ben
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.ben","to":"test1.west.conn","data":{"method":"broadcast_routes","data":{"hold_down_time":5000,"unreachable_through_me":[],"new_routes":[{"source_ledger":"test1.west.","destination_ledger":"g.c34riaxr.f9.a.","source_account":"test1.west.ben","min_message_window":1,"points":[[1780960614,181215066951],[2082854911,977341026538]]}]}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"c34riaxr.9.q109","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"test1.west.fuzz","source_amount":"1000000"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"c34riaxr.9.q110","method":"quote_request","data":{"source_address":"test1.west.bob","destination_address":"test1.east.fuzz","source_amount":"1000000"}}}]' |
  call 'method=send_message&prefix=test1.west.'

