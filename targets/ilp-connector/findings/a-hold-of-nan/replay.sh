#!/bin/sh
# QT-1/fuzz/1d8b651830: what was sent to the connector when it broke QT-1, call by call.
# It answers its peers at their own addresses, so what it says besides is not seen here; c2c-conformance replay judges it.
set -eu
TARGET=${TARGET:-http://127.0.0.1:7700/rpc}

call() { # QUERY [HEADER]; the body comes on standard input
  curl --silent --show-error --max-time 10 --write-out '\nstatus %{http_code}\n' --request POST \
    --header 'Content-Type: application/json' ${2:+--header "$2"} --data-binary @- "$TARGET?$1" || true
}

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"method":"broadcast_routes","data":{"hold_down_time":5000,"unreachable_through_me":[],"new_routes":[{"source_ledger":"test1.west.","destination_ledger":"g.c6x26iw6.f162.1e3.","source_account":"test1.west.bob","min_message_window":1,"points":[[0,0],[1000000000000,1000000000000]]}]}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"c6x26iw6.162.q1429","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.c6x26iw6.f162.1e3.carl.receiver1","source_amount":"1","destination_expiry_duration":"0"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"adf52043-49b5-4eab-9617-8e03272812e0","method":"quote_response","data":{"source_connector_account":"test1.west.bob","source_ledger":"test1.west.","destination_ledger":"g.c6x26iw6.f162.1e3.","source_amount":"1","destination_amount":"1","source_expiry_duration":"6","destination_expiry_duration":"5"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"c6x26iw6.162.q1430","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.c6x26iw6.f162.1e3.carl.receiver2","source_amount":"1","destination_expiry_duration":"0"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"fbc488c3-3e14-41df-82ed-cb4b64cf5ef8","method":"quote_response","data":{"source_connector_account":"test1.west.bob","source_ledger":"test1.west.","destination_ledger":"g.c6x26iw6.f162.1e3.","source_amount":"1","destination_amount":"1","source_expiry_duration":"6","destination_expiry_duration":"5"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"c6x26iw6.162.q1431","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.c6x26iw6.f162.1e3.carl.receiver3","source_amount":"1","destination_expiry_duration":"0"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"565ee51e-1fa7-443e-892a-91d794fa5f1c","method":"quote_response","data":{"source_connector_account":"test1.west.bob","source_ledger":"test1.west.","destination_ledger":"g.c6x26iw6.f162.1e3.","source_amount":"1","destination_amount":"1","source_expiry_duration":"6","destination_expiry_duration":"5"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"c6x26iw6.162.q1432","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.c6x26iw6.f162.1e3.carl.receiver4","source_amount":"1","destination_expiry_duration":"0"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"50537c02-f7c7-4391-b7be-8d6d486404af","method":"quote_response","data":{"source_connector_account":"test1.west.bob","source_ledger":"test1.west.","destination_ledger":"g.c6x26iw6.f162.1e3.","source_amount":"1","destination_amount":"1","source_expiry_duration":"6","destination_expiry_duration":"5"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"c6x26iw6.162.q1433","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.c6x26iw6.f162.1e3.carl.receiver5","source_amount":"1","destination_expiry_duration":"0"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"275fe26b-bc42-400a-afc0-f2e985b96994","method":"quote_response","data":{"source_connector_account":"test1.west.bob","source_ledger":"test1.west.","destination_ledger":"g.c6x26iw6.f162.1e3.","source_amount":"1","destination_amount":"1","source_expiry_duration":"6","destination_expiry_duration":"5"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"c6x26iw6.162.q1434","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.c6x26iw6.f162.1e3.carl.receiver6","source_amount":"1","destination_expiry_duration":"0"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"9248e0b7-3023-4e7a-b1fb-97638aa64b20","method":"quote_response","data":{"source_connector_account":"test1.west.bob","source_ledger":"test1.west.","destination_ledger":"g.c6x26iw6.f162.1e3.","source_amount":"1","destination_amount":"1","source_expiry_duration":"6","destination_expiry_duration":"5"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"c6x26iw6.162.q1435","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.c6x26iw6.f162.1e3.carl.receiver7","source_amount":"1","destination_expiry_duration":"0"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"58d58258-d67f-405d-87f7-b0dde7998bca","method":"quote_response","data":{"source_connector_account":"test1.west.bob","source_ledger":"test1.west.","destination_ledger":"g.c6x26iw6.f162.1e3.","source_amount":"1","destination_amount":"1","source_expiry_duration":"6","destination_expiry_duration":"5"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"c6x26iw6.162.q1436","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.c6x26iw6.f162.1e3.carl.receiver8","source_amount":"1","destination_expiry_duration":"0"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"499a6173-d134-4031-ae3d-a83d4665c5ec","method":"quote_response","data":{"source_connector_account":"test1.west.bob","source_ledger":"test1.west.","destination_ledger":"g.c6x26iw6.f162.1e3.","source_amount":"1","destination_amount":"1","source_expiry_duration":"6","destination_expiry_duration":"5"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"c6x26iw6.162.q1437","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.c6x26iw6.f162.1e3.carl.receiver9","source_amount":"1","destination_expiry_duration":"0"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"29d1d395-7a3b-4931-b8b2-6ed4a424344a","method":"quote_response","data":{"source_connector_account":"test1.west.bob","source_ledger":"test1.west.","destination_ledger":"g.c6x26iw6.f162.1e3.","source_amount":"1","destination_amount":"1","source_expiry_duration":"6","destination_expiry_duration":"5"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"c6x26iw6.162.q1438","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.c6x26iw6.f162.1e3.carl.receiver10","source_amount":"1","destination_expiry_duration":"0"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"15f489aa-4425-4cdf-a2b2-c24c52e72677","method":"quote_response","data":{"source_connector_account":"test1.west.bob","source_ledger":"test1.west.","destination_ledger":"g.c6x26iw6.f162.1e3.","source_amount":"1","destination_amount":"1","source_expiry_duration":"6","destination_expiry_duration":"5"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"c6x26iw6.162.q1439","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.c6x26iw6.f162.1e3.carl.receiver11","source_amount":"1","destination_expiry_duration":"0"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"4d13951e-18c2-43d6-aaf8-abf5483fd244","method":"quote_response","data":{"source_connector_account":"test1.west.bob","source_ledger":"test1.west.","destination_ledger":"g.c6x26iw6.f162.1e3.","source_amount":"1","destination_amount":"1","source_expiry_duration":"6","destination_expiry_duration":"5"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"c6x26iw6.162.q1440","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.c6x26iw6.f162.1e3.carl.receiver12","source_amount":"1","destination_expiry_duration":"0"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"8b0de410-7f62-4db2-8f2e-f30d601d201c","method":"quote_response","data":{"source_connector_account":"test1.west.bob","source_ledger":"test1.west.","destination_ledger":"g.c6x26iw6.f162.1e3.","source_amount":"1","destination_amount":"1","source_expiry_duration":"6","destination_expiry_duration":"5"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"c6x26iw6.162.q1441","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.c6x26iw6.f162.1e3.carl.receiver13","source_amount":"1","destination_expiry_duration":"0"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"c8f90fee-6025-4b33-bf97-6a0ea1dcbb4a","method":"quote_response","data":{"source_connector_account":"test1.west.bob","source_ledger":"test1.west.","destination_ledger":"g.c6x26iw6.f162.1e3.","source_amount":"1","destination_amount":"1","source_expiry_duration":"6","destination_expiry_duration":"5"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"c6x26iw6.162.q1442","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.c6x26iw6.f162.1e3.carl.receiver14","source_amount":"1","destination_expiry_duration":"0"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"77f4e796-db3b-4910-b98a-f7273dfb4d6c","method":"quote_response","data":{"source_connector_account":"test1.west.bob","source_ledger":"test1.west.","destination_ledger":"g.c6x26iw6.f162.1e3.","source_amount":"1","destination_amount":"1","source_expiry_duration":"6","destination_expiry_duration":"5"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"c6x26iw6.162.q1443","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.c6x26iw6.f162.1e3.carl.receiver15","source_amount":"1","destination_expiry_duration":"0"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"431a6453-3363-47d2-aa1d-a5c2026d0da2","method":"quote_response","data":{"source_connector_account":"test1.west.bob","source_ledger":"test1.west.","destination_ledger":"g.c6x26iw6.f162.1e3.","source_amount":"1","destination_amount":"1","source_expiry_duration":"6","destination_expiry_duration":"5"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"c6x26iw6.162.q1444","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.c6x26iw6.f162.1e3.carl.receiver16","source_amount":"1","destination_expiry_duration":"0"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"d5cf2217-a272-443b-b60d-f8d38bea9423","method":"quote_response","data":{"source_connector_account":"test1.west.bob","source_ledger":"test1.west.","destination_ledger":"g.c6x26iw6.f162.1e3.","source_amount":"1","destination_amount":"1","source_expiry_duration":"6","destination_expiry_duration":"5"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"c6x26iw6.162.q1445","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.c6x26iw6.f162.1e3.carl.receiver17","source_amount":"1","destination_expiry_duration":"0"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"93b2b7f2-365d-42aa-854b-8bd9f8fa7cff","method":"quote_response","data":{"source_connector_account":"test1.west.bob","source_ledger":"test1.west.","destination_ledger":"g.c6x26iw6.f162.1e3.","source_amount":"1","destination_amount":"1","source_expiry_duration":"6","destination_expiry_duration":"5"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"c6x26iw6.162.q1446","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.c6x26iw6.f162.1e3.carl.receiver18","source_amount":"1","destination_expiry_duration":"0"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"b83e5a9b-b1c8-4ff7-ace5-157bf2d3acff","method":"quote_response","data":{"source_connector_account":"test1.west.bob","source_ledger":"test1.west.","destination_ledger":"g.c6x26iw6.f162.1e3.","source_amount":"1","destination_amount":"1","source_expiry_duration":"6","destination_expiry_duration":"5"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"c6x26iw6.162.q1447","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"g.c6x26iw6.f162.1e3.carl.receiver19","source_amount":"1","destination_expiry_duration":"0"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"f9f3ca39-9097-4535-a36f-fd14ad00f0b2","method":"quote_response","data":{"source_connector_account":"test1.west.bob","source_ledger":"test1.west.","destination_ledger":"g.c6x26iw6.f162.1e3.","source_amount":"1","destination_amount":"1","source_expiry_duration":"6","destination_expiry_duration":"5"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"c6x26iw6.162.q1448","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"test1.west.fuzz","source_amount":"1000000"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"c6x26iw6.162.q1449","method":"quote_request","data":{"source_address":"test1.west.bob","destination_address":"test1.east.fuzz","source_amount":"1000000"}}}]' |
  call 'method=send_message&prefix=test1.west.'

