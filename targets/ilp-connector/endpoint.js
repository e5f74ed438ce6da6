'use strict'

// The HTTP face of Plugin RPC: POST /rpc?method=...&prefix=..., a JSON array of parameters, a JSON value as the answer.

const http = require('http')

const MAX_BODY = 1024 * 1024 // bytes, the default of the body parsers of the day

// plugins: Map of prefix -> plugin with options.token and receive(method, parameters).
function createEndpoint (plugins) {
  return http.createServer((request, response) => {
    readBody(request, (body) => {
      const { status, value } = body === null ? refusal(413, 'body too long') : handle(plugins, request, body)
      const text = JSON.stringify(value)
      response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
      response.end(text)
    })
  })
}

function handle (plugins, request, body) {
  const url = new URL(request.url, 'http://localhost')
  if (!/^\/rpc\/?$/.test(url.pathname)) return refusal(404, 'no such path')
  if (request.method !== 'POST') return refusal(405, 'POST only')
  const plugin = findPlugin(plugins, url.searchParams.get('prefix'))
  if (!plugin) return refusal(404, 'no such ledger')
  const status = refusedStatus(plugin.options.token, request.headers.authorization)
  if (status) return refusal(status, 'not authorized')
  let parameters
  try {
    parameters = JSON.parse(body)
  } catch (error) {
    return refusal(400, 'not JSON')
  }
  if (!Array.isArray(parameters)) return refusal(400, 'not an array')
  try {
    return { status: 200, value: plugin.receive(url.searchParams.get('method'), parameters) }
  } catch (error) {
    return error.name === 'UnknownMethodError'
      ? refusal(404, error.message)
      : { status: 200, value: { id: error.name, message: error.message } }
  }
}

// The RFC writes the prefix without its final period.
function findPlugin (plugins, prefix) {
  return plugins.get(prefix) || plugins.get(prefix + '.')
}

function refusedStatus (token, authorization) {
  if (!token) return null
  const match = /^Bearer +(\S+)$/i.exec(authorization || '')
  if (!match) return 401
  return match[1] === token ? null : 403
}

function refusal (status, message) {
  return { status, value: { id: 'RefusedError', message } }
}

// Calls back with the text, or with null where it is too long.
function readBody (request, done) {
  const chunks = []
  let size = 0
  request.on('data', (chunk) => {
    size += chunk.length
    if (size <= MAX_BODY) chunks.push(chunk)
    else chunks.length = 0
  })
  request.on('end', () => done(size > MAX_BODY ? null : Buffer.concat(chunks).toString()))
  request.on('error', () => {})
}

module.exports = { createEndpoint }
