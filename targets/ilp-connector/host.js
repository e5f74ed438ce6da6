'use strict'

// Starts the unmodified ilp-connector with the ledgers of C2C_TOPOLOGY behind one endpoint on 127.0.0.1:C2C_PORT.

const fs = require('fs')
const { Writable } = require('stream')
const { environment } = require('./env')
const { createEndpoint } = require('./endpoint')

function main () {
  const port = Number(process.env.C2C_PORT)
  const topologyPath = process.env.C2C_TOPOLOGY
  if (!Number.isInteger(port) || port < 1 || !topologyPath) {
    console.error('usage: C2C_PORT=7700 C2C_TOPOLOGY=topology.json node host.js')
    process.exit(4)
  }
  Object.assign(process.env, environment(JSON.parse(fs.readFileSync(topologyPath, 'utf8'))))
  lowerTheLog()

  // Under the Node of its time a promise rejected with nobody looking was a warning; today's default would end the
  // process, e.g. each time a peer does not take an answer. An exception that nobody catches still ends it.
  process.on('unhandledRejection', (error) => console.error('unhandled rejection:', error))

  // Its configuration is read from the environment when it is loaded.
  const connector = require('ilp-connector')
  const plugins = require('./plugin').byPrefix
  const server = createEndpoint(plugins)
  server.on('error', (error) => {
    console.error(error.message)
    process.exit(1)
  })
  server.listen(port, '127.0.0.1', () => connector.listen())
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0))
}

// The connector logs to standard output, several lines a message, without levels to choose from. A pipe that nobody
// reads would stop it, so nothing is shown unless asked for, and then on standard error.
function lowerTheLog () {
  const nowhere = new Writable({ write: (chunk, encoding, done) => done() })
  require('ilp-connector/src/common/log').setOutputStream(process.env.C2C_LOG ? process.stderr : nowhere)
}

main()
