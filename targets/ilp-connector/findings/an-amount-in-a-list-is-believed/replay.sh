#!/bin/sh
# RQ-4/fuzz/b5b76ca05e: what was sent to the connector when it broke RQ-4, call by call.
# It answers its peers at their own addresses, so what it says besides is not seen here; c2c-conformance replay judges it.
set -eu
TARGET=${TARGET:-http://127.0.0.1:7700/rpc}

call() { # QUERY [HEADER]; the body comes on standard input
  curl --silent --show-error --max-time 10 --write-out '\nstatus %{http_code}\n' --request POST \
    --header 'Content-Type: application/json' ${2:+--header "$2"} --data-binary @- "$TARGET?$1" || true
}

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"method":"broadcast_routes","data":{"hold_down_time":5000,"unreachable_through_me":[],"new_routes":[{"source_ledger":"test1.west.","destination_ledger":"g.cs38j2yx.f126.b.","source_account":"test1.west.bob","min_message_window":1,"points":[[0,0],[250000000000,1000000000000]]}]}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1043","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver1","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1044","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver2","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1045","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver3","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1046","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver4","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1047","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver5","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1048","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver6","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1049","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver7","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1050","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver8","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1051","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver9","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1052","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver10","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1053","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver11","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1054","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver12","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1055","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver13","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1056","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver14","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1057","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver15","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1058","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver16","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1059","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver17","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1060","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver18","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1061","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver19","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1062","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver20","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1063","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver21","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1064","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver22","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1065","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver23","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1066","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver24","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1067","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver25","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1068","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.cs38j2yx.f126.b.bob.receiver26","source_amount":"1"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cs38j2yx.126.q1069","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"test1.west.fuzz","source_amount":"1000000"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"cs38j2yx.126.q1070","method":"quote_request","data":{"source_address":"test1.west.bob","destination_address":"test1.east.fuzz","source_amount":"1000000"}}}]' |
  call 'method=send_message&prefix=test1.west.'

