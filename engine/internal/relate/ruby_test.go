package relate

import "testing"

func TestWhatNamesMeanInRuby(t *testing.T) {
	meanings(t, map[string]meaning{
		"classes": {
			`-- lib/a.rb
require_relative 'b'
module App
  class Square < Base
    include Draws
    extend Finder
    attr_reader :pen
    def initialize(pen)
      @pen = Pen.new(pen)
      @ink = Ink.new
    end
    def area
      @pen.down
      helper
      common
      @ink.use_it(1)
      side = Side.new(1)
      side.len
      pen.down
      self.class.make
      Square.make
      drawn
      Util.help(1)
      App::Util.other
      [1].each { |x| x.foo }
      pens.map(&:down)
      super
    end
    def helper
    end
    def self.make
      new(1).helper
    end
  end
end
-- lib/b.rb
module App
  class Base
    def common; end
    def area; end
  end
  module Draws
    def drawn
      area
    end
  end
  class Pen
    def initialize(x); end
    def down; end
  end
  class Ink
    def use_it(a) end
  end
  class Side
    def len; end
  end
  module Util
    def self.help(x); end
    class << self
      def other; end
    end
  end
end
`,
			"lib/a.rb::App.Square.area", "calls lib/a.rb::App.Square.helper lib/a.rb::App.Square.make lib/b.rb::App.Base.common lib/b.rb::App.Base.area lib/b.rb::App.Draws.drawn lib/b.rb::App.Pen.down lib/b.rb::App.Ink.use_it(a) lib/b.rb::App.Side lib/b.rb::App.Side.len lib/b.rb::App.Util.help(x) lib/b.rb::App.Util.other lib/a.rb::App.Square.area~0.4\ncalled by lib/a.rb::App.Square.area~0.4\nup lib/b.rb::App.Base.area\n",
		},
		"a base in another module": {
			`-- lib/a.rb
module Web
  class Base; end
  class Metal < AbstractController::Base
    include Rack::Utils
    include ::Draws
    extend Draws
    include Other::Plain
  end
end
-- lib/b.rb
module AbstractController
  class Base; end
end
module Web
  class Other
    Plain = Gone::Plain.new
    class Base; end
    module Draws; end
  end
  module Utils; end
  module Draws; end
end
module Draws; end
`,
			"lib/a.rb::Web.Metal", "up lib/b.rb::AbstractController.Base lib/b.rb::Web.Draws lib/b.rb::Draws\n",
		},
		"constants are looked for outwards": {
			`-- lib/a.rb
module App
  module Deep
    class Runner < Kernel::Base
      def run
        Job.new.go
        Inner::Job.new.go
        ::Job.new.go
        Gone::Job.new.go
        KIND.go
        helper
        a, App::Deep::Inner = 1, 2
        Wrap()
      end
      def Wrap; end
    end
    KIND = Inner::Job.new
  end
  def self.helper; end
end
-- lib/b.rb
class Job
  def go; end
end
module App
  class Job
    def go; end
  end
  module Deep
    module Inner
      class Job
        def go; end
      end
    end
    module Other
      class Job
        def go; end
      end
    end
  end
end
`,
			"lib/a.rb::App.Deep.Runner.run", "calls lib/a.rb::App.Deep.Runner.Wrap lib/b.rb::Job lib/b.rb::Job.go lib/b.rb::App.Job lib/b.rb::App.Job.go lib/b.rb::App.Deep.Inner.Job lib/b.rb::App.Deep.Inner.Job.go\n",
		},
		"a class that files open again": {
			`-- lib/flash.rb
module Web
  class Request
    def flash; end
  end
end
-- lib/cookies.rb
module Web
  class Request
    def cookies; end
  end
end
-- http/request.rb
class Web::Request
  def initialize(env); end
end
-- lib/host.rb
module Web
  class Host
    def call
      r = Web::Request.new(1)
      r.flash
      r.cookies
    end
  end
end
`,
			"lib/host.rb::Web.Host.call", "calls http/request.rb::Web.Request lib/cookies.rb::Web.Request.cookies lib/flash.rb::Web.Request.flash\n",
		},
		"who is derived from one of two bases": {
			"-- lib/a.rb\nmodule Web\n  class Base\n    def run; end\n  end\n  class Metal < Abstract::Base; end\n  class Page < Base; end\nend\nmodule Abstract\n  class Base; end\nend\n",
			"lib/a.rb::Web.Base", "down lib/a.rb::Web.Page\n",
		},
	})
}
