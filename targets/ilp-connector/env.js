'use strict'

// The topology's JSON form in, ilp-connector's CONNECTOR_* environment out.
// `node env.js TOPOLOGY.json` prints it, one KEY=VALUE a line.

const fs = require('fs')
const path = require('path')

const PLUGIN = path.join(__dirname, 'plugin.js')

function environment (topology, plugin = PLUGIN) {
  refuseWhatCannotBeSet(topology)
  return {
    CONNECTOR_BACKEND: 'one-to-one',
    CONNECTOR_LEDGERS: JSON.stringify(ledgers(topology, plugin)),
    CONNECTOR_PAIRS: JSON.stringify(pairs(topology)),
    CONNECTOR_PEERS: topology.ledger.flatMap(peers).join(','),
    CONNECTOR_ROUTES: JSON.stringify((topology.route || []).map((route) => configured(topology, route))),
    CONNECTOR_FX_SPREAD: topology.spread,
    CONNECTOR_SLIPPAGE: topology.slippage,
    CONNECTOR_MIN_MESSAGE_WINDOW: topology.message_window,
    CONNECTOR_MAX_HOLD_TIME: topology.maximum_hold,
    CONNECTOR_ROUTE_BROADCAST_INTERVAL: String(topology.broadcast_interval),
    CONNECTOR_ROUTE_EXPIRY: String(topology.hold_down_time)
  }
}

function ledgers (topology, plugin) {
  const byPrefix = {}
  for (const row of topology.ledger) {
    byPrefix[row.prefix] = {
      currency: row.currency,
      plugin,
      store: false,
      options: {
        account: row.account,
        currency: row.currency,
        scale: row.scale,
        capacity: row.capacity,
        rpcUrl: row.rpc_url,
        token: row.token
      }
    }
  }
  return byPrefix
}

function pairs (topology) {
  const currency = new Map(topology.ledger.map((row) => [row.prefix, row.currency]))
  const named = (prefix) => currency.get(prefix) + '@' + prefix
  return topology.pair.map((pair) => [named(pair.source), named(pair.destination)])
}

function peers (row) {
  return row.steady.concat(row.spare || [])
}

function configured (topology, route) {
  const ledger = topology.ledger.find((row) => peers(row).includes(route.peer))
  return { targetPrefix: route.prefix, connectorLedger: ledger.prefix, connectorAccount: route.peer }
}

// Better no target than one that silently runs with other settings than the suite expects.
function refuseWhatCannotBeSet (topology) {
  const refuse = (what) => { throw new Error('ilp-connector cannot do this topology: ' + what) }
  if (topology.profile !== 'gratuity-quoting') refuse('profile ' + topology.profile)
  if (topology.pair.some((pair) => Number(pair.rate) !== 1)) refuse('a rate other than 1 (backend one-to-one)')
  if (!(Number(topology.message_window) > 0)) refuse('message_window 0 would become its default')
  if (!(Number(topology.maximum_hold) > 0)) refuse('maximum_hold 0 would become its default')
}

module.exports = { environment }

if (require.main === module) {
  const topology = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))
  for (const [key, value] of Object.entries(environment(topology))) console.log(key + '=' + value)
}
