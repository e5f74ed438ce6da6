// Asks the packages of 2017: each line of stdin is a question in JSON, each line of stdout its answer.
// Argument: the folder in which the packages are installed.
'use strict'

const path = require('path')
const readline = require('readline')

const modules = path.join(process.argv[2], 'node_modules')
const Validator = require(path.join(modules, 'five-bells-shared/lib/validator.js'))
const packets = require(path.join(modules, 'ilp-packet'))

const validator = new Validator()
validator.loadSharedSchemas()
validator.loadSchemasFromDirectory(path.join(modules, 'ilp-connector/schemas'))

const answers = {
  versions: () => ['five-bells-shared', 'ilp-connector', 'ilp-packet'].map(
    (name) => require(path.join(modules, name, 'package.json')).version),
  valid: ({ schema, text }) => validator.create(schema)(JSON.parse(text)).valid,
  write: ({ payment }) => packets.serializeIlpPayment(payment).toString('hex'),
  read: ({ hex }) => packets.deserializeIlpPayment(Buffer.from(hex, 'hex'))
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
