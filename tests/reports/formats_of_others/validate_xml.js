'use strict'
// node validate_xml.js NODE_MODULES SCHEMA < XML: what xmllint finds wrong, a line each; nothing where it is valid.
const fs = require('fs')
const path = require('path')

const [, , modules, schema] = process.argv
const { validateXML } = require(path.join(modules, 'xmllint-wasm'))

validateXML({
  xml: [{ fileName: 'junit.xml', contents: fs.readFileSync(0, 'utf8') }],
  schema: [fs.readFileSync(schema, 'utf8')]
}).then(found => found.errors.forEach(error => console.log(error.message)))
