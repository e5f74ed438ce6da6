'use strict'

// Starts an unmodified ilp-connector with the ledgers of C2C_TOPOLOGY behind one endpoint on 127.0.0.1:C2C_PORT.
// Its version is the only argument, one of those in versions/; 17.0.2 where there is none.

const fs = require('fs')
const path = require('path')
const { createRequire } = require('module')
const { Writable } = require('stream')
const { environment } = require('./env')
const { createEndpoint } = require('./endpoint')

const VERSIONS = path.join(__dirname, 'versions')
const DEFAULT_VERSION = '17.0.2'

function main () {
  const port = Number(process.env.C2C_PORT)
  const topologyPath = process.env.C2C_TOPOLOGY
  const version = process.argv[2] || DEFAULT_VERSION
  if (!Number.isInteger(port) || port < 1 || !topologyPath || process.argv.length > 3) {
    refuse('usage: C2C_PORT=7700 C2C_TOPOLOGY=topology.json node host.js [' + fs.readdirSync(VERSIONS).join('|') + ']')
  }
  const folder = path.join(VERSIONS, version)
  if (!fs.existsSync(path.join(folder, 'node_modules', 'ilp-connector'))) {
    refuse('ilp-connector ' + version + ' is not installed; npm ci --prefix ' + folder)
  }
  const requireFrom = createRequire(path.join(folder, 'package.json'))
  Object.assign(process.env, environment(JSON.parse(fs.readFileSync(topologyPath, 'utf8'))))
  lowerTheLog(requireFrom)

  // Under the Node of its time a promise rejected with nobody looking was a warning; today's default would end the
  // process, e.g. each time a peer does not take an answer. An exception that nobody catches still ends it.
  process.on('unhandledRejection', (error) => console.error('unhandled rejection:', error))

  // Its configuration is read from the environment when it is loaded.
  const connector = requireFrom('ilp-connector')
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
// reads would stop it, so nothing is shown unless asked for, and then on standard error. Nor are today's Node's words
// on what its dependencies use.
function lowerTheLog (requireFrom) {
  process.noDeprecation = true
  const nowhere = new Writable({ write: (chunk, encoding, done) => done() })
  requireFrom('ilp-connector/src/common/log').setOutputStream(process.env.C2C_LOG ? process.stderr : nowhere)
}

function refuse (why) {
  console.error(why)
  process.exit(4)
}

main()
