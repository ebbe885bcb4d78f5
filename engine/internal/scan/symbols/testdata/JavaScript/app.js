#!/usr/bin/env node
'use strict'

var path = require('path')
  , fs = require('fs')

/**
 * Creates an application.
 */
exports = module.exports = createApplication;

// Makes one.
function createApplication(options) {
  var app = function (req) { app.handle(req) }
  app.hidden = function () {}
  return app
}

exports.static = function static_(a, b) { return a }
module.exports.late = async (a) => a
App.prototype.use = function use(fn) { return this }
App.run = x => {
  return x / 2 /* } */ / 1
}

if (typeof window !== 'undefined') {
  window.start = function () {}
} else {
  function fallback() {}
}

;(function (root) {
  function wrapped() { return /\/}[`"]/g }
  root.name = class Named { method() {} }
})(this)

var a = 1, late = function* (x) { yield x }
const Klass = class extends Other { m() {} }

module.exports = {
  meta: { docs: { a: 1 } },
  create(context) { return { Inner() {} } },
  other: function () {},
  get value() { return 1 }
}

const re = a => a.replace(/[/"'`]/, '"')
const t = `${a.match(/"/) ? `{` : "`"}`
function * gen() {}

export default class { m() {} }
`unclosed ${ function never() {}
