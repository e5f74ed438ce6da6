'use strict'
// node to_json.js NODE_MODULES FILE: the YAML file as JSON.
const fs = require('fs')
const path = require('path')

const [, , modules, file] = process.argv
const { parse } = require(path.join(modules, 'yaml'))

console.log(JSON.stringify(parse(fs.readFileSync(file, 'utf8'))))
