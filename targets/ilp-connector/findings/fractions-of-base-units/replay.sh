#!/bin/sh
# RB-3/fuzz/20ab06fa58: what was sent to the connector when it broke RB-3, call by call.
# It answers its peers at their own addresses, so what it says besides is not seen here; c2c-conformance replay judges it.
set -eu
TARGET=${TARGET:-http://127.0.0.1:7700/rpc}

call() { # QUERY [HEADER]; the body comes on standard input
  curl --silent --show-error --max-time 10 --write-out '\nstatus %{http_code}\n' --request POST \
    --header 'Content-Type: application/json' ${2:+--header "$2"} --data-binary @- "$TARGET?$1" || true
}

# test1.west.ben
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.ben","to":"test1.west.conn","data":{"method":"broadcast_routes","data":{"hold_down_time":5000,"unreachable_through_me":[],"new_routes":[{"source_ledger":"test1.west.","destination_ledger":"g.cdyw8iiz.f828.a.","source_account":"test1.west.ben","min_message_window":1,"points":[[47368421052,343047091412],[50000000000,360000000000],[52631578947,376731301939],[55263157894,393240997229],[57894736842,409529085872],[60526315789,425595567867],[63157894736,441440443213],[65789473684,457063711911],[68421052631,472465373961],[71052631578,487645429362],[73684210526,502603878116],[76315789473,517340720221],[78947368421,531855955678],[81578947368,546149584487],[84210526315,560221606648],[86842105263,574072022160],[89473684210,587700831024],[92105263157,601108033240],[94736842105,614293628808],[97368421052,627257617728],[100000000000,640000000000],[102631578947,652520775623],[105263157894,664819944598],[107894736842,676897506925],[110526315789,688753462603],[113157894736,700387811634],[115789473684,711800554016],[118421052631,722991689750],[121052631578,733961218836],[123684210526,744709141274],[126315789473,755235457063],[128947368421,765540166204],[131578947368,775623268698],[134210526315,785484764542],[136842105263,795124653739],[139473684210,804542936288],[142105263157,813739612188],[144736842105,822714681440],[147368421052,831468144044],[150000000000,840000000000],[152631578947,848310249307],[155263157894,856398891966],[157894736842,864265927977],[160526315789,871911357340],[163157894736,879335180055],[165789473684,886537396121],[168421052631,893518005540],[171052631578,900277008310],[173684210526,906814404432],[176315789473,913130193905],[178947368421,919224376731],[181578947368,925096952908],[184210526315,930747922437],[186842105263,936177285318],[189473684210,941385041551],[192105263157,946371191135],[194736842105,951135734072],[197368421052,955678670360],[200000000000,960000000000],[202631578947,964099722991],[205263157894,967977839335],[207894736842,971634349030],[210526315789,975069252077],[213157894736,978282548476],[215789473684,981274238227],[218421052631,984044321329],[221052631578,986592797783],[223684210526,988919667590],[226315789473,991024930747],[228947368421,992908587257],[231578947368,994570637119],[234210526315,996011080332],[236842105263,997229916897],[239473684210,998227146814],[242105263157,999002770083],[244736842105,999556786703],[247368421052,999889196675],[250000000000,1000000000000]]}]}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","data":{"method":"broadcast_routes","data":{"hold_down_time":3000,"unreachable_through_me":[],"new_routes":[{"source_ledger":"test1.west.","destination_ledger":"g.cdyw8iiz.f828.a.","source_account":"test1.west.bob","min_message_window":1,"points":[[0,0],[1000000000000,4503599627370496]]}]}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"cdyw8iiz.828.q2127","method":"quote_request","data":{"source_address":"test1.west.bob","destination_address":"test1.east.fuzz","source_amount":"1000000"}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"method":"broadcast_routes","data":{"hold_down_time":5000,"unreachable_through_me":[],"new_routes":[{"source_ledger":"test1.west.","destination_ledger":"g.cdyw8iiz.barrier.8.","source_account":"test1.west.bob","min_message_window":1,"points":[[0,0],[1000000000000,1000000000000]]}]}}}]' |
  call 'method=send_message&prefix=test1.west.'

# test1.east.alice
printf '%s' '[{"ledger":"test1.east.","from":"test1.east.alice","to":"test1.east.conn","data":{"id":"cdyw8iiz.828.q2128","method":"quote_request","data":{"source_address":"test1.east.alice","destination_address":"test1.west.fuzz","source_amount":"1000000"}}}]' |
  call 'method=send_message&prefix=test1.east.'

# test1.west.bob
printf '%s' '[{"ledger":"test1.west.","from":"test1.west.bob","to":"test1.west.conn","data":{"id":"cdyw8iiz.828.q2129","method":"quote_request","data":{"source_address":"test1.west.bob","destination_address":"test1.east.fuzz","source_amount":"1000000"}}}]' |
  call 'method=send_message&prefix=test1.west.'

