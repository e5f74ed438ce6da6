'use strict'

// One Plugin RPC call to the peers' endpoint: resolves to the JSON value of a 200 answer, rejects with all else.

const http = require('http')

const TIMEOUT = 2000 // ms, as clients of the day waited
const MAX_ANSWER = 1024 * 1024 // bytes

// Idle connections are closed from this side, before a peer closes one just as it is taken again: that would look like
// a failed delivery, and to send it again might deliver twice.
const agent = new http.Agent({ keepAlive: true, timeout: 1000 })

function call ({ rpcUrl, prefix, token }, method, parameters) {
  const url = rpcUrl + '?method=' + method + '&prefix=' + prefix
  const body = Buffer.from(JSON.stringify(parameters))
  const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length }
  if (token) headers.Authorization = 'Bearer ' + token
  return post(url, headers, body).then(({ status, text }) => {
    if (status !== 200) throw new Error('unexpected status ' + status + ' of ' + method)
    return JSON.parse(text)
  })
}

function post (url, headers, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: 'POST', headers, agent }, (response) => {
      const chunks = []
      let size = 0
      response.on('data', (chunk) => {
        chunks.push(chunk)
        size += chunk.length
        if (size > MAX_ANSWER) request.destroy(new Error('answer too long'))
      })
      response.on('end', () => finish(resolve, { status: response.statusCode, text: Buffer.concat(chunks).toString() }))
      response.on('error', (error) => finish(reject, error))
    })
    const timer = setTimeout(() => request.destroy(new Error('request timed out')), TIMEOUT)
    const finish = (settle, value) => {
      clearTimeout(timer)
      settle(value)
    }
    request.on('error', (error) => finish(reject, error))
    request.end(body)
  })
}

module.exports = { call }
