package relate

import "testing"

func TestWhatNamesMeanInPHP(t *testing.T) {
	meanings(t, map[string]meaning{
		"classes": {
			`-- src/A.php
<?php
namespace App\Core;
use App\Util\Pen as Stift;
use App\Util\{Ink, Side};
use function App\Util\help;
class Square extends Base implements Shape {
  use Draws;
  private Stift $pen;
  /** @var Ink */
  private $ink;
  public function __construct(Stift $pen, private Side $side) { $this->pen = $pen; $this->ink = new Ink(); }
  public function area(): int {
    $this->pen->down();
    $this->helper();
    $this->common();
    $this->ink->use2();
    $this->side->len();
    $s = new Side(1);
    $s->len();
    parent::common();
    self::make()->helper();
    static::make();
    Stift::build()->down();
    $this->drawn();
    help();
    \strlen("x");
    $x?->unknown();
    return 1;
  }
  private function helper() { }
  public static function make(): self { return new self(); }
}
-- src/Base.php
<?php
namespace App\Core;
abstract class Base { public function common() { } abstract function area(); }
interface Shape { public function area(): int; }
trait Draws { public function drawn() { $this->area(); } }
-- src/Util.php
<?php
namespace App\Util;
class Pen { public function down() { } public static function build(): static { return new static; } }
class Ink { public function use2() { } }
class Side { public function __construct($n) {} public function len() { } }
function help() { }
-- old/Pen.php
<?php
namespace Old;
class Pen { public function down() { } }
`,
			"src/A.php::Square.area()", "calls src/A.php::Square.helper() src/A.php::Square.make() src/Base.php::Base.common() src/Base.php::Draws.drawn() src/Util.php::Pen.build() src/Util.php::Pen.down() src/Util.php::Ink.use2() src/Util.php::Side src/Util.php::Side.len() src/Util.php::help()\nup src/Base.php::Base src/Base.php::Shape\n",
		},
		"names lie in namespaces": {
			`-- a/Repo.php
<?php
namespace App\Orm;
use Lib\Dbal\{Connection, Driver as D};
use Lib\Tools;
use function Lib\Tools\quote;
class Repo extends Base implements \Countable, D\Api, namespace\Own {
  public function run(\Plain $p, Connection $c, Tools\Pen $t, Missing $m): ?Result {
    $p->plain();
    $c->query();
    $t->draw();
    $m->gone();
    new Exception("x");
    new \Exception("y");
    Tools\Pen::make();
    quote("x");
    top();
    \App\Orm\helper();
    return null;
  }
}
-- a/Near.php
<?php
namespace App\Orm\Near;
class Base { }
class Missing { function gone() { } }
class Pen { public function draw() { } static function make() { } }
-- a/Own.php
<?php
namespace App\Orm;
abstract class Base { }
interface Own { }
class Exception { }
function helper() { }
-- lib/all.php
<?php
namespace Lib\Dbal { class Connection { function query() { } } }
namespace Lib\Dbal\Driver { interface Api { } }
namespace Lib\Tools { class Pen { function draw() { } static function make() { } } function quote($s) { } }
namespace { class Plain { function plain() { } } class Missing { function gone() { } } function top() { } class Countable { } }
`,
			"a/Repo.php::Repo.run(\\Plain $p, Connection $c, Tools\\Pen $t, Missing $m)", "calls a/Own.php::Exception a/Own.php::helper() lib/all.php::Connection.query() lib/all.php::Pen.draw() lib/all.php::Pen.make() lib/all.php::quote($s) lib/all.php::Plain.plain() lib/all.php::top()\n",
		},
		"what a class is derived from": {
			`-- a/Middleware.php
<?php
namespace App\Driver;
use App\Driver as Drivers;
use Other\Statement as Base;
final class Statement extends Base implements Drivers { }
-- a/Statement.php
<?php
namespace Other;
class Statement { }
-- a/Driver.php
<?php
namespace App;
interface Driver { }
-- a/Drivers.php
<?php
namespace App\Driver;
interface Drivers { }
class Base { }
`,
			"a/Middleware.php::Statement", "up a/Driver.php::Driver a/Statement.php::Statement\n",
		},
	})
}
