#!/bin/sh
# RQ-8/fuzz/88e6c57b21: what was sent to the connector when it broke RQ-8, call by call.
# It answers its peers at their own addresses, so what it says besides is not seen here; c2c-conformance replay judges it.
set -eu
TARGET=${TARGET:-http://127.0.0.1:7700/rpc}

call() { # QUERY [HEADER]; the body comes on standard input
  curl --silent --show-error --max-time 10 --write-out '\nstatus %{http_code}\n' --request POST \
    --header 'Content-Type: application/json' ${2:+--header "$2"} --data-binary @- "$TARGET?$1" || true
}

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"method":"broadcast_routes","data":{"hold_down_time":5000,"unreachable_through_me":[],"new_routes":[{"source_ledger":"test1.east.","destination_ledger":"g.cdyw8iiz.f102.a.b.","source_account":"test1.east.alice","min_message_window":1,"points":[[250000000000,250000000000]]}]}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.ben
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.ben","to":"test1.west.conn","data":{"id":"cdyw8iiz.102.q626","method":"quote_request","data":{"source_address":"test1.west.ben","destination_address":"g.cdyw8iiz.f102.a.b.x.y.receiver1","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cdyw8iiz.102.q627","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"test1.west.fuzz","source_amount":"1000000"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"cdyw8iiz.102.q628","method":"quote_request","data":{"source_address":"test1.west.bob","destination_address":"test1.east.fuzz","source_amount":"1000000"}}}]' |
  call 'method=send_message&prefix=test1.west.'

