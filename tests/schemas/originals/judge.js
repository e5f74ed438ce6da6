// Asks the packages of 2017: each line of stdin is a question in JSON, each line of stdout its answer.
// Argument: the folder in which the packages are installed.
'use strict'

const path = require('path')
const readline = require('readline')

const modules = path.join(process.argv[2], 'node_modules')
const packets = require(path.join(modules, 'ilp-packet'))
const { LiquidityCurve } = require(path.join(modules, 'ilp-routing-9'))

const PACKAGES = ['five-bells-shared', 'ilp-connector', 'ilp-packet', 'five-bells-shared-25', 'ilp-packet-1.2',
  'ilp-packet-1.3', 'ilp-packet-1.4', 'ilp-routing-9']
const TYPES = [null, 'IlpPayment', 'IlqpLiquidityRequest', 'IlqpLiquidityResponse', 'IlqpBySourceRequest',
  'IlqpBySourceResponse', 'IlqpByDestinationRequest', 'IlqpByDestinationResponse', 'IlpError']

// The schemas of a version of five-bells-shared, and beside them the connector's.
function validatorOf (shared) {
  const Validator = require(path.join(modules, shared, 'lib/validator.js'))
  const validator = new Validator()
  validator.loadSharedSchemas()
  validator.loadSchemasFromDirectory(path.join(modules, 'ilp-connector/schemas'))
  return validator
}

const validators = {
  'five-bells-shared': validatorOf('five-bells-shared'),
  'five-bells-shared-25': validatorOf('five-bells-shared-25')
}

// A packet's members in JSON, and as ilp-packet has them: dates are Dates, a curve is a Buffer.
const FORMS = {
  expiresAt: [(text) => new Date(text), (date) => date.toISOString()],
  triggeredAt: [(text) => new Date(text), (date) => date.toISOString()],
  liquidityCurve: [(hex) => Buffer.from(hex, 'hex'), (buffer) => buffer.toString('hex')]
}

function converted (members, direction) {
  const result = {}
  for (const name of Object.keys(members)) {
    result[name] = name in FORMS ? FORMS[name][direction](members[name]) : members[name]
  }
  return result
}

const answers = {
  versions: () => PACKAGES.map((name) => require(path.join(modules, name, 'package.json')).version),
  valid: ({ shared, schema, text }) => validators[shared].create(schema)(JSON.parse(text)).valid,
  write: ({ payment }) => packets.serializeIlpPayment(payment).toString('hex'),
  read: ({ hex }) => packets.deserializeIlpPayment(Buffer.from(hex, 'hex')),
  write_packet: ({ version, type, members }) =>
    require(path.join(modules, version))['serialize' + TYPES[type]](converted(members, 0)).toString('hex'),
  read_packet: ({ version, type, hex }) =>
    converted(require(path.join(modules, version))['deserialize' + TYPES[type]](Buffer.from(hex, 'hex')), 1),
  write_curve: ({ points }) => new LiquidityCurve(points).toBuffer().toString('base64'),
  read_curve: ({ base64 }) => new LiquidityCurve(base64).points.map((point) => point.map((each) => each.toFixed(0)))
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const question = JSON.parse(line)
  let answer
  try {
    answer = { answer: answers[question.ask](question) }
  } catch (error) {
    answer = { refused: String(error.message) }
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
})
