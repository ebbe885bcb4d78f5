package relate

import "testing"

func TestWhatNamesMeanInJavaScript(t *testing.T) {
	meanings(t, map[string]meaning{
		"classes": {
			`-- lib/a.js
'use strict'
var util = require('./util')
var Emitter = require('./emitter').Emitter
const { help, more: again } = require('./util')
const Thing = require('./thing')
exports = module.exports = createApp
function createApp() { var app = new App(); app.init(); return app }
function App() { this.cache = new Store(); }
App.prototype = Object.create(Emitter.prototype)
App.prototype.init = function init() {
  this.cache.put(1)
  this.other()
  util.help()
  help()
  again()
  var t = new Thing(1)
  t.run()
  Thing.make().run()
  self.nothing()
  local()
}
App.prototype.other = function () { var self = this; self.init() }
function local() {}
class Store { put() {} }
exports.application = proto
var proto = {
  handle: function handle() { this.use() },
  use() { local() }
}
-- lib/util.js
exports.help = function help() {}
exports.more = more
function more() {}
module.exports.third = () => {}
-- lib/emitter.js
class Emitter { emit() {} }
module.exports = { Emitter, Other: Emitter }
-- lib/thing.js
class Thing { run() { this.constructor.make() } static make() { return new Thing() } }
module.exports = Thing
-- lib/x.js
const a = require('./a')
const { Emitter } = require('./emitter')
class X extends Emitter { go() { this.emit(); super.emit(); a(); a.application.handle() } }
`,
			"lib/a.js::App.init()", "calls lib/a.js::App.other() lib/a.js::local() lib/a.js::Store.put() lib/thing.js::Thing lib/thing.js::Thing.run() lib/util.js::help() lib/util.js::more()\ncalled by lib/a.js::createApp() lib/a.js::App.other()\n",
		},
	})
}
