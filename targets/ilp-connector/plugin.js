'use strict'

// A ledger as ilp-connector sees it: messages and transfers go by Plugin RPC to the peers' endpoint, and come in
// through receive(). It keeps no balances and no clock; the peers behind rpcUrl are the ledger.

const crypto = require('crypto')
const { EventEmitter } = require('events')
const { call } = require('./client')

class LedgerError extends Error {
  constructor (name, message) {
    super(message)
    this.name = name
  }
}

class Plugin extends EventEmitter {
  constructor (options) {
    super()
    this.options = options
    this.connected = false
    this.incoming = new Map() // id -> transfer
    this.outgoing = new Map() // id -> { transfer, state }
    Plugin.byPrefix.set(options.prefix, this)
  }

  connect () {
    this.connected = true
    this.safeEmit('connect')
    return Promise.resolve(null)
  }

  disconnect () {
    this.connected = false
    this.safeEmit('disconnect')
    return Promise.resolve(null)
  }

  isConnected () { return this.connected }

  getInfo () {
    const { prefix, currency, scale } = this.options
    return { prefix, currencyCode: currency, currencyScale: scale, scale, connectors: [] } // 16 reads `scale`
  }

  getAccount () { return this.options.account }

  getBalance () { return Promise.resolve('0') }

  // 16 names the receiver `account`, and no sender.
  sendMessage ({ account, ...message }) {
    const told = { from: this.options.account, to: account, ...message }
    return this.call('send_message', [told])
      .then(() => this.safeEmit('outgoing_message', told))
  }

  sendTransfer (transfer) {
    const { prefix, account } = this.options
    if (!this.outgoing.has(transfer.id)) this.outgoing.set(transfer.id, { transfer, state: 'prepared' })
    const { noteToSelf, ...told } = transfer
    return this.call('send_transfer', [{ ...told, ledger: prefix, from: account, to: transfer.to || transfer.account }])
      .then(() => this.safeEmit('outgoing_prepare', transfer))
  }

  fulfillCondition (id, fulfillment) {
    return this.call('fulfill_condition', [id, fulfillment])
      .then(() => this.safeEmit('incoming_fulfill', this.incoming.get(id), fulfillment))
  }

  rejectIncomingTransfer (id, reason) {
    return this.call('reject_incoming_transfer', [id, reason])
      .then(() => this.safeEmit('incoming_reject', this.incoming.get(id), reason))
  }

  call (method, parameters) {
    if (!this.connected) return Promise.reject(new LedgerError('UnreachableError', 'not connected'))
    return call(this.options, method, parameters)
  }

  // What a peer calls. Gives the JSON value of the answer, or throws.
  receive (method, parameters) {
    if (!Object.hasOwn(METHODS, method)) throw new LedgerError('UnknownMethodError', 'no method "' + method + '"')
    return METHODS[method](this, ...parameters)
  }

  // Plugins of the day let no listener's exception through to the one who calls, and wait for none.
  safeEmit (...event) {
    try {
      this.emit(...event)
    } catch (error) {
      console.error('a listener of ' + event[0] + ' threw:', error)
    }
    return null
  }

  settle (id, state) {
    const known = this.outgoing.get(id)
    if (!known) throw new LedgerError('TransferNotFoundError', 'no transfer ' + id)
    if (known.state !== 'prepared') throw new LedgerError('AlreadySettledError', id + ' is ' + known.state)
    known.state = state
    return known.transfer
  }
}

Plugin.byPrefix = new Map()

const METHODS = {
  send_message (plugin, message) {
    checkEnvelope(plugin, message)
    plugin.safeEmit('incoming_message', { ...message, account: message.from }) // `account` is what 16 reads
    return true
  },

  send_transfer (plugin, transfer) {
    checkEnvelope(plugin, transfer)
    const incoming = { ...transfer, direction: 'incoming', account: transfer.from }
    plugin.incoming.set(transfer.id, incoming)
    plugin.safeEmit('incoming_prepare', incoming)
    return true
  },

  fulfill_condition (plugin, id, fulfillment) {
    const known = plugin.outgoing.get(id)
    if (known && !fulfills(fulfillment, known.transfer.executionCondition)) {
      throw new LedgerError('InvalidFieldsError', 'the fulfillment does not match the condition')
    }
    plugin.safeEmit('outgoing_fulfill', plugin.settle(id, 'fulfilled'), fulfillment)
    return true
  },

  reject_incoming_transfer (plugin, id, reason) {
    plugin.safeEmit('outgoing_reject', plugin.settle(id, 'rejected'), reason)
    return true
  },

  expire_transfer (plugin, id) {
    plugin.safeEmit('outgoing_cancel', plugin.settle(id, 'expired'))
    return true
  },

  get_limit (plugin) { return plugin.options.capacity },

  get_balance () { return '0' }
}

// A ledger delivers to an account what was sent to it there, and nothing else. Whose `from` it is, it leaves to the connector.
function checkEnvelope (plugin, message) {
  const { prefix, account } = plugin.options
  const wrong = (what) => { throw new LedgerError('InvalidFieldsError', what) }
  if (message === null || typeof message !== 'object') wrong('not an object')
  if (message.ledger !== prefix) wrong('ledger is not ' + prefix)
  if (message.to !== undefined && message.to !== account) wrong('to is not ' + account)
}

function fulfills (fulfillment, condition) {
  if (typeof fulfillment !== 'string') return false
  const preimage = Buffer.from(fulfillment, 'base64')
  return crypto.createHash('sha256').update(preimage).digest('base64url') === condition
}

module.exports = Plugin
